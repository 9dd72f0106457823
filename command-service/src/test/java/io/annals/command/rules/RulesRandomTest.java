package io.annals.command.rules;

import static io.annals.command.rules.Registry.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.events.Amendment;
import io.annals.events.CompanyFact;
import io.annals.events.EffectiveDate;
import io.annals.events.Event;
import io.annals.events.EventType;
import io.annals.events.Kind;
import io.annals.events.SourceRef;
import io.annals.events.Timeline;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Random histories of one company, each command judged by the rules and by {@link NaiveCompany}.
 */
class RulesRandomTest {

    private static final List<CompanyFact> TYPES =
            List.of(
                    CompanyFact.RELOCATED,
                    CompanyFact.PARK_JOINED,
                    CompanyFact.PARK_JOINED,
                    CompanyFact.PARK_LEFT,
                    CompanyFact.PARK_LEFT,
                    CompanyFact.DEREGISTERED,
                    CompanyFact.REINSTATED);
    private static final SourceRef REPORT = new SourceRef("src_r", null, null);

    /** The naive model tries every day of each of these with every day of the others. */
    private static final int MOST_COARSE = 2;

    private final Registry registry = Registry.withSurroundings();
    private int accepted;
    private int refused;
    private int warned;

    @ParameterizedTest
    @CsvSource({"0, 3000", "15, 700"})
    void the_verdict_is_that_of_a_naive_model_and_a_refusal_leaves_nothing(
            int coarsePercent, int histories) {
        for (int seed = 0; seed < histories; seed++) {
            history(new Random(seed), coarsePercent, seed);
        }
        assertThat(accepted).isGreaterThan(histories * 4);
        assertThat(refused).isGreaterThan(histories * 4);
        assertThat(warned > histories / 10).isEqualTo(coarsePercent > 0);
    }

    private void history(Random random, int coarsePercent, int seed) {
        Timeline line = Timeline.of(Kind.COMPANY, List.of());
        NaiveCompany naive = NaiveCompany.EMPTY;
        for (int i = 0; i < 14; i++) {
            List<Instruction> command = command(random, line.events(), coarsePercent);
            NaiveCompany then = naive.with(command);
            boolean fits = then.amendmentsFit(naive.size());
            if (fits && then.coarse() > MOST_COARSE) {
                continue;
            }
            Decision decision = decide(line, command);
            assertThat(decision instanceof Decision.Accepted)
                    .as("seed %d: %s then %s%n%s", seed, naive, command, decision)
                    .isEqualTo(fits && then.mayHold());
            switch (decision) {
                case Decision.Rejected rejected -> refused++;
                case Decision.Accepted ok -> {
                    assertWarns(ok, naive, then, seed);
                    line = ok.after();
                    naive = then;
                }
            }
            assertThat(line.events()).hasSize(naive.size());
        }
    }

    private void assertWarns(Decision.Accepted ok, NaiveCompany was, NaiveCompany is, int seed) {
        accepted++;
        if (is.holdsAsFolded()) {
            assertThat(ok.warnings()).as("seed %d: %s", seed, is).isEmpty();
        } else {
            warned++;
            if (was.holdsAsFolded()) {
                assertThat(ok.warnings()).as("seed %d: %s", seed, is).isNotEmpty();
            }
        }
    }

    private Decision decide(Timeline line, List<Instruction> command) {
        Stamp stamp = new Stamp("test", () -> "e");
        return Rules.decide(Kind.COMPANY, "com_x", line, command, registry, stamp);
    }

    private static List<Instruction> command(Random random, List<Event> events, int coarsePercent) {
        if (events.isEmpty()) {
            EffectiveDate date = date(random, coarsePercent, 1);
            return List.of(fact(CompanyFact.REGISTERED, null, date, random));
        }
        return IntStream.rangeClosed(0, random.nextInt(5) == 0 ? 1 : 0)
                .mapToObj(i -> one(random, events, coarsePercent))
                .toList();
    }

    private static Instruction one(Random random, List<Event> events, int coarsePercent) {
        int what = random.nextInt(10);
        EffectiveDate date = date(random, coarsePercent, 5);
        if (what > 2) {
            return fact(TYPES.get(random.nextInt(TYPES.size())), null, date, random);
        }
        Event amended = events.get(random.nextInt(events.size()));
        return what == 0
                ? instruction(Amendment.RETRACTED, amended.sequence(), null, "{}")
                : fact(amended.type(), amended.sequence(), date, random);
    }

    private static Instruction fact(
            EventType type, Long amends, EffectiveDate date, Random random) {
        String data =
                type == CompanyFact.PARK_JOINED || type == CompanyFact.PARK_LEFT
                        ? "{'park':'%s'}".formatted(random.nextBoolean() ? "prk_a" : "prk_b")
                        : type == CompanyFact.RELOCATED
                                ? "{'region':'440106'}"
                                : type == CompanyFact.REGISTERED
                                        ? "{'name':'X','region':'440112'}"
                                        : "{}";
        return instruction(amends == null ? type : Amendment.CORRECTED, amends, date, data);
    }

    private static Instruction instruction(
            EventType type, Long amends, EffectiveDate date, String data) {
        String reason = type instanceof Amendment ? "mistaken" : null;
        SourceRef source = date == null ? null : REPORT;
        ObjectNode json = (ObjectNode) json(data);
        return new Instruction(type, amends, date, source, null, reason, json, "");
    }

    /** Few days, so that many facts meet on one. */
    private static EffectiveDate date(Random random, int coarsePercent, int months) {
        String month = "2018-0" + (1 + random.nextInt(months));
        String day = month + (random.nextBoolean() ? "-05" : "-20");
        boolean coarse = random.nextInt(100) < coarsePercent;
        boolean noLaterThan = random.nextInt(3) == 0;
        String text =
                !coarse ? day : noLaterThan ? ".." + (random.nextBoolean() ? day : month) : month;
        return EffectiveDate.parse(text).orElseThrow();
    }
}
