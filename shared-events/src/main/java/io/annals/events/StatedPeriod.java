package io.annals.events;

import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The period of which a figure speaks: {@code 2018}, {@code 2018-Q4}, {@code 2018-10}, {@code
 * 2019-10-31}, or from one to another, {@code 2015/2018}.
 *
 * @param text as written
 * @param first its first day
 * @param last its last day
 */
public record StatedPeriod(String text, LocalDate first, LocalDate last) {

    /** How one period is written, without the range. */
    static final String FORM = "[1-9][0-9]{3}(?:-Q[1-4]|-[0-9]{2}(?:-[0-9]{2})?)?";

    private static final Pattern QUARTER = Pattern.compile("([1-9][0-9]{3})-Q([1-4])");

    /** Reads a period; empty if the text is none. */
    public static Optional<StatedPeriod> parse(String text) {
        int slash = text.indexOf('/');
        if (slash >= 0) {
            Optional<StatedPeriod> from = single(text.substring(0, slash));
            Optional<StatedPeriod> to = single(text.substring(slash + 1));
            return from.isPresent() && to.isPresent() && from.get().last.isBefore(to.get().first)
                    ? Optional.of(new StatedPeriod(text, from.get().first, to.get().last))
                    : Optional.empty();
        }
        return single(text);
    }

    private static Optional<StatedPeriod> single(String text) {
        Matcher quarter = QUARTER.matcher(text);
        if (quarter.matches()) {
            LocalDate first =
                    LocalDate.of(
                            Integer.parseInt(quarter.group(1)),
                            Integer.parseInt(quarter.group(2)) * 3 - 2,
                            1);
            return Optional.of(new StatedPeriod(text, first, first.plusMonths(3).minusDays(1)));
        }
        return EffectiveDate.parse(text)
                .filter(date -> !date.noLaterThan())
                .map(date -> new StatedPeriod(text, date.first(), date.last()));
    }
}
