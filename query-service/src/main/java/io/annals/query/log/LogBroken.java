package io.annals.query.log;

/**
 * The log is not the one that was followed, or contradicts itself: nothing that a retry could mend.
 */
final class LogBroken extends RuntimeException {

    LogBroken(String message) {
        super(message);
    }
}
