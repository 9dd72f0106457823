package io.annals.command.rules;

import io.annals.events.Amendment;
import io.annals.events.CompanyFact;
import io.annals.events.EventType;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A company by brute force, from the words of DESIGN.md: what happened is allowed if on some
 * assignment of days to what is coarsely dated, each day's facts can be put in an order that keeps
 * the rules.
 */
record NaiveCompany(List<Entry> entries) {

    static final NaiveCompany EMPTY = new NaiveCompany(List.of());

    /** A recorded event. Dates are days or months, after ".." no later than. */
    record Entry(EventType type, Long amends, String date, String park) {}

    /** A fact as it stands. */
    record Fact(int sequence, CompanyFact type, String date, String park) {
        boolean coarse() {
            return date.length() != 10;
        }

        LocalDate first() {
            String text = date.replace("..", "");
            return LocalDate.parse(text.length() == 7 ? text + "-01" : text);
        }

        LocalDate last() {
            String text = date.replace("..", "");
            return text.length() == 7
                    ? YearMonth.parse(text).atEndOfMonth()
                    : LocalDate.parse(text);
        }

        LocalDate earliest() {
            return date.startsWith("..") ? LocalDate.parse("2017-12-30") : first();
        }
    }

    /** A fact on a day. */
    record Dated(LocalDate day, Fact fact) {}

    NaiveCompany with(List<Instruction> command) {
        List<Entry> next = new ArrayList<>(entries);
        for (Instruction one : command) {
            String date = one.effectiveOn() == null ? null : one.effectiveOn().text();
            String park = one.data().path("park").stringValueOpt().orElse(null);
            next.add(new Entry(one.type(), one.amends(), date, park));
        }
        return new NaiveCompany(next);
    }

    /** Whether each amendment after the given size names what it may. */
    boolean amendmentsFit(int from) {
        for (int i = from; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (entry.amends == null) {
                continue;
            }
            if (entry.amends >= i
                    || !(entries.get(entry.amends.intValue()).type instanceof CompanyFact)) {
                return false;
            }
            EventType last = null;
            for (Entry earlier : entries.subList(0, i)) {
                last = entry.amends.equals(earlier.amends) ? earlier.type : last;
            }
            if (entry.type == Amendment.RETRACTED && last == Amendment.RETRACTED) {
                return false;
            }
        }
        return true;
    }

    List<Fact> standing() {
        Map<Integer, Fact> facts = new HashMap<>();
        Map<Integer, CompanyFact> types = new HashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            int of = entry.amends == null ? i : entry.amends.intValue();
            if (entry.type instanceof CompanyFact type) {
                types.put(i, type);
            }
            if (entry.type == Amendment.RETRACTED) {
                facts.remove(of);
            } else {
                facts.put(of, new Fact(of, types.get(of), entry.date, entry.park));
            }
        }
        return facts.values().stream().sorted(Comparator.comparing(Fact::sequence)).toList();
    }

    /** Whether the rules hold on the days at which the facts fold. */
    boolean holdsAsFolded() {
        List<Fact> facts = standing();
        if (facts.isEmpty()) {
            return true;
        }
        if (facts.getFirst().type() != CompanyFact.REGISTERED) {
            return false;
        }
        LocalDate founding = facts.getFirst().first();
        List<Dated> dated = new ArrayList<>();
        for (Fact fact : facts) {
            boolean holds = !fact.earliest().isAfter(founding) && !fact.last().isBefore(founding);
            LocalDate day = fact.first();
            dated.add(new Dated(holds && day.isBefore(founding) ? founding : day, fact));
        }
        return holds(dated);
    }

    /** Whether the rules hold on some assignment of days. */
    boolean mayHold() {
        List<Fact> facts = standing();
        return holdsAsFolded()
                || (!facts.isEmpty()
                        && facts.getFirst().type() == CompanyFact.REGISTERED
                        && facts.stream().anyMatch(Fact::coarse)
                        && search(facts, new ArrayList<>(), days(facts)));
    }

    /** One day for each place between the facts is enough. */
    private static TreeSet<LocalDate> days(List<Fact> facts) {
        TreeSet<LocalDate> days = new TreeSet<>();
        for (Fact fact : facts) {
            for (int i = -1; i < 2; i++) {
                days.add(fact.first().plusDays(i));
            }
            days.add(fact.last());
        }
        return days;
    }

    private static boolean search(List<Fact> facts, List<Dated> chosen, TreeSet<LocalDate> days) {
        if (chosen.size() == facts.size()) {
            return holds(chosen);
        }
        Fact next = facts.get(chosen.size());
        for (LocalDate day : days.subSet(next.earliest(), true, next.last(), true)) {
            if (next.type() == CompanyFact.REGISTERED || !day.isBefore(chosen.getFirst().day())) {
                chosen.add(new Dated(day, next));
                boolean found = search(facts, chosen, days);
                chosen.removeLast();
                if (found) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean holds(List<Dated> facts) {
        LocalDate founding = facts.getFirst().day();
        Company company = new Company(true, null);
        for (LocalDate day : new TreeSet<>(facts.stream().map(Dated::day).toList())) {
            if (day.isBefore(founding)) {
                return false;
            }
            List<Fact> today =
                    facts.stream()
                            .filter(fact -> fact.day().equals(day))
                            .map(Dated::fact)
                            .filter(fact -> fact.type() != CompanyFact.REGISTERED)
                            .toList();
            Company end = company;
            for (Fact fact : today) {
                end = end.fold(fact);
            }
            if (!dayHolds(today, company, end)) {
                return false;
            }
            company = end;
        }
        return true;
    }

    /** What of a company decides the rules. */
    record Company(boolean active, String park) {
        Company fold(Fact fact) {
            return switch (fact.type()) {
                case PARK_JOINED -> new Company(active, fact.park());
                case PARK_LEFT -> fact.park().equals(park) ? new Company(active, null) : this;
                case DEREGISTERED -> new Company(false, null);
                case REINSTATED -> new Company(true, park);
                case REGISTERED,
                        RENAMED,
                        RELOCATED,
                        SCOPE_CHANGED,
                        INDUSTRY_CHANGED,
                        PRODUCTS_DECLARED,
                        IDENTIFIED,
                        ACTIVITY_REPORTED ->
                        this;
            };
        }
    }

    private static boolean dayHolds(List<Fact> today, Company before, Company end) {
        List<Fact> status = today.stream().filter(fact -> ofStatus(fact.type())).toList();
        List<Fact> tenancy =
                today.stream()
                        .filter(
                                fact ->
                                        fact.type() == CompanyFact.PARK_JOINED
                                                || fact.type() == CompanyFact.PARK_LEFT
                                                || fact.type() == CompanyFact.DEREGISTERED)
                        .toList();
        boolean gone = !before.active() && !end.active();
        boolean joins = today.stream().anyMatch(fact -> fact.type() == CompanyFact.PARK_JOINED);
        boolean leaves = today.stream().anyMatch(fact -> fact.type() == CompanyFact.PARK_LEFT);
        return !(gone && status.size() < today.size())
                && !(joins && !end.active() && end.park() != null)
                && statusHolds(status, before.active())
                && (!(joins || leaves) || tenancyHolds(tenancy, before.park(), end.park()));
    }

    private static boolean ofStatus(CompanyFact type) {
        return type == CompanyFact.DEREGISTERED || type == CompanyFact.REINSTATED;
    }

    private static boolean statusHolds(List<Fact> facts, boolean active) {
        if (facts.isEmpty()) {
            return true;
        }
        for (Fact next : facts) {
            boolean ends = next.type() == CompanyFact.DEREGISTERED;
            if (ends == active && statusHolds(without(facts, next), !active)) {
                return true;
            }
        }
        return false;
    }

    private static boolean tenancyHolds(List<Fact> facts, String park, String end) {
        if (facts.isEmpty()) {
            return park == null ? end == null : park.equals(end);
        }
        for (Fact next : facts) {
            boolean fits =
                    switch (next.type()) {
                        case PARK_JOINED -> park == null;
                        case PARK_LEFT -> next.park().equals(park);
                        default -> true;
                    };
            String then = next.type() == CompanyFact.PARK_JOINED ? next.park() : null;
            if (fits && tenancyHolds(without(facts, next), then, end)) {
                return true;
            }
        }
        return false;
    }

    private static List<Fact> without(List<Fact> facts, Fact one) {
        return facts.stream().filter(fact -> fact != one).toList();
    }

    long coarse() {
        return standing().stream().filter(Fact::coarse).count();
    }

    int size() {
        return entries.size();
    }
}
