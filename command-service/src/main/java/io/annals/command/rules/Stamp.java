package io.annals.command.rules;

import java.util.function.Supplier;

/**
 * Who records, and with which ids: the shell's business.
 *
 * @param recordedBy the name of the key
 * @param eventIds gives a new UUIDv7 each time
 */
public record Stamp(String recordedBy, Supplier<String> eventIds) {}
