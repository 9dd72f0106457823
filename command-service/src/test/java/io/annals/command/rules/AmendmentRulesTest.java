package io.annals.command.rules;

import static io.annals.command.rules.Registry.assertConflict;
import static io.annals.command.rules.Registry.assertRefused;
import static io.annals.command.rules.Registry.assertWarned;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.stream.IntStream;

class AmendmentRulesTest {

    private static final String X = "{'name':'X','region':'440112'}";

    private final Registry registry = Registry.withSurroundings();

    @BeforeEach
    void a_company_and_its_relocation() {
        registry.accepts("com_x", "register", "2015-03-01", X);
        registry.accepts("com_x", "relocate", "2016-01-01", "{'region':'440106'}");
    }

    @Test
    void an_amendment_names_a_fact_of_the_stream() {
        registry.accepted(registry.retracts("com_x", 1));

        assertRefused(registry.retracts("com_x", 7), Decision.Reason.INVALID, "no-such-event");
        assertRefused(registry.retracts("com_x", -1), Decision.Reason.INVALID, "no-such-event");
        assertRefused(
                registry.corrects("com_x", 2, "2016", "{'region':'440106'}"),
                Decision.Reason.INVALID,
                "not-a-fact");
    }

    @Test
    void a_retraction_is_taken_back_by_a_correction_only() {
        registry.accepted(registry.retracts("com_x", 1));

        assertConflict(registry.retracts("com_x", 1), "already-retracted");
        registry.accepted(registry.corrects("com_x", 1, "2017", "{'region':'440106'}"));
        assertWarned(registry.retracts("com_x", 1));
    }

    @Test
    void a_correction_states_all_that_its_original_must() {
        assertRefused(
                registry.corrects("com_x", 0, "2015", "{'name':' ','park':'prk_a'}"),
                Decision.Reason.INVALID,
                "unknown-field",
                "blank",
                "required");
    }

    @Test
    void a_corrected_quantity_is_kept_as_any_other() {
        registry.accepted(
                registry.corrects(
                        "prk_a", 0, "2012", "{'name':'A','region':'440112','landArea':'5.0'}"));

        assertThat(
                        registry.timeline("prk_a")
                                .latest()
                                .orElseThrow()
                                .field("landArea")
                                .orElseThrow()
                                .toString())
                .isEqualTo("5.0");
    }

    @Test
    void a_registration_is_not_retracted_from_under_other_facts() {
        assertConflict(registry.retracts("com_x", 0), "not-founded");
    }

    @Test
    void after_a_retracted_registration_only_its_correction_is_taken() {
        registry.accepted(
                registry.asksTogether(
                        "com_x",
                        "{'verb':'retract','sequence':1,'reason':'no'}",
                        "{'verb':'retract','sequence':0,'reason':'no'}"));

        assertConflict(registry.asks("com_x", "rename", "2019", "{'name':'Y'}"), "not-founded");
        Decision again = registry.asks("com_x", "register", "2019", X);
        assertConflict(again, "already-registered");
        assertThat(((Decision.Rejected) again).detail())
                .isEqualTo(
                        "com_x was registered before, which was retracted: a correction of event 0"
                                + " restores it");
        registry.accepted(registry.corrects("com_x", 0, "2015", X));
        assertThat(((Decision.Rejected) registry.asks("com_x", "register", "2019", X)).detail())
                .isEqualTo("com_x is already registered");
        assertWarned(registry.asks("com_x", "rename", "2019", "{'name':'Y'}"));
    }

    @Test
    void a_void_subject_is_gone_and_names_its_voiding() {
        registry.accepts("com_y", "register", "2015", X);
        Decision.Accepted voided =
                registry.accepted(
                        registry.voids("com_x", "{'reason':'twice','duplicateOf':'com_y'}"));

        Decision decision = registry.asks("com_x", "rename", "2019", "{'name':'Y'}");

        assertRefused(decision, Decision.Reason.GONE, "void");
        Decision.Rejected rejected = (Decision.Rejected) decision;
        assertThat(rejected.detail()).contains("twice", "com_y");
        assertThat(rejected.findings().getFirst().eventId())
                .isEqualTo(voided.events().getFirst().eventId());
        assertRefused(registry.voids("com_x", "{'reason':'again'}"), Decision.Reason.GONE, "void");
    }

    @Test
    void a_duplicate_is_of_another_known_subject_that_is_not_void() {
        registry.accepts("com_y", "register", "2015", X);
        registry.accepted(registry.voids("com_y", "{'reason':'twice'}"));

        assertRefused(
                registry.voids("com_x", "{'reason':'twice','duplicateOf':'com_x'}"),
                Decision.Reason.INVALID,
                "itself");
        assertConflict(
                registry.voids("com_x", "{'reason':'twice','duplicateOf':'com_n'}"),
                "unknown-company");
        assertConflict(
                registry.voids("com_x", "{'reason':'twice','duplicateOf':'com_y'}"),
                "void-company");
    }

    @Test
    void nothing_follows_a_void_in_one_record() {
        assertConflict(
                registry.asksTogether(
                        "com_x",
                        "{'verb':'void','reason':'twice'}",
                        "{'verb':'rename','effectiveOn':'2019','name':'Y'}"),
                "void");
    }

    @Test
    void a_filing_founds_and_goes_on() {
        Decision.Accepted accepted =
                registry.accepted(
                        registry.asksTogether(
                                "com_n",
                                "{'verb':'register','effectiveOn':'2015',"
                                        + "'name':'N','region':'440112'}",
                                "{'verb':'join-park','effectiveOn':'2016','park':'prk_a'}",
                                "{'verb':'correct','sequence':1,'effectiveOn':'2017','reason':'r',"
                                        + "'data':{'park':'prk_b'}}"));

        assertThat(accepted.events())
                .extracting("sequence")
                .containsExactlyElementsOf(IntStream.range(0, 3).mapToObj(i -> (long) i).toList());
        assertThat(accepted.after().latest().orElseThrow().text("park")).isEqualTo("prk_b");
    }

    @Test
    void of_several_instructions_all_are_recorded_or_none() {
        assertConflict(
                registry.asksTogether(
                        "com_x",
                        "{'verb':'rename','effectiveOn':'2019','name':'Y'}",
                        "{'verb':'reinstate','effectiveOn':'2019'}"),
                "not-deregistered");
        assertThat(registry.timeline("com_x").events()).hasSize(2);
    }
}
