package io.annals.events;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The valid time of a fact as its source gives it: a day, a month, a year, or "no later than" one
 * of these.
 *
 * @param text as given: {@code 2017-09-04}, {@code 2017-09}, {@code 2017}, {@code ..2019-10}
 * @param first first day of the period given
 * @param last last day of the period given, inclusive
 * @param noLaterThan whether the fact may have taken effect at any day up to {@code last}
 */
public record EffectiveDate(String text, LocalDate first, LocalDate last, boolean noLaterThan) {

    private static final Pattern FORM =
            Pattern.compile("(\\.\\.)?([1-9][0-9]{3})(?:-([0-9]{2})(?:-([0-9]{2}))?)?");

    /**
     * Reads a date in one of the four forms; empty if it has none of them or names no day of the
     * calendar.
     */
    public static Optional<EffectiveDate> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            boolean noLaterThan = form.group(1) != null;
            int year = Integer.parseInt(form.group(2));
            if (form.group(3) == null) {
                return Optional.of(
                        new EffectiveDate(
                                text,
                                LocalDate.of(year, 1, 1),
                                LocalDate.of(year, 12, 31),
                                noLaterThan));
            }
            YearMonth month = YearMonth.of(year, Integer.parseInt(form.group(3)));
            if (form.group(4) == null) {
                return Optional.of(
                        new EffectiveDate(text, month.atDay(1), month.atEndOfMonth(), noLaterThan));
            }
            LocalDate day = month.atDay(Integer.parseInt(form.group(4)));
            return Optional.of(new EffectiveDate(text, day, day, noLaterThan));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Whether the day on which the fact took effect is not known to the day. */
    public boolean coarse() {
        return noLaterThan || !first.equals(last);
    }

    /** Earliest day on which the fact may have taken effect. */
    public LocalDate earliest() {
        return noLaterThan ? LocalDate.MIN : first;
    }

    /** Whether the fact may have taken effect on that day. */
    public boolean mayBe(LocalDate day) {
        return !day.isBefore(earliest()) && !day.isAfter(last);
    }

    /** Whether it cannot be told if the fact took effect by the end of a day, or only later. */
    public boolean undecidedOn(LocalDate day) {
        return !earliest().isAfter(day) && day.isBefore(last);
    }

    /** Whether two facts so dated may have happened in either order. */
    public boolean orderUnknown(EffectiveDate other) {
        return (coarse() || other.coarse())
                && !earliest().isAfter(other.last)
                && !other.earliest().isAfter(last);
    }

    /**
     * The day at which a fact so dated folds: {@code first}, but not before the founding where the
     * period contains it.
     */
    public LocalDate foldDay(LocalDate founding) {
        return first.isBefore(founding) && mayBe(founding) ? founding : first;
    }

    @Override
    public String toString() {
        return text;
    }
}
