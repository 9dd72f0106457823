package io.annals.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.List;

class EventTest {

    private static final String RENAMED =
            """
            {"eventId":"016e1f55-70c0-7000-8000-000000000000","subject":"com_a","sequence":3,\
            "type":"company.renamed","effectiveOn":"2017-09","recordedBy":"r","data":{"name":"A"}}\
            """;

    @Test
    void what_is_absent_stays_absent() {
        Event event = Event.of(Json.read(RENAMED));

        assertThat(event.source()).isNull();
        assertThat(event.note()).isNull();
        assertThat(event.amends()).isNull();
        assertThat(event.reason()).isNull();
        assertThat(Json.write(event.json())).isEqualTo(RENAMED);
    }

    @Test
    void consumers_see_when_it_was_recorded_to_the_microsecond_and_the_store_does_not() {
        Event event = Event.of(Json.read(RENAMED));
        Recorded recorded = new Recorded(7, Instant.parse("2019-10-31T01:02:03.000456789Z"), event);

        assertThat(recorded.json().get("recordedAt").stringValue())
                .isEqualTo("2019-10-31T01:02:03.000456Z");
        assertThat(Event.of(recorded.json())).isEqualTo(event);
        assertThat(Recorded.instant(Instant.parse("2019-10-31T00:00:00Z")))
                .isEqualTo("2019-10-31T00:00:00.000000Z");
    }

    @Test
    void an_unknown_type_or_date_is_told_and_not_passed_over() {
        assertThatThrownBy(() -> Event.of(Json.read(RENAMED.replace("renamed", "praised"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("company.praised");
        assertThatThrownBy(() -> Event.of(Json.read(RENAMED.replace("2017-09", "2017-13"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2017-13");
    }

    @Test
    void equal_states_are_written_to_the_same_bytes_however_they_came_about() {
        State one = registered("name", "region").stating(data("address", "industry"));
        State other = registered("region", "name").stating(data("industry", "address"));

        assertThat(one).isEqualTo(other);
        assertThat(Json.write(one.json())).isEqualTo(Json.write(other.json()));
        assertThat(State.of(Json.read(Json.write(one.json())))).isEqualTo(one);
        assertThat(State.of(State.NONE.json())).isEqualTo(State.NONE);
    }

    private static State registered(String... fields) {
        Event event =
                Event.of(
                        ((ObjectNode) Json.read(RENAMED))
                                .put("type", "company.registered")
                                .set("data", data(fields)));
        return Timeline.of(Kind.COMPANY, List.of(event)).latest().orElseThrow();
    }

    @Test
    void every_stored_name_leads_back_to_its_type() {
        for (Kind kind : Kind.values()) {
            assertThat(kind.facts())
                    .allSatisfy(
                            fact -> {
                                assertThat(EventType.ofStoredName(fact.storedName(kind)))
                                        .contains(fact);
                                assertThat(kind.verb(fact.verb())).contains(fact);
                            });
            assertThat(kind.founding().founding()).isTrue();
            assertThat(Kind.ofPlural(kind.plural())).contains(kind);
            assertThat(Kind.ofSingular(kind.singular())).contains(kind);
            assertThat(new Topics("annals").kind("annals." + kind.plural() + ".v1")).contains(kind);
        }
        assertThat(EventType.ofStoredName("company.praised")).isEmpty();
    }

    private static ObjectNode data(String... fields) {
        ObjectNode data = Json.object();
        for (String field : fields) {
            data.put(field, field);
        }
        return data;
    }
}
