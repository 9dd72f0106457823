package io.annals.command.platform;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.TransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.resource.NoResourceFoundException;

import java.util.Locale;
import java.util.Set;

/** Every error of this service in one form. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private final Paths paths;

    Problems(Paths paths) {
        this.paths = paths;
    }

    @ExceptionHandler
    ResponseEntity<byte[]> problem(Problem problem) {
        return problem.answer();
    }

    @ExceptionHandler
    ResponseEntity<byte[]> noSuchPath(NoResourceFoundException e) {
        return noSuchPath("/" + e.getResourcePath());
    }

    private static ResponseEntity<byte[]> noSuchPath(String path) {
        return Problem.of(404, "no-such-path", "there is nothing at " + path).answer();
    }

    @ExceptionHandler
    ResponseEntity<byte[]> wrongMethod(
            HttpRequestMethodNotSupportedException e, HttpServletRequest request) {
        Set<String> methods = paths.methods(request.getRequestURI());
        return methods.isEmpty()
                ? noSuchPath(request.getRequestURI())
                : Problem.wrongMethod(e.getMethod(), methods).answer();
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ResponseEntity<byte[]> database(Exception e) {
        LOG.warn("the database did not answer: {}", e.toString());
        return Problem.later(
                        "database-away",
                        "the outcome is not known; ask again with the same Idempotency-Key")
                .answer();
    }

    @ExceptionHandler
    ResponseEntity<byte[]> unexpected(Exception e) {
        if (e instanceof ErrorResponse known) {
            return of(known.getStatusCode().value(), known.getBody().getDetail()).answer();
        }
        if (Database.isAway(e)) {
            return database(e);
        }
        LOG.error("unexpected", e);
        return Problem.of(
                        500,
                        "unexpected",
                        "the outcome is not known; ask again with the same Idempotency-Key")
                .answer();
    }

    static Problem of(int status, @Nullable String detail) {
        HttpStatus known = HttpStatus.valueOf(status);
        return Problem.of(
                status,
                known.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                detail == null ? known.getReasonPhrase() : detail);
    }

    /** What never reached a controller: Tomcat and filters end here. */
    @Controller
    static class Unhandled implements ErrorController {
        @RequestMapping("/error")
        ResponseEntity<byte[]> error(HttpServletRequest request) {
            Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
            return of(status instanceof Integer known ? known : 404, null).answer();
        }
    }
}
