package io.annals.events;

/**
 * What happens to facts that were recorded: they are corrected or retracted, or the whole subject
 * is void.
 */
public enum Amendment implements EventType {
    /**
     * We were wrong, this is right: stands in the original's place with its own data, date and
     * source.
     */
    CORRECTED("correct", "fact-corrected"),
    /** It never happened. */
    RETRACTED("retract", "fact-retracted"),
    /** The subject should not exist. */
    VOIDED("void", "voided");

    private final String verb;
    private final String past;

    Amendment(String verb, String past) {
        this.verb = verb;
        this.past = past;
    }

    /** The command's name. */
    public String verb() {
        return verb;
    }

    @Override
    public String past() {
        return past;
    }
}
