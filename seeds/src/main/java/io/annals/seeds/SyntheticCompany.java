package io.annals.seeds;

import io.annals.seeds.Cohorts.Move;
import io.annals.seeds.Cohorts.Place;
import io.annals.seeds.Cohorts.Tenancy;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The made-up story of one company: what its place asks for, and whatever else does not disturb
 * that.
 */
final class SyntheticCompany {

    static final LocalDate CENSUS = LocalDate.of(2019, 10, 31);

    private static final String INNOVATION_CENTER = "prk_innovation-center";
    private static final String E_VALLEY = "prk_e-valley";
    private static final LocalDate INNOVATION_CENTER_KNOWN = LocalDate.of(2019, 10, 1);
    private static final LocalDate CREDIT_CODES = LocalDate.of(2015, 10, 1);

    /** Where "blockchain" stands by the census, and nowhere else. */
    private enum Keyword {
        NAME,
        FORMER_NAME,
        SCOPE,
        PRODUCTS,
        NAME_AND_SCOPE,
        SCOPE_AND_PRODUCTS;

        boolean inName() {
            return this == NAME || this == NAME_AND_SCOPE;
        }

        boolean inScope() {
            return this == SCOPE || this == NAME_AND_SCOPE || this == SCOPE_AND_PRODUCTS;
        }

        boolean inProducts() {
            return this == PRODUCTS || this == SCOPE_AND_PRODUCTS;
        }
    }

    private record Fact(
            LocalDate day, String effectiveOn, boolean anyDayOfMonth, ObjectNode command) {}

    private final int index;
    private final long seed;
    private final Place place;
    private final Dice dice;
    private final Wording.Brand brand;
    private final LocalDate registered;
    private final boolean hasHistory;
    private final boolean hasEnglishName;
    private final Keyword keyword;
    private final List<Fact> facts = new ArrayList<>();
    private int nameVariant;

    SyntheticCompany(long seed, int index, int companies, Place place) {
        this.seed = seed;
        this.index = index;
        this.place = place;
        dice = new Dice(seed, index);
        brand = Wording.Brand.of(index, companies);
        registered = registrationDay();
        hasHistory = registered.isBefore(CENSUS.minusDays(60));
        hasEnglishName = dice.percent(30);
        keyword = keyword();
        nameVariant = dice.below(10);
    }

    /**
     * Its commands by date: the registration, what follows up to the census, what follows after it.
     */
    List<ObjectNode> commands() {
        ObjectNode register = command("register");
        rename(register);
        identify(register);
        locate(register, place.home(), registered);
        register.put("industry", Wording.industry("", dice));
        changeScope(register);
        declareProducts(register);
        changeIndustry(register);
        register.putObject("registeredCapital").put("amount", capital()).put("currency", "CNY");
        move();
        reportActivity();
        joinParks();
        facts.sort(Comparator.comparing(Fact::day));
        blurDates();
        facts.addFirst(fact(registered, register));
        afterTheCensus();
        return facts.stream().map(this::signed).toList();
    }

    private LocalDate registrationDay() {
        int year = place.year();
        int days = year == CENSUS.getYear() ? CENSUS.getDayOfYear() : Year.of(year).length();
        double within = (place.nth() + dice.fraction()) / place.ofYear();
        LocalDate day = LocalDate.ofYearDay(year, 1 + (int) (within * days));
        LocalDate friday =
                day.minusDays(Math.max(0, day.getDayOfWeek().compareTo(DayOfWeek.FRIDAY)));
        return friday.getYear() == year ? friday : friday.plusDays(3);
    }

    private Keyword keyword() {
        int roll = dice.below(100);
        if (roll < 22) {
            return Keyword.NAME;
        } else if (roll < 32) {
            return hasHistory ? Keyword.FORMER_NAME : Keyword.NAME;
        } else if (roll < 68) {
            return Keyword.SCOPE;
        } else if (roll < 78) {
            return Keyword.PRODUCTS;
        }
        return roll < 90 ? Keyword.NAME_AND_SCOPE : Keyword.SCOPE_AND_PRODUCTS;
    }

    private void identify(ObjectNode register) {
        String code = CreditCodes.of(index);
        if (registered.isBefore(CREDIT_CODES)) {
            LocalDate day = between(LocalDate.of(2016, 1, 4), LocalDate.of(2017, 12, 29));
            facts.add(fact(day, command("identify").put("creditCode", code)));
            return;
        }
        register.put("creditCode", code);
    }

    private void rename(ObjectNode register) {
        boolean former = keyword == Keyword.FORMER_NAME;
        boolean renamed = former || (hasHistory && dice.percent(10));
        boolean adopted = keyword == Keyword.NAME && renamed && dice.percent(50);
        name(register, former || (keyword.inName() && !adopted));
        if (renamed) {
            nameVariant++;
            anyTime(name(command("rename"), keyword.inName()));
        }
    }

    private void changeScope(ObjectNode register) {
        boolean changed = hasHistory && dice.percent(15);
        boolean added = changed && keyword == Keyword.SCOPE && dice.percent(50);
        register.put("businessScope", Wording.scope(keyword.inScope() && !added, dice));
        if (changed) {
            String scope = Wording.scope(keyword.inScope(), dice);
            anyTime(command("change-scope").put("businessScope", scope));
        }
    }

    private void declareProducts(ObjectNode register) {
        boolean later = hasHistory && dice.percent(keyword.inProducts() ? 30 : 8);
        if (!later && (keyword.inProducts() || dice.percent(20))) {
            products(register, keyword.inProducts());
        } else if (later) {
            anyTime(products(command("declare-products"), keyword.inProducts()));
        }
    }

    private void changeIndustry(ObjectNode register) {
        if (hasHistory && dice.percent(5)) {
            String industry = Wording.industry(register.get("industry").stringValue(), dice);
            anyTime(command("change-industry").put("industry", industry));
        }
    }

    private long capital() {
        return dice.pick(
                500_000, 1_000_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000, 50_000_000);
    }

    private void move() {
        for (Move move : place.part().moves()) {
            LocalDate last = LocalDate.of(move.year(), 12, 31);
            LocalDate day =
                    between(LocalDate.of(move.year(), 2, 1), last.isAfter(CENSUS) ? CENSUS : last);
            facts.add(fact(day, locate(command("relocate"), move.to(), day)));
        }
        if (place.part().moves().isEmpty() && hasHistory && dice.percent(6)) {
            LocalDate day = between(registered.plusDays(1), CENSUS);
            facts.add(fact(day, locate(command("relocate"), place.home(), day)));
        }
    }

    private void reportActivity() {
        if (place.part().operating()) {
            LocalDate day = between(registered.plusDays(1), CENSUS);
            if (dice.percent(20)) {
                facts.add(fact(between(registered.plusDays(1), day), activity("not-launched")));
            }
            facts.add(fact(day, activity("operating")));
            return;
        }
        boolean mayOperate = place.atCensus() != District.HUANGPU;
        boolean leftHuangpu = mayOperate && place.home() == District.HUANGPU;
        int roll = dice.below(100);
        if (mayOperate && roll < (leftHuangpu ? 40 : 10)) {
            anyTime(activity("operating"));
        } else if (roll < 45) {
            anyTime(activity("not-launched"));
        } else if (roll < 55) {
            anyTime(activity("dormant"));
        } else if (roll < 58 && hasHistory) {
            LocalDate end = between(registered.plusDays(30), CENSUS);
            facts.add(
                    fact(between(registered.plusDays(1), end.minusDays(1)), activity("operating")));
            facts.add(fact(end, activity("dormant")));
        }
    }

    /**
     * The Innovation Center is open from the first day of the month by which the report states it.
     */
    private void joinParks() {
        LocalDate midSummer = LocalDate.of(2019, 6, 30);
        LocalDate autumn = LocalDate.of(2019, 9, 30);
        LocalDate newYear = LocalDate.of(2018, 1, 15);
        switch (place.part().tenancy()) {
            case NONE -> {}
            case INNOVATION_CENTER -> joinInnovationCenter(dice.percent(50));
            case INNOVATION_CENTER_AFTER_E_VALLEY -> {
                joins(E_VALLEY, between(newYear, midSummer));
                leaves(E_VALLEY, between(midSummer.plusDays(1), autumn));
                joinInnovationCenter(false);
            }
            case INNOVATION_CENTER_LEFT -> {
                joins(
                        INNOVATION_CENTER,
                        between(INNOVATION_CENTER_KNOWN, LocalDate.of(2019, 10, 10)));
                leaves(INNOVATION_CENTER, between(LocalDate.of(2019, 10, 15), CENSUS.minusDays(1)));
            }
            case E_VALLEY -> joins(E_VALLEY, between(later(newYear, registered), autumn));
            case E_VALLEY_LEFT -> {
                joins(E_VALLEY, between(later(newYear, registered), midSummer));
                leaves(E_VALLEY, between(midSummer.plusDays(1), autumn));
            }
        }
    }

    private void joinInnovationCenter(boolean dayUnknown) {
        ObjectNode join = command("join-park").put("park", INNOVATION_CENTER);
        if (dayUnknown && registered.isBefore(INNOVATION_CENTER_KNOWN)) {
            facts.add(new Fact(INNOVATION_CENTER_KNOWN, "..2019-10", false, join));
            return;
        }
        facts.add(fact(between(later(INNOVATION_CENTER_KNOWN, registered), CENSUS), join));
    }

    private void joins(String park, LocalDate day) {
        facts.add(fact(day, command("join-park").put("park", park)));
    }

    private void leaves(String park, LocalDate day) {
        facts.add(fact(day, command("leave-park").put("park", park)));
    }

    /**
     * Some facts are known to the month only: those that are alone in theirs, so that the order
     * stays known.
     */
    private void blurDates() {
        for (int i = 0; i < facts.size(); i++) {
            Fact fact = facts.get(i);
            YearMonth month = YearMonth.from(fact.day());
            if (fact.anyDayOfMonth()
                    && dice.percent(15)
                    && month.isAfter(YearMonth.from(registered))
                    && facts.stream().filter(f -> YearMonth.from(f.day()).equals(month)).count()
                            == 1) {
                facts.set(i, new Fact(month.atDay(1), month.toString(), false, fact.command()));
            }
        }
    }

    private void afterTheCensus() {
        LocalDate day = between(LocalDate.of(2020, 1, 2), LocalDate.of(2022, 12, 30));
        Tenancy tenancy = place.part().tenancy();
        boolean tenant =
                tenancy == Tenancy.E_VALLEY
                        || tenancy == Tenancy.INNOVATION_CENTER
                        || tenancy == Tenancy.INNOVATION_CENTER_AFTER_E_VALLEY;
        int roll = dice.below(100);
        if (roll < 8) {
            deregister(day);
        } else if (tenant && roll < 28) {
            leaves(tenancy == Tenancy.E_VALLEY ? E_VALLEY : INNOVATION_CENTER, day);
        } else if (!tenant && roll < 14) {
            facts.add(fact(day, locate(command("relocate"), anyDistrict(), day)));
        } else if (!tenant && roll < 16 && place.atCensus() == District.HUANGPU) {
            joins(INNOVATION_CENTER, day);
        } else if (roll < 21) {
            nameVariant++;
            facts.add(fact(day, name(command("rename"), dice.percent(50))));
        } else if (roll < 24) {
            String scope = Wording.scope(dice.percent(50), dice);
            facts.add(fact(day, command("change-scope").put("businessScope", scope)));
        } else if (roll < 27) {
            facts.add(fact(day, activity(dice.pick("operating", "dormant"))));
        }
    }

    private void deregister(LocalDate day) {
        String reason = dice.pick("决议解散", "简易注销", "其他原因");
        facts.add(fact(day, command("deregister").put("reason", reason)));
        if (dice.percent(5)) {
            LocalDate later = day.plusDays(60 + dice.below(240));
            facts.add(fact(later, command("reinstate").put("reason", "撤销注销登记")));
        }
    }

    private District anyDistrict() {
        return dice.pick(District.values()).today();
    }

    private ObjectNode name(ObjectNode command, boolean withKeyword) {
        Wording.Name name = Wording.name(brand, withKeyword, nameVariant);
        command.put("name", name.chinese());
        return hasEnglishName ? command.put("nameEn", name.english()) : command;
    }

    private ObjectNode locate(ObjectNode command, District district, LocalDate day) {
        return command.put("region", district.codeOn(day))
                .put("address", district.addressOn(day, dice));
    }

    private ObjectNode products(ObjectNode command, boolean withKeyword) {
        var array = command.putArray("products");
        Wording.products(withKeyword, dice).forEach(array::add);
        return command;
    }

    private ObjectNode activity(String activity) {
        ObjectNode command = command("report-activity").put("activity", activity);
        return activity.equals("operating")
                ? command.put("evidence", dice.pick("年度报告", "实地走访", "网站"))
                : command;
    }

    private static ObjectNode command(String verb) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("command", "companies." + verb)
                .put("id", "");
    }

    private void anyTime(ObjectNode command) {
        LocalDate day = between(registered.plusDays(1), CENSUS);
        facts.add(new Fact(day, day.toString(), true, command));
    }

    private static Fact fact(LocalDate day, ObjectNode command) {
        return new Fact(day, day.toString(), false, command);
    }

    private ObjectNode signed(Fact fact) {
        ObjectNode command = fact.command();
        command.put("id", Population.id(index)).put("effectiveOn", fact.effectiveOn());
        command.putObject("source")
                .put("id", Population.SOURCE)
                .put("locator", "seed " + seed + ", company " + (index + 1));
        return command;
    }

    /** A day from {@code first} to {@code last}; {@code last} if that is earlier. */
    private LocalDate between(LocalDate first, LocalDate last) {
        long days = ChronoUnit.DAYS.between(first, last) + 1;
        return days < 1 ? last : first.plusDays(dice.below((int) days));
    }

    private static LocalDate later(LocalDate a, LocalDate b) {
        return a.isAfter(b) ? a : b;
    }
}
