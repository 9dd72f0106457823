package io.annals.query.series;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.events.Json;
import io.annals.events.State;
import io.annals.query.regions.Regions;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class SeriesTest {

    private static final LocalDate MERGER = LocalDate.of(2014, 2, 12);
    private static final LocalDate VALID_AT = LocalDate.of(2019, 10, 31);

    private static Regions tree(LocalDate day) {
        Map<String, State> states = new HashMap<>();
        put(states, "440100", "{'status':'current','name':'Guangzhou','level':'city'}");
        put(
                states,
                "440106",
                "{'status':'current','name':'Tianhe','level':'district','parent':'440100'}");
        put(
                states,
                "440112",
                "{'status':'current','name':'Huangpu','level':'district','parent':'440100'}");
        put(
                states,
                "440116",
                day.isBefore(MERGER)
                        ? "{'status':'current','name':'Luogang','level':'district','parent':'440100'}"
                        : "{'status':'former','name':'Luogang','level':'district','parent':'440100','into':'440112'}");
        return new Regions(states);
    }

    private static void put(Map<String, State> states, String code, String json) {
        states.put(code, State.of(Json.read(json.replace('\'', '"'))));
    }

    private static Series series(
            Measure measure,
            @Nullable Period period,
            List<Dimension> by,
            boolean then,
            @Nullable String region,
            @Nullable LocalDate from,
            @Nullable LocalDate to) {
        return new Series(measure, period, by, then, region, from, to, VALID_AT, SeriesTest::tree);
    }

    private static Series.Sum dated(String day, String region, long value) {
        LocalDate date = LocalDate.parse(day);
        return new Series.Sum(Period.YEAR.start(date), null, null, date, region, Map.of(), value);
    }

    private static Series.Sum undated(String period, String last, String region, long value) {
        LocalDate day = LocalDate.parse(last);
        return new Series.Sum(null, period, day, day, region, Map.of(), value);
    }

    private static String rows(Series series, List<Series.Sum> sums) {
        StringBuilder lines = new StringBuilder();
        series.of(sums).rows().forEach(row -> lines.append(line(row.toString())));
        return lines.toString();
    }

    private static String undated(Series series, List<Series.Sum> sums) {
        StringBuilder lines = new StringBuilder();
        series.of(sums).undated().forEach(row -> lines.append(line(row.toString())));
        return lines.toString();
    }

    private static String line(String json) {
        return json.replace("\"", "").replace("{", "").replace("}", "\n");
    }

    @Test
    void a_flow_has_total_growth_empty_rows_and_a_partial_last_one() {
        Series years =
                series(
                        Measure.COMPANY_REGISTRATIONS,
                        Period.YEAR,
                        List.of(),
                        false,
                        null,
                        null,
                        null);
        assertThat(
                        rows(
                                years,
                                List.of(
                                        dated("2015-05-05", "440106", 156),
                                        dated("2016-05-05", "440106", 342),
                                        dated("2017-05-05", "440106", 2180),
                                        dated("2019-05-05", "440106", 7))))
                .isEqualTo(
                        """
                        period:2015,value:156,total:156,growth:null
                        period:2016,value:342,total:498,growth:1.1923
                        period:2017,value:2180,total:2678,growth:5.3743
                        period:2018,value:0,total:2678,growth:-1.0000
                        period:2019,value:7,total:2685,growth:null,partial:true
                        """);
    }

    @Test
    void from_and_to_only_hide_rows() {
        List<Series.Sum> sums =
                List.of(dated("2015-05-05", "440106", 2), dated("2016-05-05", "440112", 3));
        assertThat(
                        rows(
                                series(
                                        Measure.COMPANY_REGISTRATIONS,
                                        Period.YEAR,
                                        List.of(),
                                        false,
                                        null,
                                        LocalDate.of(2016, 7, 1),
                                        LocalDate.of(2017, 1, 1)),
                                sums))
                .isEqualTo(
                        """
                        period:2016,value:3,total:5,growth:0.5000
                        period:2017,value:0,total:5,growth:-1.0000
                        """);
    }

    @Test
    void what_is_dated_more_coarsely_counts_in_the_total_from_its_periods_end() {
        List<Series.Sum> sums =
                List.of(
                        dated("2017-05-05", "440106", 1),
                        undated("..2018-03", "2018-03-31", "440106", 4),
                        undated("..2019", "2019-12-31", "440112", 5));
        Series years =
                series(Measure.PARKS_OPENED, Period.YEAR, List.of(), false, null, null, null);
        assertThat(rows(years, sums))
                .isEqualTo(
                        """
                        period:2017,value:1,total:1,growth:null
                        period:2018,value:0,total:5,growth:-1.0000
                        period:2019,value:0,total:10,growth:null,partial:true
                        """);
        assertThat(undated(years, sums))
                .isEqualTo("period:..2018-03,value:4\nperiod:..2019,value:5\n");
    }

    @Test
    void borders_are_those_of_today_or_those_of_the_day() {
        List<Series.Sum> flow =
                List.of(
                        dated("2013-05-05", "440116", 23),
                        dated("2013-05-05", "440112", 1),
                        dated("2015-05-05", "440112", 2));
        List<Dimension> by = List.of(Dimension.DISTRICT);
        LocalDate to = LocalDate.of(2015, 12, 31);
        assertThat(
                        rows(
                                series(
                                        Measure.COMPANY_REGISTRATIONS,
                                        Period.YEAR,
                                        by,
                                        false,
                                        null,
                                        null,
                                        to),
                                flow))
                .isEqualTo(
                        """
                        period:2013,district:440112,value:24,total:24,growth:null
                        period:2014,district:440112,value:0,total:24,growth:-1.0000
                        period:2015,district:440112,value:2,total:26,growth:null
                        """);
        assertThat(
                        rows(
                                series(
                                        Measure.COMPANY_REGISTRATIONS,
                                        Period.YEAR,
                                        by,
                                        true,
                                        "440112",
                                        LocalDate.of(2015, 1, 1),
                                        to),
                                flow))
                .isEqualTo("period:2015,district:440112,value:2,total:3,growth:null\n");
        assertThat(
                        rows(
                                series(
                                        Measure.ACTIVE_COMPANIES,
                                        Period.YEAR,
                                        by,
                                        true,
                                        null,
                                        null,
                                        to),
                                flow))
                .isEqualTo(
                        """
                        period:2013,district:440112,value:1,growth:null
                        period:2013,district:440116,value:23,growth:null
                        period:2014,district:440112,value:24,growth:23.0000
                        period:2014,district:440116,value:0,growth:-1.0000
                        period:2015,district:440112,value:26,growth:0.0833
                        period:2015,district:440116,value:0,growth:null
                        """);
    }

    @Test
    void a_stock_stays_until_it_changes() {
        List<Series.Sum> sums =
                List.of(dated("2016-05-05", "440106", 3), dated("2018-05-05", "440106", -3));
        assertThat(
                        rows(
                                series(
                                        Measure.OPEN_PARKS,
                                        Period.YEAR,
                                        List.of(),
                                        false,
                                        null,
                                        null,
                                        null),
                                sums))
                .isEqualTo(
                        """
                        period:2016,value:3,growth:null
                        period:2017,value:3,growth:0.0000
                        period:2018,value:0,growth:-1.0000
                        period:2019,value:0,growth:null,partial:true
                        """);
    }

    @Test
    void without_time_everything_is_one_row() {
        List<Series.Sum> sums =
                List.of(
                        new Series.Sum(null, null, null, null, "440116", Map.of(), 3),
                        new Series.Sum(null, null, null, null, "440106", Map.of(), 4),
                        new Series.Sum(null, null, null, null, "999999", Map.of(), 1));
        Series all = series(Measure.ACTIVE_COMPANIES, null, List.of(), false, "440112", null, null);
        assertThat(rows(all, sums)).isEqualTo("value:3\n");
        assertThat(rows(all, List.of())).isEqualTo("value:0\n");
        assertThat(
                        rows(
                                series(
                                        Measure.ACTIVE_COMPANIES,
                                        null,
                                        List.of(Dimension.DISTRICT),
                                        false,
                                        null,
                                        null,
                                        null),
                                sums))
                .isEqualTo(
                        """
                        district:440106,value:4
                        district:440112,value:3
                        district:null,value:1
                        """);
    }

    @Test
    void periods_begin_end_and_are_named() {
        LocalDate day = LocalDate.of(2018, 11, 5);
        assertThat(Period.QUARTER.start(day)).isEqualTo("2018-10-01");
        assertThat(Period.QUARTER.last(LocalDate.of(2018, 10, 1))).isEqualTo("2018-12-31");
        assertThat(Period.QUARTER.text(LocalDate.of(2018, 10, 1))).isEqualTo("2018-Q4");
        assertThat(Period.MONTH.text(Period.MONTH.start(day))).isEqualTo("2018-11");
        assertThat(Period.YEAR.next(Period.YEAR.start(day))).isEqualTo("2019-01-01");
    }
}
