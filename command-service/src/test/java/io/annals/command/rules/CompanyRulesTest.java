package io.annals.command.rules;

import static io.annals.command.rules.Registry.assertConflict;
import static io.annals.command.rules.Registry.assertRefused;
import static io.annals.command.rules.Registry.assertWarned;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.events.Event;
import io.annals.events.Kind;
import io.annals.events.Timeline;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.node.ObjectNode;

import java.time.LocalDate;
import java.util.List;

class CompanyRulesTest {

    private static final String A = "{'park':'prk_a'}";
    private static final String B = "{'park':'prk_b'}";
    private static final String TIANHE = "{'region':'440106'}";
    private static final String HUANGPU = "{'region':'440112'}";

    private final Registry registry = Registry.withSurroundings();

    @BeforeEach
    void a_company_registered_in_2015() {
        registry.accepts("com_x", "register", "2015-03-01", "{'name':'X','region':'440112'}");
    }

    private String on(String day, String field) {
        Timeline line = registry.timeline("com_x");
        return line.at(LocalDate.parse(day)).orElseThrow().state().text(field);
    }

    @Test
    void what_was_never_registered_is_not_found() {
        assertRefused(
                registry.asks("com_y", "relocate", "2019-01-01", TIANHE),
                Decision.Reason.NOT_FOUND,
                "no-such-subject");
        assertRefused(registry.retracts("com_y", 0), Decision.Reason.NOT_FOUND, "no-such-subject");
    }

    @Test
    void a_company_is_registered_once() {
        assertConflict(
                registry.asks("com_x", "register", "2016", "{'name':'X','region':'440112'}"),
                "already-registered");
    }

    @Test
    void a_back_dated_relocation_leaves_the_later_one_as_it_was() {
        registry.accepts("com_x", "relocate", "2019-01-01", TIANHE);
        registry.accepts(
                "com_x", "relocate", "2018-01-01", "{'region':'440112','address':'Road 1'}");

        assertThat(on("2018-06-01", "address")).isEqualTo("Road 1");
        assertThat(on("2019-01-01", "region")).isEqualTo("440106");
        assertThat(on("2019-01-01", "address")).isNull();
    }

    @Test
    void nothing_happens_before_the_registration() {
        Decision decision = registry.asks("com_x", "relocate", "2015-02-28", TIANHE);

        assertConflict(decision, "before-founding");
        Finding finding = ((Decision.Rejected) decision).findings().getFirst();
        assertThat(finding.day()).isEqualTo(LocalDate.parse("2015-02-28"));
        assertThat(finding.sequence()).isEqualTo(0);
        assertThat(finding.eventId())
                .isEqualTo(registry.timeline("com_x").events().getFirst().eventId());
    }

    @Test
    void a_year_that_contains_the_registration_folds_at_it() {
        assertWarned(registry.asks("com_x", "relocate", "2015", TIANHE));
        assertConflict(registry.asks("com_x", "relocate", "2014", TIANHE), "before-founding");
        assertConflict(registry.asks("com_x", "relocate", "..2014", TIANHE), "before-founding");
    }

    @Test
    void before_a_registration_of_no_known_day_is_a_warning() {
        registry.accepts("com_z", "register", "..2018", "{'name':'Z','region':'440112'}");

        assertWarned(registry.asks("com_z", "relocate", "2017-05-01", TIANHE), "before-founding");
    }

    @Test
    void correcting_the_registration_to_a_later_day_names_what_would_be_before_it() {
        registry.accepts("com_x", "relocate", "2016-01-01", TIANHE);
        registry.accepts("com_x", "rename", "2018-01-01", "{'name':'Y'}");

        Decision decision =
                registry.corrects("com_x", 0, "2017-01-01", "{'name':'X','region':'440112'}");

        assertConflict(decision, "before-founding");
        assertThat(((Decision.Rejected) decision).findings().getFirst().sequence()).isEqualTo(1);
    }

    @Test
    void correcting_the_first_event_moves_what_depends_on_it() {
        registry.accepts("com_x", "rename", "2018-01-01", "{'name':'Y'}");
        registry.accepted(
                registry.corrects("com_x", 0, "2014-01-01", "{'name':'W','region':'440106'}"));

        assertThat(on("2014-06-01", "name")).isEqualTo("W");
        assertThat(on("2019-01-01", "region")).isEqualTo("440106");
        assertThat(
                        registry.timeline("com_x")
                                .latest()
                                .orElseThrow()
                                .field("formerNames")
                                .orElseThrow()
                                .get(0)
                                .stringValue())
                .isEqualTo("W");
    }

    @Test
    void only_reinstating_follows_a_deregistration() {
        registry.accepts("com_x", "deregister", "2018-05-01", "{}");

        assertConflict(
                registry.asks("com_x", "rename", "2019-01-01", "{'name':'Y'}"), "deregistered");
        assertConflict(
                registry.asks("com_x", "report-activity", "2019-01-01", "{'activity':'dormant'}"),
                "deregistered");
        assertConflict(registry.asks("com_x", "join-park", "2019-01-01", A), "deregistered");
        assertConflict(
                registry.asks("com_x", "deregister", "2019-01-01", "{}"), "already-deregistered");
        assertConflict(
                registry.asks("com_x", "deregister", "2018-05-01", "{}"), "already-deregistered");
        registry.accepts("com_x", "reinstate", "2019-01-01", "{}");
        assertConflict(registry.asks("com_x", "reinstate", "2019-02-01", "{}"), "not-deregistered");
        assertWarned(registry.asks("com_x", "rename", "2019-01-01", "{'name':'Y'}"));
    }

    @Test
    void on_the_day_of_the_deregistration_everything_goes() {
        registry.accepts("com_x", "deregister", "2018-05-01", "{}");

        assertWarned(registry.asks("com_x", "rename", "2018-05-01", "{'name':'Y'}"));
        assertConflict(
                registry.asks("com_x", "rename", "2018-05-02", "{'name':'Y'}"), "deregistered");
    }

    @Test
    void a_back_dated_deregistration_names_all_that_follows_it() {
        registry.accepts("com_x", "rename", "2018-01-01", "{'name':'Y'}");
        registry.accepts("com_x", "relocate", "2019-01-01", TIANHE);

        Decision decision = registry.asks("com_x", "deregister", "2017-01-01", "{}");

        assertConflict(decision, "deregistered", "deregistered");
        assertThat(((Decision.Rejected) decision).findings())
                .extracting(Finding::sequence)
                .containsExactly(1L, 2L);
        assertThat(((Decision.Rejected) decision).findings())
                .extracting(Finding::day)
                .containsExactly(LocalDate.parse("2018-01-01"), LocalDate.parse("2019-01-01"));
    }

    @Test
    void reinstating_cannot_be_retracted_while_something_rests_on_it() {
        registry.accepts("com_x", "deregister", "2017-01-01", "{}");
        registry.accepts("com_x", "reinstate", "2018-01-01", "{}");
        registry.accepts("com_x", "relocate", "2019-01-01", TIANHE);

        assertConflict(registry.retracts("com_x", 2), "deregistered");
        registry.accepted(registry.retracts("com_x", 3));
        assertWarned(registry.retracts("com_x", 2));
    }

    @Test
    void where_the_order_is_unknown_there_is_a_warning() {
        registry.accepts("com_x", "deregister", "2018-05-01", "{}");

        assertWarned(registry.asks("com_x", "rename", "2018", "{'name':'Y'}"));
        assertWarned(registry.asks("com_x", "rename", "2018-05", "{'name':'Y'}"));
        assertWarned(registry.asks("com_x", "rename", "..2018-06", "{'name':'Y'}"), "deregistered");
        assertConflict(registry.asks("com_x", "rename", "2018-06", "{'name':'Y'}"), "deregistered");
    }

    @Test
    void a_doubtful_order_that_becomes_certainly_wrong_is_refused() {
        registry.accepts("com_x", "deregister", "2018-05-01", "{}");
        registry.accepts("com_x", "rename", "..2018-06", "{'name':'Y'}");

        assertConflict(registry.corrects("com_x", 2, "2018-06-01", "{'name':'Y'}"), "deregistered");
        assertWarned(registry.corrects("com_x", 2, "2018-04-01", "{'name':'Y'}"));
    }

    @Test
    void a_company_is_in_one_park_at_a_time() {
        registry.accepts("com_x", "join-park", "2018-01-01", A);

        assertConflict(registry.asks("com_x", "join-park", "2019-01-01", B), "already-in-park");
        assertConflict(registry.asks("com_x", "join-park", "2019-01-01", A), "already-in-park");
        assertConflict(registry.asks("com_x", "join-park", "2018-01-01", A), "already-in-park");
        assertConflict(registry.asks("com_x", "leave-park", "2019-01-01", B), "not-in-park");
        assertConflict(registry.asks("com_x", "leave-park", "2017-01-01", A), "not-in-park");
    }

    @Test
    void leaving_and_joining_on_one_day_is_recordable_in_either_order() {
        registry.accepts("com_x", "join-park", "2018-01-01", A);
        String leave = "{'verb':'leave-park','effectiveOn':'2019-01-01','park':'prk_a'}";
        String join = "{'verb':'join-park','effectiveOn':'2019-01-01','park':'prk_b'}";

        assertWarned(registry.asksTogether("com_x", leave, join));
        registry.accepted(registry.asksTogether("com_x", join, leave));
        assertThat(on("2019-01-01", "park")).isEqualTo("prk_b");
    }

    @Test
    void an_earlier_tenancy_learnt_later_is_recordable_as_a_pair() {
        registry.accepts("com_x", "join-park", "2018-06-01", B);

        assertConflict(registry.asks("com_x", "join-park", "2016-01-01", A), "already-in-park");
        registry.accepted(
                registry.asksTogether(
                        "com_x",
                        "{'verb':'join-park','effectiveOn':'2016-01-01','park':'prk_a'}",
                        "{'verb':'leave-park','effectiveOn':'2018-06-01','park':'prk_a'}"));
        assertThat(on("2017-01-01", "park")).isEqualTo("prk_a");
        assertThat(on("2018-06-01", "park")).isEqualTo("prk_b");
    }

    @Test
    void joining_cannot_be_retracted_before_the_leaving_but_both_together() {
        registry.accepts("com_x", "join-park", "2016-01-01", A);
        registry.accepts("com_x", "leave-park", "2017-01-01", A);

        assertConflict(registry.retracts("com_x", 1), "not-in-park");
        assertWarned(
                registry.asksTogether(
                        "com_x",
                        "{'verb':'retract','sequence':1,'reason':'no'}",
                        "{'verb':'retract','sequence':2,'reason':'no'}"));
    }

    @Test
    void a_deregistration_ends_the_tenancy_and_leaving_that_day_is_fine() {
        registry.accepts("com_x", "join-park", "2016-01-01", A);
        registry.accepts("com_x", "deregister", "2018-01-01", "{}");
        registry.accepts("com_x", "leave-park", "2018-01-01", A);
        registry.accepts("com_x", "reinstate", "2019-01-01", "{}");

        assertThat(on("2018-01-01", "park")).isNull();
        assertConflict(registry.asks("com_x", "leave-park", "2019-02-01", A), "not-in-park");
        assertWarned(registry.asks("com_x", "join-park", "2019-01-01", B));
    }

    @Test
    void a_tenancy_does_not_begin_with_the_deregistration() {
        registry.accepts("com_x", "deregister", "2018-01-01", "{}");

        assertConflict(registry.asks("com_x", "join-park", "2018-01-01", A), "deregistered");
    }

    @Test
    void two_tenancies_in_one_year_of_no_known_order_are_a_warning() {
        registry.accepts("com_x", "join-park", "2018-03-01", A);

        Decision.Accepted left = registry.accepts("com_x", "leave-park", "2018", A);
        assertWarned(left, "not-in-park");
        assertWarned(registry.asks("com_x", "join-park", "2018-06-01", B), "already-in-park");
        assertWarned(registry.asks("com_x", "join-park", "2019-01-01", B), "already-in-park");
    }

    @Test
    void all_rules_broken_are_told_at_once() {
        registry.accepts("com_x", "deregister", "2018-01-01", "{}");

        assertConflict(
                registry.asksTogether(
                        "com_x",
                        "{'verb':'rename','effectiveOn':'2014-01-01','name':'Y'}",
                        "{'verb':'rename','effectiveOn':'2019-01-01','name':'Y'}",
                        "{'verb':'leave-park','effectiveOn':'2017-01-01','park':'prk_a'}",
                        "{'verb':'join-park','effectiveOn':'2017-02-01','park':'prk_none'}"),
                "before-founding",
                "deregistered",
                "not-in-park",
                "unknown-park");
    }

    @Test
    void a_wrong_check_digit_is_a_warning() {
        assertWarned(
                registry.asks("com_x", "identify", "2016", "{'creditCode':'91440101MA59GBC12X'}"),
                "check-digit");
    }

    @Test
    void codes_are_claimed_as_they_stand() {
        registry.accepts("com_x", "identify", "2016", "{'creditCode':'91440101MA59GBC12X'}");
        assertThat(Rules.claims(registry.timeline("com_x")))
                .containsExactly("credit-code:91440101MA59GBC12X");

        registry.accepted(
                registry.corrects("com_x", 1, "2016", "{'creditCode':'91440101MA59GBC13X'}"));
        assertThat(Rules.claims(registry.timeline("com_x")))
                .containsExactly("credit-code:91440101MA59GBC13X");

        registry.accepted(registry.voids("com_x", "{'reason':'duplicate'}"));
        assertThat(Rules.claims(registry.timeline("com_x"))).isEmpty();
    }

    @Test
    void a_deregistration_taken_back_on_its_day_ends_the_tenancy_before_another_begins() {
        registry.accepts("com_x", "join-park", "2016-01-01", A);

        registry.accepted(
                registry.asksTogether(
                        "com_x",
                        "{'verb':'deregister','effectiveOn':'2018-01-01'}",
                        "{'verb':'reinstate','effectiveOn':'2018-01-01'}",
                        "{'verb':'join-park','effectiveOn':'2018-01-01','park':'prk_b'}"));
        assertThat(on("2018-01-01", "park")).isEqualTo("prk_b");
    }

    @Test
    void a_leaving_of_a_year_may_come_after_a_joining_recorded_after_it() {
        assertWarned(
                registry.asksTogether(
                        "com_x",
                        "{'verb':'leave-park','effectiveOn':'2018','park':'prk_a'}",
                        "{'verb':'join-park','effectiveOn':'2018-03-01','park':'prk_a'}"),
                "not-in-park");
    }

    @Test
    void what_was_broken_before_is_no_reason_to_refuse() {
        Timeline sound = registry.timeline("com_x");
        registry.accepts("com_x", "rename", "2017-01-01", "{'name':'Y'}");
        Event renamed = registry.timeline("com_x").events().get(1);
        registry.holds("com_x", sound);
        registry.accepts("com_x", "deregister", "2016-01-01", "{}");
        Event gone = registry.timeline("com_x").events().get(1);
        registry.holds(
                "com_x",
                Timeline.of(
                        Kind.COMPANY, List.of(sound.events().getFirst(), renamed, second(gone))));

        assertWarned(registry.asks("com_x", "relocate", "2015-06-01", TIANHE));
        assertWarned(registry.corrects("com_x", 1, "2018-01-01", "{'name':'Y'}"));
        assertConflict(registry.asks("com_x", "relocate", "2018-01-01", TIANHE), "deregistered");
    }

    private static Event second(Event event) {
        ObjectNode json = event.json();
        return Event.of(json.put("sequence", 2));
    }
}
