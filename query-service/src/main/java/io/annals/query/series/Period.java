package io.annals.query.series;

import java.time.LocalDate;
import java.time.Month;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The rows of a series in time. A period is named by its first day. */
public enum Period {
    YEAR(12, Cell.Grain.YEAR),
    QUARTER(3, Cell.Grain.MONTH),
    MONTH(1, Cell.Grain.MONTH);

    private final int months;
    private final Cell.Grain coarsest;

    Period(int months, Cell.Grain coarsest) {
        this.months = months;
        this.coarsest = coarsest;
    }

    /** As in parameters, and as PostgreSQL's date_trunc calls it. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The coarsest date that still tells its period. */
    Cell.Grain coarsest() {
        return coarsest;
    }

    /** The first day of the period in which the day lies. */
    LocalDate start(LocalDate day) {
        int month = (day.getMonthValue() - 1) / months * months + 1;
        return LocalDate.of(day.getYear(), Month.of(month), 1);
    }

    /** The first day of the next period. */
    LocalDate next(LocalDate start) {
        return start.plusMonths(months);
    }

    /** The last day of the period. */
    LocalDate last(LocalDate start) {
        return next(start).minusDays(1);
    }

    /** {@code 2018}, {@code 2018-Q4}, {@code 2018-10}. */
    String text(LocalDate start) {
        return switch (this) {
            case YEAR -> Integer.toString(start.getYear());
            case QUARTER -> start.getYear() + "-Q" + ((start.getMonthValue() - 1) / 3 + 1);
            case MONTH -> start.toString().substring(0, 7);
        };
    }

    static Optional<Period> of(String text) {
        return Arrays.stream(values()).filter(period -> period.text().equals(text)).findFirst();
    }
}
