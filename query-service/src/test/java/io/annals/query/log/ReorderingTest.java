package io.annals.query.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

class ReorderingTest {

    private static final int WINDOW = 10;

    /** Positions spread over partitions, at most a window out of order, some sent twice. */
    private static List<List<Long>> partitions(Random random, int positions) {
        List<Long> sent = new ArrayList<>();
        for (long position = 1; position <= positions; position++) {
            sent.add(position);
        }
        for (int i = 0; i + 4 <= sent.size(); i += 4) {
            Collections.shuffle(sent.subList(i, i + 4), random);
        }
        if (random.nextBoolean()) {
            int cut = random.nextInt(sent.size());
            sent.addAll(cut, new ArrayList<>(sent.subList(0, cut)));
        }
        List<List<Long>> partitions =
                List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        sent.forEach(position -> partitions.get((int) (position * 7919 % 3)).add(position));
        return partitions;
    }

    @Test
    void every_position_is_applied_once_in_order_whatever_crashes_in_between() {
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            List<List<Long>> partitions = partitions(random, 120);
            List<Long> applied = new ArrayList<>();
            long[] saved = new long[3];
            int idle = 0;
            while (applied.size() < 120) {
                Reordering<Integer, Long> order = new Reordering<>(applied.size(), WINDOW, false);
                long[] read = saved.clone();
                for (int p = 0; p < 3; p++) {
                    order.assign(p, saved[p]);
                }
                int until = random.nextInt(200);
                while (applied.size() < 120 && until-- > 0) {
                    Set<Integer> ahead = order.ahead();
                    int p = random.nextInt(3);
                    if (!ahead.contains(p) && read[p] < partitions.get(p).size()) {
                        long position = partitions.get(p).get((int) read[p]);
                        order.read(p, read[p]++, position, position);
                    }
                    int some = random.nextInt(4);
                    while (some-- > 0 && order.at(order.next()) != null) {
                        applied.add(order.at(order.next()));
                        order.applied(order.next());
                        for (int q = 0; q < 3; q++) {
                            saved[q] = order.offset(q);
                        }
                    }
                }
                assertThat(idle++).as("seed %s makes progress", seed).isLessThan(1_000);
            }
            for (int i = 0; i < 120; i++) {
                assertThat(applied.get(i)).isEqualTo(i + 1L);
            }
            Set<Long> below = new HashSet<>();
            for (int p = 0; p < 3; p++) {
                below.addAll(partitions.get(p).subList(0, (int) saved[p]));
            }
            assertThat(applied).as("saved offsets leave nothing behind").containsAll(below);
        }
    }

    @Test
    void a_partition_is_left_alone_only_after_a_position_beyond_the_window_was_read_there() {
        Reordering<String, Long> order = new Reordering<>(0, WINDOW, false);
        order.assign("a", 0);
        order.assign("b", 0);
        order.read("a", 0, 11, 11L);
        assertThat(order.ahead()).isEmpty();
        order.read("a", 1, 12, 12L);
        assertThat(order.ahead()).containsExactly("a");
        order.read("b", 0, 1, 1L);
        order.applied(1);
        assertThat(order.ahead()).isEmpty();
        assertThat(order.gap()).isTrue();
        assertThat(order.offset("a")).isZero();
        assertThat(order.offset("b")).isEqualTo(1);
    }

    @Test
    void another_record_at_a_position_that_waits_is_told() {
        Reordering<String, String> order = new Reordering<>(0, WINDOW, false);
        order.assign("a", 0);
        assertThat(order.read("a", 0, 2, "first")).isNull();
        assertThat(order.read("a", 1, 2, "second")).isEqualTo("first");
        assertThat(order.at(2)).isEqualTo("first");
    }

    @Test
    void a_position_sent_again_long_after_is_found_by_reading_on_without_keeping_everything() {
        Reordering<String, Long> order = new Reordering<>(0, WINDOW, true);
        order.assign("a", 0);
        for (long position = 2; position <= 500; position++) {
            order.read("a", position - 2, position, position);
        }
        assertThat(order.ahead()).isEmpty();
        assertThat(order.gap()).isTrue();
        order.read("a", 499, 1, 1L);
        while (order.at(order.next()) != null) {
            order.applied(order.next());
        }
        assertThat(order.next()).isEqualTo(WINDOW + 2);
        assertThat(order.leftOut()).isTrue();
        assertThat(order.offset("a")).isEqualTo(WINDOW);
    }
}
