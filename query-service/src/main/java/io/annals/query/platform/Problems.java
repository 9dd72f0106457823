package io.annals.query.platform;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;

/** Turns whatever goes wrong into the one form of errors. */
@ControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final Duration SOON = Duration.ofSeconds(1);

    @ExceptionHandler
    void problem(Problem problem, HttpServletResponse response) throws IOException {
        Answers.write(response, problem);
    }

    @ExceptionHandler
    void database(DataAccessException failure, HttpServletResponse response) throws IOException {
        Answers.write(response, of(failure));
    }

    @ExceptionHandler
    void noPath(NoResourceFoundException failure, HttpServletResponse response) throws IOException {
        Answers.write(
                response,
                new Problem(
                        404,
                        "no-such-path",
                        "there is nothing at /"
                                + failure.getResourcePath()
                                + "; what there is: /v3/api-docs",
                        null));
    }

    @ExceptionHandler
    void method(HttpRequestMethodNotSupportedException failure, HttpServletResponse response)
            throws IOException {
        String[] supported = failure.getSupportedMethods();
        if (supported != null) {
            response.setHeader("Allow", String.join(", ", supported));
        }
        Answers.write(response, wrongMethod(failure.getMethod()));
    }

    static Problem wrongMethod(String method) {
        return new Problem(405, "method-not-allowed", method + " is not possible here", null);
    }

    /** The client is gone, or its connection is: there is nobody to tell. */
    @ExceptionHandler
    void gone(IOException failure, HttpServletResponse response) throws IOException {
        LOG.debug("not sent: {}", failure.toString());
        if (!response.isCommitted() && !(failure instanceof AsyncRequestNotUsableException)) {
            response.sendError(500);
        }
    }

    @ExceptionHandler
    void other(Exception failure, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (failure instanceof ErrorResponse known) {
            String detail = known.getBody().getDetail();
            Answers.write(response, of(known.getStatusCode().value(), detail));
            return;
        }
        LOG.error("{} {}", request.getMethod(), request.getRequestURI(), failure);
        Answers.write(response, of(500, null));
    }

    static Problem of(int status, @Nullable String detail) {
        HttpStatus known = HttpStatus.resolve(status);
        return new Problem(
                status,
                known == null ? "error" : known.name().toLowerCase().replace('_', '-'),
                detail != null
                        ? detail
                        : status == 500
                                ? "this is a mistake of the service, not of the request"
                                : known == null ? "error" : known.getReasonPhrase(),
                null);
    }

    /**
     * A statement that took too long or a database that is away can be asked again; anything else
     * is a bug.
     */
    static Problem of(DataAccessException failure) {
        if (failure.getMostSpecificCause() instanceof SQLException cause) {
            String state = cause.getSQLState() == null ? "" : cause.getSQLState();
            if (state.equals("57014")) {
                return Problem.later("too-slow", "the answer took too long to find", SOON);
            }
            if (!(state.isEmpty()
                    || state.startsWith("08")
                    || state.startsWith("53")
                    || state.startsWith("57"))) {
                LOG.error("database", failure);
                return of(500, null);
            }
        }
        LOG.warn("database: {}", failure.getMostSpecificCause().toString());
        return Problem.later("database-away", "the read model's database does not answer", SOON);
    }

    /** What never reached a controller: Tomcat and filters end here. */
    @org.springframework.stereotype.Controller
    static class Unhandled implements ErrorController {
        @RequestMapping("/error")
        void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
            Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
            Answers.write(response, of(status instanceof Integer known ? known : 404, null));
        }
    }
}
