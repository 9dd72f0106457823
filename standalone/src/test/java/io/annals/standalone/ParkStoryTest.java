package io.annals.standalone;

import static io.annals.standalone.Book.dated;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.events.Json;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import tools.jackson.databind.JsonNode;

/**
 * One park, told date by date: what happened to it, when the registry heard of it, and what it
 * answered in between. Read it from top to bottom; each step goes on where the last one ended.
 *
 * <p>A day after {@code validAt} asks "what was so on that day"; a position after {@code knownAt}
 * asks "as far as the registry knew after that event".
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ParkStoryTest {

    private static final String PARK = "parks/prk_harbour";

    private static Book book;
    private static long opened;
    private static long lateOperator;
    private static long wrongOccupancy;
    private static long corrected;
    private static long resized;
    private static long retracted;

    @BeforeAll
    static void begin() {
        book = Book.open();
    }

    @AfterAll
    static void end() {
        book.close();
    }

    @Test
    @Order(1)
    void in_2017_the_park_opens_with_12000_square_metres_and_a_first_operator() {
        opened =
                book.record(
                        "parks",
                        dated(
                                "2017-09-04",
                                "'id':'prk_harbour','name':'Harbour Park','region':'440112',"
                                        + "'buildingArea':12000,'operator':'First Harbour Ltd'"));

        assertThat(on("2018-06-30", opened).get("operator").asString())
                .isEqualTo("First Harbour Ltd");
        assertThat(book.get(PARK + "?validAt=2017-09-03&minPosition=" + opened).status())
                .as("the day before it opened it was not there")
                .isEqualTo(404);
    }

    @Test
    @Order(2)
    void only_now_it_is_reported_that_the_operator_changed_in_march_2018_already() {
        lateOperator =
                book.record(
                        PARK + "/change-operator",
                        dated("2018-03", "'operator':'Second Harbour Ltd'"));

        assertThat(on("2018-06-30", lateOperator).get("operator").asString())
                .as("a late fact changes what is known of the past")
                .isEqualTo("Second Harbour Ltd");
        assertThat(on("2018-06-30", opened).get("operator").asString())
                .as("but not what was known before it was reported")
                .isEqualTo("First Harbour Ltd");
        assertThat(on("2018-02-28", lateOperator).get("operator").asString())
                .as("before March 2018 it was the first operator, as known then and now")
                .isEqualTo("First Harbour Ltd");
    }

    @Test
    @Order(3)
    void the_occupancy_of_2019_is_reported_wrong_with_530_tenants() {
        wrongOccupancy =
                book.record(
                        PARK + "/report-occupancy",
                        dated(
                                "2019-06-30",
                                "'tenants':530,'occupancyRate':{'moreThan':0.60},'of':'rooms'"));

        JsonNode park = on("2019-10-31", wrongOccupancy);
        assertThat(park.get("tenants").intValue()).isEqualTo(530);
        assertThat(park.get("occupancyRate"))
                .as("more than 60 % stays what it is")
                .isEqualTo(Json.read("{\"moreThan\":0.60}"));
        assertThat(on("2019-06-29", wrongOccupancy).has("tenants")).isFalse();
    }

    @Test
    @Order(4)
    void the_number_of_tenants_is_corrected_to_53_with_the_reason() {
        corrected =
                book.record(
                        PARK + "/events/2/correct",
                        "{'effectiveOn':'2019-06-30','source':{'id':'src_gazette'},'reason':'a"
                            + " digit too many was copied',"
                            + "'data':{'tenants':53,'occupancyRate':{'moreThan':0.60},'of':'rooms'}}");

        assertThat(on("2019-10-31", corrected).get("tenants").intValue()).isEqualTo(53);
        assertThat(on("2019-10-31", wrongOccupancy).get("tenants").intValue())
                .as("whoever asked before was told 530, and still can see that")
                .isEqualTo(530);
    }

    @Test
    @Order(5)
    void that_it_closed_in_2018_cannot_be_since_it_reported_tenants_in_2019() {
        Registry.Answer refused = book.post(PARK + "/close", dated("2018-12-31", ""));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().get("errors").get(0).get("day").asString())
                .as("the day that would break, and the event in the way, are named")
                .isEqualTo("2019-06-30");
    }

    @Test
    @Order(6)
    void in_2020_it_is_enlarged_and_a_report_that_it_closed_in_2021_is_retracted() {
        resized = book.record(PARK + "/resize", dated("2020", "'buildingArea':61307.3"));
        long closed = book.record(PARK + "/close", dated("2021-03-31", ""));
        assertThat(on("2021-06-30", closed).get("status").asString()).isEqualTo("closed");

        retracted =
                book.record(
                        PARK + "/events/5/retract", "{'reason':'it was another park that closed'}");

        assertThat(on("2021-06-30", retracted).get("status").asString()).isEqualTo("open");
        assertThat(on("2021-06-30", closed).get("status").asString()).isEqualTo("closed");
        assertThat(on("2019-10-31", retracted).get("buildingArea").intValue()).isEqualTo(12_000);
        assertThat(on("2021-06-30", retracted).get("buildingArea")).isEqualTo(Json.read("61307.3"));
    }

    @Test
    @Order(7)
    void the_events_tell_all_of_it_and_what_replaced_what() {
        JsonNode events = book.read(PARK + "/events", retracted).get("items");

        assertThat(events.valueStream().map(one -> one.get("type").asString()))
                .containsExactly(
                        "park.opened",
                        "park.operator-changed",
                        "park.occupancy-reported",
                        "park.fact-corrected",
                        "park.resized",
                        "park.closed",
                        "park.fact-retracted");
    }

    @Test
    @Order(8)
    void every_moment_of_the_past_can_be_asked_for_again_with_the_same_answer() {
        assertThat(on("2018-06-30", opened).get("operator").asString())
                .isEqualTo("First Harbour Ltd");
        assertThat(on("2019-10-31", wrongOccupancy).get("tenants").intValue()).isEqualTo(530);
        assertThat(on("2019-10-31", corrected).get("status").asString()).isEqualTo("open");
        assertThat(on("2019-10-31", resized).get("tenants").intValue()).isEqualTo(53);
    }

    /** The park on a day, as known after an event. */
    private static JsonNode on(String day, long position) {
        return book.read(PARK + "?validAt=" + day + "&knownAt=@" + position, position);
    }
}
