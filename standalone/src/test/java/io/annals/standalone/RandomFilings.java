package io.annals.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.events.CreditCode;
import io.annals.events.FactType;
import io.annals.events.Field;
import io.annals.events.Kind;
import io.annals.standalone.Registry.Answer;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Commands about one subject by a seed, through the API: back-dated facts, corrections,
 * retractions, restoring corrections, coarse and no-later-than dates, in the end perhaps a void.
 * What a rule refuses is left out. Few values and few days, so that they meet. Needs the parks
 * {@code prk_a} and {@code prk_b} and the policies {@code pol_a} and {@code pol_b}, all since 2000.
 */
final class RandomFilings {

    private final Book book;
    private final Kind kind;
    private final String id;
    private final long seed;
    private final Random random;
    private final List<FactType> facts = new ArrayList<>();
    private long events;

    RandomFilings(Book book, Kind kind, String id, long seed) {
        this.book = book;
        this.kind = kind;
        this.id = id;
        this.seed = seed;
        this.random = new Random(seed);
    }

    /** Records some, and at most so many, events. */
    void record(int most) {
        String founding =
                "{'id':'"
                        + id
                        + "','effectiveOn':'"
                        + date()
                        + "',"
                        + Book.SOURCE
                        + ","
                        + data(kind.founding())
                        + "}";
        accepted(book.post(kind.plural(), founding), kind.founding());
        for (int tries = 0; tries < 3 * most && 0 < events && events < most; tries++) {
            int dice = random.nextInt(100);
            if (dice < 60) {
                List<? extends FactType> verbs = kind.facts().subList(1, kind.facts().size());
                FactType fact = verbs.get(random.nextInt(verbs.size()));
                String data = data(fact);
                String body =
                        "{'effectiveOn':'"
                                + date()
                                + "',"
                                + Book.SOURCE
                                + (data.isEmpty() ? "" : "," + data)
                                + "}";
                accepted(book.post(path(fact.verb()), body), fact);
            } else if (dice < 88) {
                int original = original();
                FactType fact = facts.get(original);
                if (fact != null) {
                    String body =
                            "{'effectiveOn':'%s',%s,'reason':'misread','data':{%s}}"
                                    .formatted(date(), Book.SOURCE, data(fact));
                    accepted(book.post(path("events/" + original + "/correct"), body), null);
                }
            } else if (facts.get(original()) != null) {
                accepted(
                        book.post(path("events/" + original() + "/retract"), "{'reason':'never'}"),
                        null);
            }
        }
        if (random.nextInt(6) == 0) {
            accepted(book.post(path("void"), "{'reason':'a duplicate'}"), null);
        }
    }

    private void accepted(Answer answer, FactType fact) {
        assertThat(answer.status()).as(answer.text()).isIn(200, 201, 400, 409, 422);
        if (answer.status() < 300) {
            events++;
            facts.add(fact);
        }
    }

    private int original() {
        return random.nextInt(4) == 0 ? 0 : random.nextInt(facts.size());
    }

    private String path(String verb) {
        return kind.plural() + "/" + id + "/" + verb;
    }

    private String date() {
        String year = pick("2016", "2017", "2018");
        String month = year + pick("-01", "-06", "-12");
        String day = month + pick("-01", "-02", "-15", "-30");
        String period = pick(year, month, day, day, day, day);
        return (random.nextInt(6) == 0 ? ".." : "") + period;
    }

    private String data(FactType fact) {
        List<String> members = new ArrayList<>();
        for (Field field : fact.fields()) {
            int dice = random.nextInt(100);
            if (field.required() || dice < 40) {
                members.add("'" + field.name() + "':" + value(field.name()));
            } else if (dice < 50 && !fact.founding()) {
                members.add("'" + field.name() + "':null");
            }
        }
        if (members.isEmpty() && fact.anyField()) {
            Field first = fact.fields().getFirst();
            members.add("'" + first.name() + "':" + value(first.name()));
        }
        return String.join(",", members);
    }

    private String value(String field) {
        return switch (field) {
            case "region" -> pick("'440112'", "'440106'", "'440103'");
            case "park" -> pick("'prk_a'", "'prk_b'");
            case "policy" -> pick("'pol_a'", "'pol_b'");
            case "creditCode" -> "'" + creditCode(seed * 10 + random.nextInt(3)) + "'";
            case "industry" -> pick("'I65'", "'I6510'", "'J'");
            case "activity" -> pick("'operating'", "'dormant'", "'not-launched'");
            case "landArea", "buildingArea", "capacity", "tenants" ->
                    pick("5", "{'about':5}", "{'from':5,'to':7}");
            case "occupancyRate" -> pick("0.5", "0.50", "{'moreThan':0.60}");
            case "of" -> pick("'area'", "'rooms'", "'firms'");
            case "registeredCapital" ->
                    pick("{'amount':5,'currency':'CNY'}", "{'amount':5.0,'currency':'CNY'}");
            case "products", "services", "aliases" -> pick("[]", "['A']", "['A','B']", "['B','A']");
            case "operator" ->
                    pick("'A'", "{'name':'A','id':'com_a'}", "{'id':'com_a','name':'A'}");
            case "founders" -> pick("['A',{'name':'A','id':'com_a'}]", "[]", "['A']");
            default -> pick("'A'", "'B'", "'链'", "'C \\t\\\\ 💡'");
        };
    }

    /** A code with its check digit, another for every number. */
    static String creditCode(long number) {
        String first = "91440101MA6%06d".formatted(number);
        return first + CreditCode.checkDigit(first);
    }

    private String pick(String... values) {
        return values[random.nextInt(values.length)];
    }
}
