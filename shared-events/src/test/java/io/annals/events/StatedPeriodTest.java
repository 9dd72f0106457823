package io.annals.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

class StatedPeriodTest {

    @ParameterizedTest
    @CsvSource({
        "2018, 2018-01-01, 2018-12-31",
        "2018-Q1, 2018-01-01, 2018-03-31",
        "2018-Q4, 2018-10-01, 2018-12-31",
        "2018-02, 2018-02-01, 2018-02-28",
        "2020-02, 2020-02-01, 2020-02-29",
        "2019-10-31, 2019-10-31, 2019-10-31",
        "2015/2018, 2015-01-01, 2018-12-31",
        "2015-Q3/2018-02, 2015-07-01, 2018-02-28",
        "2019-01-01/2019-10-31, 2019-01-01, 2019-10-31",
    })
    void a_period_has_a_first_and_a_last_day(String text, LocalDate first, LocalDate last) {
        assertThat(StatedPeriod.parse(text)).contains(new StatedPeriod(text, first, last));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "..2018",
                "2018-Q5",
                "2018-Q0",
                "2018Q4",
                "2018-13",
                "2018-02-30",
                "0018",
                "2018/",
                "/2018",
                "2018/2015",
                "2018/2018",
                "2018/2018-06",
                "2015/2016/2017",
                "2015/..2018",
            })
    void what_names_no_days_or_ends_before_it_begins_is_none(String text) {
        assertThat(StatedPeriod.parse(text)).isEmpty();
    }

    @Test
    void the_field_takes_what_is_a_period_and_keeps_it_as_written() {
        List<FieldError> errors = new ArrayList<>();
        assertThat(Shape.PERIOD.check().read(Json.read("\"2015/2018\""), "/period", errors::add))
                .isEqualTo(Json.read("\"2015/2018\""));
        assertThat(errors).isEmpty();
        Shape.PERIOD.check().read(Json.read("2018"), "/period", errors::add);
        Shape.PERIOD.check().read(Json.read("\"2018-Q5\""), "/period", errors::add);
        assertThat(errors).extracting(FieldError::code).containsOnly("not-a-period").hasSize(2);
    }
}
