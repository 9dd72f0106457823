package io.annals.seeds;

import static io.annals.seeds.NaiveRegistry.day;
import static io.annals.seeds.NaiveRegistry.text;
import static io.annals.seeds.NaiveRegistry.today;
import static io.annals.seeds.NaiveRegistry.verb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.annals.seeds.NaiveRegistry.Company;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class PopulationTest {

    private static final LocalDate CENSUS = LocalDate.of(2019, 10, 31);
    private static final LocalDate END_OF_2018 = LocalDate.of(2018, 12, 31);
    private static final String TIANHE = "440106";
    private static final String HUANGPU = "440112";

    private static final NaiveRegistry REGISTRY = new NaiveRegistry(Seeds.population().lines());
    private static final NaiveRegistry REPORT =
            new NaiveRegistry(Seeds.report().stream().flatMap(file -> file.lines().stream()));
    private static final List<Company> AT_CENSUS = REGISTRY.companies(CENSUS);

    @Test
    void registrations_by_year_are_those_of_the_report() {
        assertThat(byYear(REGISTRY.companies(LocalDate.MAX)))
                .containsExactly(
                        entry(2010, 12L),
                        entry(2011, 18L),
                        entry(2012, 25L),
                        entry(2013, 41L),
                        entry(2014, 77L),
                        entry(2015, 156L),
                        entry(2016, 342L),
                        entry(2017, 2180L),
                        entry(2018, 6537L),
                        entry(2019, 4335L));
        assertThat(AT_CENSUS).hasSize(13_723);
    }

    @Test
    void registrations_by_district_are_those_of_the_report_within_todays_borders() {
        assertThat(count(AT_CENSUS, c -> today(c.registeredIn).equals(TIANHE))).isEqualTo(5341);
        assertThat(count(AT_CENSUS, c -> today(c.registeredIn).equals(HUANGPU))).isEqualTo(1699);
        assertThat(count(AT_CENSUS, c -> c.registeredIn.equals(HUANGPU))).isEqualTo(1676);
    }

    @Test
    void every_district_has_as_many_active_companies_as_registrations_on_the_day_of_the_census() {
        assertThat(stock(AT_CENSUS)).isEqualTo(registrations(AT_CENSUS));
        assertThat(stock(AT_CENSUS)).contains(entry(TIANHE, 5341L), entry(HUANGPU, 1699L));
    }

    @Test
    void moves_do_not_balance_at_the_end_of_2018() {
        List<Company> then = REGISTRY.companies(END_OF_2018);
        assertThat(stock(then).get(TIANHE) - registrations(then).get(TIANHE)).isEqualTo(-52);
        assertThat(stock(then).get(HUANGPU) - registrations(then).get(HUANGPU)).isEqualTo(132);
    }

    @Test
    void twenty_three_companies_are_registered_in_luogang_while_it_lasts() {
        List<Company> there =
                AT_CENSUS.stream().filter(c -> c.registeredIn.equals("440116")).toList();
        assertThat(there).hasSize(23);
        assertThat(there).allMatch(c -> c.registered.getYear() <= 2013);
    }

    @Test
    void nobody_is_deregistered_by_the_census_and_some_are_after_and_a_few_come_back() {
        assertThat(AT_CENSUS).allMatch(c -> c.active);
        assertThat(
                        REGISTRY.companies(LocalDate.of(2024, 1, 1)).stream()
                                .filter(c -> !c.active)
                                .count())
                .isBetween(800L, 1400L);
        assertThat(lines("reinstate").count()).isBetween(20L, 100L);
        assertThat(lines("deregister").map(line -> day(line).getYear()).distinct())
                .containsExactlyInAnyOrder(2020, 2021, 2022);
    }

    @Test
    void fifty_three_companies_are_tenants_of_the_innovation_center_and_others_were() {
        assertThat(count(AT_CENSUS, c -> "prk_innovation-center".equals(c.park))).isEqualTo(53);
        assertThat(AT_CENSUS)
                .filteredOn(c -> "prk_innovation-center".equals(c.park))
                .allMatch(c -> c.liesIn(HUANGPU));
        assertThat(
                        lines("leave-park")
                                .filter(line -> !day(line).isAfter(CENSUS))
                                .map(line -> text(line, "park"))
                                .distinct())
                .containsExactlyInAnyOrder("prk_innovation-center", "prk_e-valley");
    }

    @Test
    void nobody_joins_a_park_before_it_is_open() {
        assertThat(lines("join-park"))
                .allSatisfy(
                        line -> {
                            JsonNode opening = REPORT.commands.get(text(line, "park")).getFirst();
                            assertThat(verb(opening)).isEqualTo("open");
                            assertThat(day(line)).isAfterOrEqualTo(day(opening));
                        });
    }

    @Test
    void two_hundred_and_ninety_seven_companies_operate_in_huangpu_at_the_census() {
        assertThat(count(AT_CENSUS, c -> c.liesIn(HUANGPU) && c.activity.equals("operating")))
                .isEqualTo(297);
        assertThat(count(AT_CENSUS, c -> c.activity.equals("operating"))).isGreaterThan(1000);
    }

    @Test
    void every_company_says_blockchain_and_each_of_the_four_fields_is_alone_in_five_percent() {
        assertThat(AT_CENSUS).noneMatch(c -> c.keywordIn().isEmpty());
        for (String field : List.of("name", "formerName", "businessScope", "products")) {
            assertThat(count(AT_CENSUS, c -> c.keywordIn().equals(Set.of(field))))
                    .as(field)
                    .isGreaterThan(AT_CENSUS.size() / 20);
        }
    }

    @Test
    void a_region_is_only_named_on_days_on_which_it_exists() {
        Stream<JsonNode> early =
                Population.of(5, 500_000).lines().limit(20_000).map(NaiveRegistry.JSON::readTree);
        assertThat(Stream.concat(lines(), early).filter(line -> line.has("region")))
                .allSatisfy(
                        line -> {
                            List<JsonNode> region = REPORT.commands.get(text(line, "region"));
                            assertThat(day(region.getFirst())).isBeforeOrEqualTo(day(line));
                            if (verb(region.getLast()).equals("merge-into")) {
                                assertThat(day(line)).isBefore(day(region.getLast()));
                            }
                        });
    }

    @Test
    void a_companys_commands_begin_with_its_registration_and_run_by_date() {
        assertThat(REGISTRY.commands.values())
                .allSatisfy(
                        lines -> {
                            assertThat(verb(lines.getFirst())).isEqualTo("register");
                            assertThat(text(lines.getFirst(), "effectiveOn")).hasSize(10);
                            assertThat(lines)
                                    .isSortedAccordingTo(Comparator.comparing(NaiveRegistry::day));
                            assertThat(lines.stream().filter(l -> verb(l).equals("register")))
                                    .hasSize(1);
                        });
    }

    @Test
    void names_scopes_and_industries_change_and_some_facts_are_known_to_the_month_only() {
        Map<String, Long> verbs =
                lines().filter(line -> !day(line).isAfter(CENSUS))
                        .collect(Collectors.groupingBy(NaiveRegistry::verb, Collectors.counting()));
        assertThat(verbs.get("rename")).isGreaterThan(1000);
        assertThat(verbs.get("change-scope")).isGreaterThan(1000);
        assertThat(verbs.get("change-industry")).isGreaterThan(300);
        assertThat(lines().filter(line -> text(line, "effectiveOn").length() == 7))
                .hasSizeGreaterThan(500);
    }

    @Test
    void ids_names_and_credit_codes_are_unique_and_ids_are_well_formed() {
        assertThat(REGISTRY.commands.keySet())
                .hasSize(13_723)
                .allMatch(id -> id.matches("com_syn-[1-9][0-9]*"));
        assertThat(AT_CENSUS).extracting(c -> c.name).doesNotHaveDuplicates();
        assertThat(AT_CENSUS)
                .extracting(c -> c.creditCode)
                .doesNotHaveDuplicates()
                .doesNotContainNull();
    }

    @Test
    void credit_codes_have_the_right_check_digits() {
        assertThat(AT_CENSUS).allMatch(c -> hasCheckDigits(c.creditCode));
        assertThat(hasCheckDigits("914403001922038216")).isTrue();
        assertThat(hasCheckDigits("914403001922038217")).isFalse();
    }

    @Test
    void every_command_is_marked_as_synthetic_and_states_only_fields_of_its_verb() {
        assertThat(lines())
                .allSatisfy(
                        line -> {
                            assertThat(line.at("/source/id").stringValue())
                                    .isEqualTo("src_synthetic-population");
                            assertThat(text(line, "command")).startsWith("companies.");
                            assertThat(Fields.of(line)).isSubsetOf(Fields.allowed(line));
                        });
    }

    @Test
    void the_same_seed_gives_the_same_bytes_for_ever_and_another_seed_gives_others() {
        assertThat(sha256(Seeds.population().lines()))
                .isEqualTo("c9ab3d6a3dc57f49bf675d4799bd3250f9b45843930c1640dd003dae85736999");
        assertThat(sha256(Population.of(7, 2_000).lines()))
                .isEqualTo(sha256(Population.of(7, 2_000).lines()));
        assertThat(sha256(Population.of(7, 2_000).lines()))
                .isNotEqualTo(sha256(Population.of(8, 2_000).lines()));
    }

    @Test
    void the_totals_hold_for_any_seed() {
        List<Company> companies =
                new NaiveRegistry(Population.of(42, 13_723).lines()).companies(CENSUS);
        assertThat(stock(companies)).isEqualTo(registrations(companies));
        assertThat(stock(companies)).contains(entry(TIANHE, 5341L), entry(HUANGPU, 1699L));
        assertThat(count(companies, c -> "prk_innovation-center".equals(c.park))).isEqualTo(53);
        assertThat(count(companies, c -> c.liesIn(HUANGPU) && c.activity.equals("operating")))
                .isEqualTo(297);
    }

    @Test
    void another_number_of_companies_keeps_the_proportions() {
        List<Company> companies =
                new NaiveRegistry(Population.of(3, 27_446).lines()).companies(CENSUS);
        assertThat(byYear(companies))
                .contains(entry(2010, 24L), entry(2017, 4360L), entry(2019, 8670L));
        assertThat(stock(companies)).isEqualTo(registrations(companies));
        assertThat(stock(companies)).contains(entry(TIANHE, 10_682L), entry(HUANGPU, 3398L));
        assertThat(count(companies, c -> c.registeredIn.equals("440116"))).isEqualTo(46);
        assertThat(companies).extracting(c -> c.name).doesNotHaveDuplicates();
    }

    @Test
    void any_small_number_of_companies_works() {
        IntStream.rangeClosed(0, 60)
                .forEach(
                        n ->
                                assertThat(
                                                new NaiveRegistry(Population.of(1, n).lines())
                                                        .companies(CENSUS))
                                        .hasSize(n));
    }

    @Test
    void a_company_of_a_huge_population_is_had_without_the_others() {
        Population huge = Population.of(1, Population.MAX_COMPANIES);
        assertThat(huge.company(Population.MAX_COMPANIES - 1)).isNotEmpty();
        assertThat(huge.lines().limit(3)).hasSize(3);
        assertThatThrownBy(() -> Population.of(1, Population.MAX_COMPANIES + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Stream<JsonNode> lines(String... verbs) {
        Set<String> wanted = Set.of(verbs);
        return REGISTRY.commands.values().stream()
                .flatMap(List::stream)
                .filter(line -> wanted.isEmpty() || wanted.contains(verb(line)));
    }

    private static Map<Integer, Long> byYear(List<Company> companies) {
        return companies.stream()
                .collect(
                        Collectors.groupingBy(
                                c -> c.registered.getYear(), TreeMap::new, Collectors.counting()));
    }

    private static Map<String, Long> registrations(List<Company> companies) {
        return companies.stream()
                .collect(
                        Collectors.groupingBy(
                                c -> today(c.registeredIn),
                                LinkedHashMap::new,
                                Collectors.counting()));
    }

    private static Map<String, Long> stock(List<Company> companies) {
        return companies.stream()
                .filter(c -> c.active)
                .collect(
                        Collectors.groupingBy(
                                c -> today(c.region), LinkedHashMap::new, Collectors.counting()));
    }

    private static long count(List<Company> companies, Predicate<Company> which) {
        return companies.stream().filter(which).count();
    }

    /**
     * GB 32100: the weighted sum of all eighteen is 0 modulo 31; GB 11714: that of the nine is 0
     * modulo 11.
     */
    private static boolean hasCheckDigits(String code) {
        int[] weights = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1};
        int[] organization = {3, 7, 9, 10, 5, 8, 4, 2, 1};
        int sum = 0;
        for (int i = 0; i < 18; i++) {
            sum += "0123456789ABCDEFGHJKLMNPQRTUWXY".indexOf(code.charAt(i)) * weights[i];
        }
        int organizationSum = 0;
        for (int i = 0; i < 9; i++) {
            char c = code.charAt(8 + i);
            organizationSum += (i == 8 && c == 'X' ? 10 : Character.digit(c, 36)) * organization[i];
        }
        return sum % 31 == 0 && organizationSum % 11 == 0;
    }

    private static String sha256(Stream<String> lines) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            lines.forEach(line -> digest.update((line + "\n").getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
