package io.annals.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.LocalDate;

class EffectiveDateTest {

    @ParameterizedTest
    @CsvSource({
        "2017-09-04, 2017-09-04, 2017-09-04, false, false",
        "2017-09, 2017-09-01, 2017-09-30, false, true",
        "2016-02, 2016-02-01, 2016-02-29, false, true",
        "2017, 2017-01-01, 2017-12-31, false, true",
        "..2019-10, 2019-10-01, 2019-10-31, true, true",
        "..2019, 2019-01-01, 2019-12-31, true, true",
        "..2019-10-31, 2019-10-31, 2019-10-31, true, true",
    })
    void each_form_names_its_period(
            String text, LocalDate first, LocalDate last, boolean noLaterThan, boolean coarse) {
        EffectiveDate date = date(text);
        assertThat(date.first()).isEqualTo(first);
        assertThat(date.last()).isEqualTo(last);
        assertThat(date.noLaterThan()).isEqualTo(noLaterThan);
        assertThat(date.coarse()).isEqualTo(coarse);
        assertThat(date).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2017-02-29",
                "2017-04-31",
                "2017-13",
                "2017-00",
                "2017-01-00",
                "2017-1-1",
                "17",
                "0999",
                "20170904",
                "2017-09-04T00:00:00",
                "2017-09..",
                "..",
                ".2019",
                "...2019",
                " 2017",
                "2017\n",
                "２０１７",
                "+2017",
                "-2017",
                "12017",
                "",
            })
    void what_has_no_form_or_is_no_day_of_the_calendar_is_no_date(String text) {
        assertThat(EffectiveDate.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2017, 2017-09-04, 2017-09-04",
        "2017-09, 2017-09-04, 2017-09-04",
        "2017-09, 2017-09-30, 2017-09-30",
        "2017-09, 2017-10-01, 2017-09-01",
        "2017-09, 2017-08-31, 2017-09-01",
        "2017-09, 2017-09-01, 2017-09-01",
        "2017-09-03, 2017-09-04, 2017-09-03",
        "..2019-10, 2019-10-20, 2019-10-20",
        "..2019-10, 2017-09-04, 2019-10-01",
        "..2019-10, 2019-11-01, 2019-10-01",
        "..2019-10-05, 2019-10-05, 2019-10-05",
    })
    void it_folds_on_its_first_day_but_not_before_a_founding_in_its_period(
            String text, LocalDate founding, LocalDate day) {
        assertThat(date(text).foldDay(founding)).isEqualTo(day);
    }

    @Test
    void without_a_founding_it_folds_on_its_first_day() {
        assertThat(date("2017").foldDay(LocalDate.MIN)).isEqualTo("2017-01-01");
        assertThat(date("..2017").foldDay(LocalDate.MIN)).isEqualTo("2017-01-01");
    }

    @ParameterizedTest
    @CsvSource({
        "2017-09-04, 2017-09-04, false",
        "2017-09-04, 2017-09-05, false",
        "2017-09, 2017-09-05, true",
        "2017-09, 2017-10-01, false",
        "2017-09, 2017-08-31, false",
        "2017, 2017, true",
        "2017, 2017-12, true",
        "2017, 2018, false",
        "..2019-10, 2015-01-01, true",
        "..2019-10, 2019-10-31, true",
        "..2019-10, 2019-11-01, false",
        "..2019-10, ..1980, true",
        "..2019-10-31, 2019-10-31, true",
    })
    void an_order_is_unknown_where_a_coarse_period_meets_another(
            String one, String other, boolean unknown) {
        assertThat(date(one).orderUnknown(date(other))).isEqualTo(unknown);
        assertThat(date(other).orderUnknown(date(one))).isEqualTo(unknown);
    }

    private static EffectiveDate date(String text) {
        return EffectiveDate.parse(text).orElseThrow();
    }
}
