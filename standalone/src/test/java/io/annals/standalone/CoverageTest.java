package io.annals.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.events.Json;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

class CoverageTest {

    private static final JsonNode ANSWER =
            Json.read(
                    """
                    {"unit":"parks",
                     "items":[{"code":"parks","about":"CN","value":35,"readings":["a","b"]},
                              {"code":"parks","about":"440000","value":6},
                              {"code":"companies","about":"310000","value":7}]}
                    """);

    @Test
    void a_step_takes_the_first_item_that_has_all_that_is_asked() {
        assertThat(select("unit")).hasToString("\"parks\"");
        assertThat(select("items[].value")).hasToString("35");
        assertThat(select("items[code=parks,about=440000].value")).hasToString("6");
        assertThat(select("items[about=CN].readings")).hasToString("[\"a\",\"b\"]");
        assertThat(select("items.#")).hasToString("3");
        assertThat(select("items[about=110000].value").isMissingNode()).isTrue();
    }

    @Test
    void an_item_may_be_asked_not_to_have_something() {
        assertThat(select("items[code=parks,about!=CN].value")).hasToString("6");
        assertThat(select("items[code=parks,about!=CN,about!=440000].value").isMissingNode())
                .isTrue();
        assertThat(select("items[code!=parks].value")).hasToString("7");
    }

    private static JsonNode select(String path) {
        return Coverage.select(ANSWER, path);
    }
}
