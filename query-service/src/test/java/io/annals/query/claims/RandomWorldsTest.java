package io.annals.query.claims;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * True numbers, published as sources do: rounded, about, bounded, in two readings, by two sources.
 * They contradict nothing; one that is moved beyond what is published contradicts once.
 */
class RandomWorldsTest {

    private static final int WORLDS = 2_000;
    private static final MathContext PRECISE = new MathContext(40, RoundingMode.HALF_EVEN);

    /** What depends on others: none of these is part of another relation. */
    private enum Derived {
        RATIO,
        GROWTH,
        RANGE_GROWTH,
        RISE,
        SUM,
        PART_OF,
        LIST,
        COUNT
    }

    private record Statement(String code, String period, BigDecimal truth, Derived derived) {}

    @Test
    void worlds_that_are_true_have_no_findings() {
        for (int seed = 0; seed < WORLDS; seed++) {
            Random random = new Random(seed);
            World world = relations();
            for (Statement one : truth(random, world)) {
                publish(world, one, random);
            }
            assertThat(world.findings()).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void one_number_moved_beyond_what_is_published_is_found_and_nothing_else() {
        int found = 0;
        for (int seed = 0; seed < WORLDS; seed++) {
            Random random = new Random(seed);
            World world = relations();
            Derived moved = Derived.values()[random.nextInt(Derived.values().length)];
            for (Statement one : truth(random, world)) {
                if (one.derived == moved) {
                    BigDecimal wrong =
                            one.truth
                                    .abs()
                                    .multiply(BigDecimal.valueOf(3))
                                    .add(BigDecimal.valueOf(20_000))
                                    .setScale(0, RoundingMode.HALF_UP);
                    world.publish(one.code, one.period, wrong.toPlainString());
                } else if (one.derived == null) {
                    world.publish(one.code, one.period, rounded(one.truth, 2));
                } else {
                    publish(world, one, random);
                }
            }
            String type =
                    switch (moved) {
                        case RATIO -> "ratio";
                        case GROWTH, RANGE_GROWTH -> "growth";
                        case RISE -> "rise";
                        case SUM -> "sum";
                        case PART_OF -> "part-of";
                        case LIST -> "count-of-list";
                        case COUNT -> "own-count";
                    };
            assertThat(world.types()).as("seed %d, %s", seed, moved).containsExactly(type);
            found++;
        }
        assertThat(found).isEqualTo(WORLDS);
    }

    private static World relations() {
        World world = new World();
        for (String level : List.of("a", "b", "all", "part", "list", "counted")) {
            world.define(level, "units", "");
        }
        world.define("counted", "units", "'measure':{'name':'open-parks'}");
        world.define("ratio", "ratio", "").relate("ratio", "ratio", "a", "b");
        world.define("growth", "ratio", "").relate("growth", "growth", "a");
        world.define("ranged", "ratio", "").relate("ranged", "growth", "b");
        world.define("rise", "units", "").relate("rise", "rise", "b");
        world.relate("all", "sum", "a", "b").relate("part", "part-of", "a");
        return world;
    }

    private static List<Statement> truth(Random random, World world) {
        Map<String, BigDecimal> a = new LinkedHashMap<>();
        Map<String, BigDecimal> b = new LinkedHashMap<>();
        for (String year : List.of("2015", "2016", "2017")) {
            a.put(year, positive(random));
            b.put(year, positive(random));
        }
        List<Statement> all = new ArrayList<>();
        a.forEach((year, value) -> all.add(new Statement("a", year, value, null)));
        b.forEach((year, value) -> all.add(new Statement("b", year, value, null)));
        BigDecimal a1 = a.get("2016");
        BigDecimal a2 = a.get("2017");
        BigDecimal b0 = b.get("2015");
        BigDecimal b2 = b.get("2017");
        all.add(new Statement("ratio", "2017", a2.divide(b2, PRECISE), Derived.RATIO));
        all.add(
                new Statement(
                        "growth",
                        "2017",
                        a2.divide(a1, PRECISE).subtract(BigDecimal.ONE),
                        Derived.GROWTH));
        all.add(
                new Statement(
                        "ranged",
                        "2015/2017",
                        b2.divide(b0, PRECISE).subtract(BigDecimal.ONE),
                        Derived.RANGE_GROWTH));
        all.add(new Statement("rise", "2015/2017", b2.subtract(b0), Derived.RISE));
        all.add(new Statement("all", "2016", a1.add(b.get("2016")), Derived.SUM));
        all.add(
                new Statement(
                        "part",
                        "2016",
                        a1.multiply(BigDecimal.valueOf(random.nextDouble())),
                        Derived.PART_OF));
        String[] items = new String[1 + random.nextInt(5)];
        for (int i = 0; i < items.length; i++) {
            items[i] = "item " + i;
        }
        world.relate("list", "count-of-list", items);
        all.add(new Statement("list", "2017", BigDecimal.valueOf(items.length), Derived.LIST));
        int count = random.nextInt(50);
        world.count("counted", "2017", count, count);
        all.add(new Statement("counted", "2017", BigDecimal.valueOf(count), Derived.COUNT));
        return all;
    }

    private static BigDecimal positive(Random random) {
        return BigDecimal.valueOf(10_000 + random.nextInt(1_000_000), 4 - random.nextInt(3));
    }

    /** By one source or two, truly or not at all. */
    private static void publish(World world, Statement one, Random random) {
        if (random.nextInt(8) == 0) {
            return;
        }
        world.publish(one.code, one.period, form(one.truth, random));
        if (random.nextInt(4) == 0) {
            world.publish(one.code, one.period, form(one.truth, random), "src_other", "");
        }
        if (random.nextInt(6) == 0) {
            world.publish(one.code, one.period, "987654.3", "src_report", "another");
        }
    }

    private static String form(BigDecimal truth, Random random) {
        BigDecimal little = truth.abs().multiply(BigDecimal.valueOf(random.nextDouble() / 22));
        BigDecimal below = truth.subtract(little).setScale(20, RoundingMode.FLOOR);
        BigDecimal above = truth.add(little).setScale(20, RoundingMode.CEILING);
        return switch (random.nextInt(8)) {
            case 0 -> qualified("atLeast", below);
            case 1 -> qualified("moreThan", below.subtract(BigDecimal.ONE));
            case 2 -> qualified("atMost", above);
            case 3 -> qualified("lessThan", above.add(BigDecimal.ONE));
            case 4 -> qualified("about", random.nextBoolean() ? below : above);
            case 5 -> "{'from':%s,'to':%s}".formatted(below.toPlainString(), above.toPlainString());
            default -> rounded(truth, 1 + random.nextInt(5));
        };
    }

    private static String qualified(String how, BigDecimal value) {
        return "{'%s':%s}".formatted(how, value.toPlainString());
    }

    private static String rounded(BigDecimal truth, int digits) {
        return truth.setScale(digits, RoundingMode.HALF_UP).toPlainString();
    }
}
