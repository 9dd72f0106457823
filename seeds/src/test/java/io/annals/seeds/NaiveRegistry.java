package io.annals.seeds;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Reads command lines as simply as can be, sharing no code with what wrote them. */
final class NaiveRegistry {

    static final JsonMapper JSON = new JsonMapper();

    final Map<String, List<JsonNode>> commands = new LinkedHashMap<>();

    NaiveRegistry(Stream<String> lines) {
        lines.map(JSON::readTree)
                .forEach(
                        line ->
                                commands.computeIfAbsent(text(line, "id"), id -> new ArrayList<>())
                                        .add(line));
    }

    static @Nullable String text(JsonNode line, String field) {
        return line.path(field).stringValueOpt().orElse(null);
    }

    static String verb(JsonNode line) {
        String command = text(line, "command");
        return command.substring(command.indexOf('.') + 1);
    }

    /** The first day of the period given. */
    static LocalDate day(JsonNode line) {
        String date = text(line, "effectiveOn").replace("..", "");
        return LocalDate.parse(date + "-01-01".substring((date.length() - 4)));
    }

    /** The companies registered by that day, as they stand on it. */
    List<Company> companies(LocalDate validAt) {
        return commands.values().stream()
                .map(
                        lines -> {
                            var company = new Company();
                            lines.stream()
                                    .filter(line -> !day(line).isAfter(validAt))
                                    .sorted(Comparator.comparing(NaiveRegistry::day))
                                    .forEach(company::apply);
                            return company;
                        })
                .filter(company -> company.registered != null)
                .toList();
    }

    /** Today's code of a region. */
    static String today(String region) {
        return switch (region) {
            case "440116" -> "440112";
            case "440183" -> "440118";
            case "440184" -> "440117";
            default -> region;
        };
    }

    static final class Company {
        @Nullable LocalDate registered;
        String registeredIn = "";
        String region = "";
        String name = "";
        final Set<String> formerNames = new LinkedHashSet<>();
        String scope = "";
        String products = "";
        String activity = "";
        @Nullable String creditCode;
        @Nullable String park;
        boolean active;

        void apply(JsonNode line) {
            switch (verb(line)) {
                case "register" -> {
                    registered = day(line);
                    registeredIn = text(line, "region");
                    region = registeredIn;
                    name = text(line, "name");
                    scope = text(line, "businessScope");
                    products = line.path("products").toString();
                    creditCode = text(line, "creditCode");
                    active = true;
                }
                case "rename" -> {
                    formerNames.add(name);
                    name = text(line, "name");
                }
                case "relocate" -> region = text(line, "region");
                case "change-scope" -> scope = text(line, "businessScope");
                case "change-industry" -> {}
                case "declare-products" -> products = line.get("products").toString();
                case "identify" -> creditCode = text(line, "creditCode");
                case "report-activity" -> activity = text(line, "activity");
                case "join-park" -> {
                    if (park != null) {
                        throw new IllegalStateException("two parks at a time: " + line);
                    }
                    park = text(line, "park");
                }
                case "leave-park" -> {
                    if (!text(line, "park").equals(park)) {
                        throw new IllegalStateException("not a tenant there: " + line);
                    }
                    park = null;
                }
                case "deregister" -> {
                    active = false;
                    park = null;
                }
                case "reinstate" -> {
                    if (active) {
                        throw new IllegalStateException("not deregistered: " + line);
                    }
                    active = true;
                }
                default -> throw new IllegalStateException("unknown verb: " + line);
            }
        }

        boolean liesIn(String district) {
            return active && today(region).equals(district);
        }

        /** Which of name, formerName, businessScope, products say "blockchain". */
        Set<String> keywordIn() {
            var where = new LinkedHashSet<String>();
            if (says(name)) {
                where.add("name");
            }
            if (formerNames.stream().anyMatch(Company::says)) {
                where.add("formerName");
            }
            if (says(scope)) {
                where.add("businessScope");
            }
            if (says(products)) {
                where.add("products");
            }
            return where;
        }

        private static boolean says(String text) {
            return text.contains("区块链")
                    || text.toLowerCase(java.util.Locale.ROOT).contains("blockchain");
        }
    }
}
