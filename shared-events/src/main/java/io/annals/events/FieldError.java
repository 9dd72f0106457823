package io.annals.events;

/**
 * What is wrong with one value of a request.
 *
 * @param pointer JSON Pointer (RFC 6901) of the value
 * @param code stable, for programs: {@code required}, {@code too-long}
 * @param message for people
 */
public record FieldError(String pointer, String code, String message) {}
