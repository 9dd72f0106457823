package io.annals.command.rules;

import static io.annals.command.rules.Registry.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.events.CitationFact;
import io.annals.events.CompanyFact;
import io.annals.events.FactType;
import io.annals.events.FieldError;
import io.annals.events.Kind;
import io.annals.events.ParkFact;
import io.annals.events.SourceFact;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;

class InstructionsTest {

    private static final String ABOUT = ",'effectiveOn':'2018','source':{'id':'src_r'}";

    private final List<FieldError> errors = new ArrayList<>();

    private Instruction fact(FactType type, String body) {
        return Instructions.fact(type, json(body), "", errors::add);
    }

    private List<String> told() {
        return errors.stream().map(error -> error.pointer() + " " + error.code()).toList();
    }

    @Test
    void a_fact_has_its_fields_as_data_and_the_rest_beside_it() {
        Instruction read =
                fact(
                        CompanyFact.RELOCATED,
                        "{'region':'440106','address':null,'note':null,'effectiveOn':'..2018-05',"
                                + "'source':{'id':'src_r','quote':'moved'}}");

        assertThat(errors).isEmpty();
        assertThat(read.data()).isEqualTo(json("{'region':'440106','address':null}"));
        assertThat(read.effectiveOn().text()).isEqualTo("..2018-05");
        assertThat(read.source().quote()).isEqualTo("moved");
        assertThat(read.note()).isNull();
    }

    @Test
    void all_errors_are_told_at_once() {
        Instruction read =
                fact(
                        CompanyFact.REGISTERED,
                        "{'creditCode':'1','regoin':'440106','effectiveOn':'2018-02-30',"
                                + "'source':{'id':'prk_a','page':3},'note':'"
                                + "x".repeat(10_001)
                                + "'}");

        assertThat(read).isNull();
        assertThat(told())
                .containsExactlyInAnyOrder(
                        "/regoin unknown-field",
                        "/name required",
                        "/creditCode not-a-credit-code",
                        "/region required",
                        "/effectiveOn not-a-date",
                        "/source/page unknown-field",
                        "/source/id not-an-id",
                        "/note too-long");
    }

    @Test
    void date_and_source_are_required() {
        fact(CompanyFact.DEREGISTERED, "{'effectiveOn':null}");

        assertThat(told()).containsExactlyInAnyOrder("/effectiveOn required", "/source required");
    }

    @Test
    void a_source_has_neither_date_nor_source() {
        fact(SourceFact.CITED, "{'title':'R','publisher':'P'" + ABOUT + "}");

        assertThat(told())
                .containsExactlyInAnyOrder("/effectiveOn unknown-field", "/source unknown-field");
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"INDICATOR", "DEFINITION", "SOURCE"})
    void no_fact_without_a_stated_day_takes_one_nor_do_its_correction_and_record(Kind kind) {
        String on = "'effectiveOn':'2018'";
        for (FactType type : kind.facts()) {
            fact(type, "{" + on + "}");
            Instructions.record(
                    kind, json("[{'verb':'%s',%s}]".formatted(type.verb(), on)), errors::add);
        }
        Instructions.correct(kind, 0, json("{" + on + "}"), "", errors::add);

        assertThat(told().stream().filter(error -> error.contains("effectiveOn")))
                .hasSize(2 * kind.facts().size() + 1)
                .allMatch(error -> error.endsWith("/effectiveOn unknown-field"));
    }

    @Test
    void a_body_that_is_no_object_is_malformed() {
        assertThat(Instructions.fact(CompanyFact.RENAMED, json("[]"), "", errors::add)).isNull();
        assertThat(Instructions.record(Kind.COMPANY, json("{}"), errors::add)).isEmpty();

        assertThat(told()).containsExactly(" malformed", " malformed");
    }

    @Test
    void a_resizing_states_something() {
        fact(ParkFact.RESIZED, "{'note':'x'" + ABOUT + "}");
        fact(ParkFact.CLOSED, "{'note':'x'" + ABOUT + "}");

        assertThat(told()).containsExactly(" nothing-stated");
    }

    @Test
    void amendments_want_a_reason() {
        Instructions.retract(Kind.PARK, 0, json("{}"), "", errors::add);
        Instructions.voiding(Kind.PARK, json("{'duplicateOf':'com_x'}"), "", errors::add);
        Instructions.correct(Kind.PARK, 0, json("{'data':[]" + ABOUT + "}"), "", errors::add);

        assertThat(told())
                .containsExactly(
                        "/reason required",
                        "/duplicateOf not-an-id",
                        "/reason required",
                        "/data not-an-object",
                        "/reason required");
    }

    @Test
    void a_record_tells_what_is_wrong_with_each_item() {
        Instructions.record(
                Kind.COMPANY,
                json(
                        "[{'verb':'open'},{'name':'X'},3,{'verb':'retract','reason':'r'},"
                                + "{'verb':'correct','sequence':'1','reason':'r','data':{}"
                                + ABOUT
                                + "}]"),
                errors::add);

        assertThat(told())
                .containsExactly(
                        "/0/verb unknown-verb",
                        "/1/verb required",
                        "/2 not-an-object",
                        "/3/sequence required",
                        "/4/sequence not-a-sequence");
    }

    @Test
    void a_record_has_one_to_two_hundred_items() {
        Instructions.record(Kind.COMPANY, json("[]"), errors::add);
        Instructions.record(Kind.COMPANY, json("[" + "{},".repeat(200) + "{}]"), errors::add);

        assertThat(told()).containsExactly(" too-few", " too-many");
    }

    @Test
    void no_record_freezes_an_answer_nor_is_another_media_type_frozen() {
        Instructions.record(Kind.CITATION, json("[{'verb':'freeze'}]"), errors::add);
        fact(
                CitationFact.FROZEN,
                "{'url':'/','mediaType':'application/json;charset=UTF-8','answer':'{}','sha256':'"
                        + "0".repeat(64)
                        + "','effectiveOn':'2018'}");

        assertThat(told())
                .containsExactly(
                        "/0/verb unknown-verb",
                        "/effectiveOn unknown-field",
                        "/mediaType not-one-of");
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, mode = EnumSource.Mode.EXCLUDE, names = "CITATION")
    void a_record_takes_every_verb_of_a_kind(Kind kind) {
        for (FactType type : kind.facts()) {
            Instructions.record(kind, json("[{'verb':'" + type.verb() + "'}]"), errors::add);
        }

        assertThat(told()).noneMatch(error -> error.contains("verb"));
    }
}
