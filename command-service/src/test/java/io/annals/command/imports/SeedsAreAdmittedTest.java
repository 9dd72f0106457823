package io.annals.command.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.command.rules.Decision;
import io.annals.command.rules.References;
import io.annals.command.rules.Rules;
import io.annals.command.rules.Stamp;
import io.annals.events.Kind;
import io.annals.events.Timeline;
import io.annals.seeds.SeedFile;
import io.annals.seeds.Seeds;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

class SeedsAreAdmittedTest implements References {

    private final Map<String, Timeline> timelines = new HashMap<>();

    @Override
    public Timeline of(Kind kind, String id) {
        return timelines.getOrDefault(id, Timeline.of(kind, List.of()));
    }

    @Override
    public Optional<String> owner(String claim) {
        return timelines.keySet().stream()
                .filter(id -> Rules.claims(timelines.get(id)).contains(claim))
                .findFirst();
    }

    @Test
    void every_line_of_the_report_is_accepted_in_order_without_a_warning_and_known_by_itself() {
        Set<String> keys = new HashSet<>();
        Set<String> claims = new HashSet<>();
        for (SeedFile file : Seeds.report()) {
            for (String text : file.lines()) {
                Line line = Line.read(1, text);
                assertThat(line.errors()).as(text).isEmpty();
                assertThat(keys.add(line.key())).as(text).isTrue();
                Kind kind = line.kind();
                String id = line.subject();
                Timeline before = of(kind, id);
                Decision decision =
                        Rules.decide(
                                kind,
                                id,
                                before,
                                line.instructions(),
                                this,
                                new Stamp("seeds", () -> UUID.randomUUID().toString()));
                assertThat(decision).as(text).isInstanceOf(Decision.Accepted.class);
                Decision.Accepted accepted = (Decision.Accepted) decision;
                assertThat(accepted.warnings()).as(text).isEmpty();
                timelines.put(id, accepted.after());
                if (before.events().isEmpty()) {
                    assertThat(Rules.claims(accepted.after())).as(text).allMatch(claims::add);
                }
            }
        }
    }
}
