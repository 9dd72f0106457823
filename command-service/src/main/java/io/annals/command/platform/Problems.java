package io.annals.command.platform;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Every error of this service in one form. */
@RestControllerAdvice
class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    @ExceptionHandler
    ResponseEntity<byte[]> problem(Problem problem) {
        return problem.answer();
    }

    @ExceptionHandler
    ResponseEntity<byte[]> noSuchPath(NoResourceFoundException e) {
        return Problem.of(404, "no-such-path", "there is nothing at /" + e.getResourcePath())
                .answer();
    }

    @ExceptionHandler
    ResponseEntity<byte[]> wrongMethod(HttpRequestMethodNotSupportedException e) {
        return Problem.of(405, "wrong-method", e.getMethod() + " is not possible here").answer();
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
}
