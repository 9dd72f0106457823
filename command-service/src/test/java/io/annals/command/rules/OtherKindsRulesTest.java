package io.annals.command.rules;

import static io.annals.command.rules.Registry.assertConflict;
import static io.annals.command.rules.Registry.assertRefused;
import static io.annals.command.rules.Registry.assertWarned;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtherKindsRulesTest {

    private static final String AREA = "{'landArea':{'moreThan':100}}";

    private static final String FROZEN =
            "{'url':'/api/v1/companies?validAt=2019-10-31&knownAt=@7',"
                + "'mediaType':'application/json','answer':'{}',"
                + "'sha256':'44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'}";

    private final Registry registry = Registry.withSurroundings();

    @Test
    void a_closed_park_takes_nothing_but_a_reopening() {
        registry.accepts("prk_a", "close", "2018-01-01", "{}");

        assertConflict(registry.asks("prk_a", "resize", "2019", AREA), "closed");
        assertConflict(registry.asks("prk_a", "close", "2019", "{}"), "already-closed");
        assertWarned(registry.asks("prk_a", "resize", "2018-01-01", AREA));
        registry.accepts("prk_a", "reopen", "2018-06-01", "{}");
        assertConflict(registry.asks("prk_a", "reopen", "2019", "{}"), "not-closed");
        assertWarned(registry.asks("prk_a", "resize", "2019", AREA));
        assertConflict(registry.asks("prk_a", "resize", "2018-03", AREA), "closed");
    }

    @Test
    void granting_a_policy_twice_is_a_warning() {
        registry.accepts("prk_a", "grant-policy", "2018", "{'policy':'pol_p'}");

        assertWarned(
                registry.asks("prk_a", "grant-policy", "2017", "{'policy':'pol_p'}"),
                "already-granted");
        assertConflict(
                registry.asks("prk_a", "grant-policy", "2017", "{'policy':'pol_q'}"),
                "unknown-policy");
    }

    @Test
    void a_superseded_policy_may_still_be_repealed_and_then_nothing_more() {
        registry.accepts("pol_q", "issue", "2019", "{'title':'Q','region':'440112'}");
        registry.accepts("pol_p", "supersede", "2019-06-01", "{'by':'pol_q'}");

        assertConflict(
                registry.asks("pol_p", "amend", "2019-07-01", "{'title':'R'}"), "not-in-force");
        assertConflict(
                registry.asks("pol_p", "supersede", "2019-07-01", "{'by':'pol_q'}"),
                "not-in-force");
        assertConflict(
                registry.asks("pol_p", "supersede", "2019-06-01", "{'by':'pol_q'}"),
                "not-in-force");
        assertWarned(registry.asks("pol_p", "amend", "2019-06-01", "{'title':'R'}"));
        registry.accepts("pol_p", "repeal", "2020-01-01", "{}");
        assertConflict(registry.asks("pol_p", "repeal", "2020-02-01", "{}"), "not-in-force");
        assertConflict(registry.asks("pol_p", "repeal", "2019-12-01", "{}"), "not-in-force");
    }

    @Test
    void a_policy_is_superseded_by_another_known_one() {
        assertRefused(
                registry.asks("pol_p", "supersede", "2019", "{'by':'pol_p'}"),
                Decision.Reason.INVALID,
                "itself");
        assertConflict(
                registry.asks("pol_p", "supersede", "2019", "{'by':'pol_q'}"), "unknown-policy");
    }

    @Test
    void a_former_region_takes_nothing_more() {
        String name = "{'name':'Luogang'}";

        assertConflict(registry.asks("440116", "rename", "2015", name), "former");
        assertConflict(registry.asks("440116", "abolish", "2014-02-12", "{}"), "former");
        assertWarned(registry.asks("440116", "rename", "2014-02-12", name));
        assertWarned(registry.asks("440116", "rename", "2010", name));
    }

    @Test
    void a_region_has_the_code_that_is_its_id_also_when_corrected() {
        String data = "{'code':'440113','name':'Panyu','level':'district'}";

        assertRefused(
                registry.asks("440114", "establish", "2000", data),
                Decision.Reason.INVALID,
                "code-differs");
        assertRefused(
                registry.corrects("440106", 0, "..1980", data),
                Decision.Reason.INVALID,
                "code-differs");
        assertWarned(registry.asks("440113", "establish", "2000", data));
    }

    @Test
    void a_region_does_not_lie_in_itself() {
        assertConflict(registry.asks("440106", "move", "2000", "{'parent':'440106'}"), "cycle");
        assertConflict(registry.asks("440100", "move", "2000", "{'parent':'440106'}"), "cycle");
        assertConflict(registry.asks("CN", "move", "2000", "{'parent':'440106'}"), "cycle");
        assertWarned(registry.asks("440106", "move", "2000", "{'parent':'CN'}"));
    }

    @Test
    void a_region_does_not_come_to_lie_in_itself_by_a_later_move() {
        registry.accepts("440106", "move", "2010", "{'parent':'440112'}");

        assertConflict(registry.asks("440112", "move", "2005", "{'parent':'440106'}"), "cycle");
        registry.accepts("440106", "move", "2020", "{'parent':'440100'}");
        assertWarned(registry.asks("440112", "move", "2020", "{'parent':'440106'}"));
    }

    @Test
    void a_region_is_merged_into_another_that_is_not_merged_into_it() {
        assertRefused(
                registry.asks("440106", "merge-into", "2015", "{'into':'440106'}"),
                Decision.Reason.INVALID,
                "itself");
        assertConflict(registry.asks("440112", "merge-into", "2010", "{'into':'440116'}"), "cycle");
    }

    @Test
    void a_source_is_cited_once_and_is_no_longer_cited_when_retracted() {
        assertConflict(
                registry.asks("src_r", "cite", null, "{'title':'R','publisher':'P'}"),
                "already-cited");
        registry.accepts("src_s", "cite", null, "{'title':'R','publisher':'P'}");
        registry.accepted(registry.corrects("src_s", 0, null, "{'title':'S','publisher':'P'}"));
        assertWarned(registry.retracts("src_s", 0));
    }

    @Test
    void the_region_of_an_organization_its_seats_and_of_an_application_exists_on_the_day() {
        String seats = "{'name':'A','type':'alliance','region':'440112','seats':[%s]}";
        String seat = "{'region':'440116','role':'headquarters'}";
        String app = "{'name':'A','scenario':'city','region':'440116'}";

        assertWarned(registry.asks("org_a", "establish", "2013", seats.formatted(seat)));
        Decision refused = registry.asks("org_a", "establish", "2018", seats.formatted(seat));
        assertConflict(refused, "region-former");
        assertThat(((Decision.Rejected) refused).findings().getFirst().pointer())
                .isEqualTo("/seats/0/region");
        assertConflict(
                registry.asks(
                        "org_a",
                        "establish",
                        "2018",
                        seats.formatted("").replace("440112", "440199")),
                "unknown-region");
        assertConflict(registry.asks("app_a", "launch", "2018", app), "region-former");
        assertWarned(registry.asks("app_a", "launch", "2013", app));
    }

    @Test
    void a_fund_needs_no_region_and_invests_in_a_known_company() {
        registry.accepts("fnd_a", "establish", "2018", "{'name':'A'}");
        registry.accepts("com_x", "register", "2018", "{'name':'X','region':'440112'}");

        assertWarned(registry.asks("fnd_a", "record-investment", "2019", "{'company':'com_x'}"));
        assertConflict(
                registry.asks("fnd_a", "record-investment", "2019", "{'company':'com_n'}"),
                "unknown-company");
        assertConflict(
                registry.asks("fnd_b", "establish", "2018", "{'name':'B','region':'440116'}"),
                "region-former");
    }

    @Test
    void a_citation_is_of_a_read_and_its_hash_is_that_of_its_answer() {
        assertWarned(registry.asks("cit_a", "freeze", null, FROZEN));
        assertRefused(
                registry.asks(
                        "cit_a",
                        "freeze",
                        null,
                        FROZEN.replace("/api/v1/", "https://example.org/").replace("4413", "4414")),
                Decision.Reason.INVALID,
                "not-a-read",
                "hash-differs");
        for (String other : new String[] {"citations/cit_b", "snapshot", "status"}) {
            assertRefused(
                    registry.asks("cit_a", "freeze", null, FROZEN.replace("companies", other)),
                    Decision.Reason.INVALID,
                    "not-a-read");
        }
        Decision list = registry.asks("cit_a", "freeze", null, FROZEN.replace("'{}'", "'[]'"));
        assertRefused(list, Decision.Reason.INVALID, "not-an-object", "hash-differs");
        assertThat(((Decision.Rejected) list).findings())
                .extracting(Finding::pointer)
                .containsExactly("/answer", "/sha256");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true | parks?region=440112&validAt=2019-10-31&knownAt=@7",
                "true |"
                    + " diff?from.validAt=2018-01-01&from.knownAt=@7&to.validAt=2019-01-01&to.knownAt=@9",
                "false | parks",
                "false | parks?validAt=2019-10-31",
                "false | parks?knownAt=@7",
                "false | parks?validAt=2019-10&knownAt=@7",
                "false | parks?validAt=2019-10-31&knownAt=2019-10-31",
                "false | parks?validAt=2019-10-31&knownAt=@7&knownAt=@8",
                "false |"
                    + " parks?from.validAt=2018-01-01&from.knownAt=@7&to.validAt=2019-01-01&to.knownAt=@9",
                "false | diff?validAt=2019-10-31&knownAt=@7",
                "false | diff?to.validAt=2019-10-31&to.knownAt=@7",
            })
    void the_address_of_a_citation_names_its_day_and_position(boolean right, String read) {
        String url = FROZEN.replaceFirst("companies[^']*", read);
        Decision decision = registry.asks("cit_a", "freeze", null, url);

        if (right) {
            assertWarned(decision);
        } else {
            assertRefused(decision, Decision.Reason.INVALID, "not-resolved");
            assertThat(((Decision.Rejected) decision).findings().getFirst().pointer())
                    .isEqualTo("/url");
        }
    }

    @Test
    void a_frozen_answer_is_never_corrected_but_retracted_or_made_void() {
        registry.accepts("cit_a", "freeze", null, FROZEN);
        String correct = "{'verb':'correct','sequence':0,'reason':'r','data':" + FROZEN + "}";

        Decision refused =
                registry.corrects("cit_a", 0, null, FROZEN.replace("companies", "parks"));
        assertConflict(refused, "frozen");
        assertThat(((Decision.Rejected) refused).detail()).contains("retract or void cit_a");
        assertConflict(registry.corrects("cit_a", 0, null, "{}"), "frozen");
        assertConflict(registry.asksTogether("cit_a", correct), "frozen");
        assertWarned(registry.voids("cit_a", "{'reason':'twice'}"));
        registry.accepted(registry.retracts("cit_a", 0));
        assertConflict(registry.corrects("cit_a", 0, null, FROZEN), "frozen");
    }
}
