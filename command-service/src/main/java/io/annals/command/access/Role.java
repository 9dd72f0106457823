package io.annals.command.access;

/** What a key may do; each role may also do what the one before may. */
public enum Role {
    /** Records single commands. */
    REGISTRAR,
    /** Imports files. */
    IMPORTER,
    /** Issues keys, publishes again. */
    ADMINISTRATOR;

    /** Whether this role includes the other. */
    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }
}
