package io.annals.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is stored, frozen: one event of every type as it was once written. A file here changes only
 * when what is stored already can still be read; {@code -Dgolden.write=true} writes those that are
 * missing, never one that is there.
 */
class GoldenTest {

    private static final Path FOLDER = Committed.path("src/test/resources/golden");

    @BeforeAll
    static void writeMissing() throws IOException {
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(FOLDER);
            for (Map.Entry<String, Event> sample : Samples.all().entrySet()) {
                Path file = FOLDER.resolve(sample.getKey() + ".json");
                if (Files.notExists(file)) {
                    Files.writeString(file, Json.write(sample.getValue().json()) + "\n");
                }
            }
        }
    }

    @Test
    void every_stored_name_has_its_file_and_no_file_is_left_over() throws IOException {
        assertThat(Committed.folder(FOLDER).keySet())
                .as("missing ones: -Dgolden.write=true")
                .isEqualTo(
                        EventType.all().keySet().stream()
                                .map(name -> name + ".json")
                                .collect(Collectors.toSet()));
    }

    @Test
    void what_was_once_stored_is_read_and_written_to_the_same_bytes() throws IOException {
        Committed.folder(FOLDER)
                .forEach(
                        (name, text) ->
                                assertThat(Json.write(Event.of(Json.read(text)).json()) + "\n")
                                        .as(name)
                                        .isEqualTo(text));
    }

    @Test
    void what_was_once_stored_is_read_to_the_event_that_it_was() throws IOException {
        Map<String, Event> samples = Samples.all();
        Committed.folder(FOLDER)
                .forEach(
                        (name, text) ->
                                assertThat(Event.of(Json.read(text)))
                                        .as(name)
                                        .isEqualTo(samples.get(name.replace(".json", ""))));
    }

    @Test
    void every_field_that_a_verb_may_state_is_in_its_file_and_is_still_taken_as_it_stands()
            throws IOException {
        Committed.folder(FOLDER)
                .forEach(
                        (name, text) -> {
                            Event event = Event.of(Json.read(text));
                            if (event.type() instanceof FactType fact) {
                                List<FieldError> errors = new ArrayList<>();
                                JsonNode kept =
                                        Shape.readFields(
                                                fact.fields(), event.data(), "", errors::add, true);
                                assertThat(errors).as(name).isEmpty();
                                assertThat(Json.write(kept))
                                        .as(name)
                                        .isEqualTo(Json.write(event.data()));
                                assertThat(event.data().propertyNames())
                                        .as(name)
                                        .containsExactlyElementsOf(
                                                fact.fields().stream().map(Field::name).toList());
                            }
                        });
    }
}
