package io.annals.query.timeline;

import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.Shape;
import io.annals.events.SubjectId;
import io.annals.query.definitions.Definition;
import io.annals.query.platform.Parameters;
import io.annals.query.regions.Regions;
import io.annals.query.search.Tokens;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Which subjects of a kind a list has: conditions of SQL over the versions, and their arguments.
 *
 * @param conditions all must be true
 * @param arguments by the names that the conditions use
 */
public record Filters(List<String> conditions, Map<String, @Nullable Object> arguments) {

    /** The parameters that filter some kind. */
    static final List<String> NAMES =
            List.of("region", "status", "q", "park", "activity", "definition", "borders");

    private static final int LONGEST_QUERY = 200;

    /** The names of the parameters that filter a kind. */
    public static Set<String> of(Kind kind) {
        return switch (kind) {
            case COMPANY -> Set.copyOf(NAMES);
            case PARK, POLICY, REGION, ORGANIZATION, FUND, APPLICATION ->
                    Set.of("region", "status", "q", "borders");
            case INDICATOR, DEFINITION, CITATION, SOURCE -> Set.of("status", "q");
        };
    }

    private static List<String> statuses(Kind kind) {
        return switch (kind) {
            case COMPANY -> List.of("active", "deregistered");
            case PARK -> List.of("open", "closed");
            case POLICY -> List.of("in-force", "superseded", "repealed");
            case REGION -> List.of("current", "former");
            case ORGANIZATION -> List.of("active", "dissolved");
            case FUND -> List.of("active", "closed");
            case APPLICATION -> List.of("live", "retired");
            case INDICATOR -> List.of("defined");
            case DEFINITION -> List.of("adopted", "withdrawn");
            case CITATION -> List.of("frozen");
            case SOURCE -> List.of("cited");
        };
    }

    /**
     * Notes what is wrong with the filters, as far as that can be told without looking anything up.
     */
    static void validate(Kind kind, Parameters parameters) {
        for (String name : NAMES) {
            if (parameters.has(name) && !of(kind).contains(name)) {
                parameters.wrong(
                        name,
                        "no-such-filter",
                        kind.plural()
                                + " cannot be filtered by "
                                + name
                                + "; they can by "
                                + NAMES.stream()
                                        .filter(of(kind)::contains)
                                        .collect(Collectors.joining(", ")));
            }
        }
        parameters.choice("status", statuses(kind));
        parameters.choice("activity", Shape.ACTIVITY.choices());
        parameters.choice("borders", List.of("now", "then"));
        if (parameters.has("borders") && !parameters.has("region")) {
            parameters.wrong("borders", "bad-value", "borders says how region is meant: give one");
        }
        String region = parameters.text("region");
        if (region != null && !SubjectId.fits(Kind.REGION, region)) {
            parameters.wrong(
                    "region",
                    "bad-value",
                    "region must be a code as 440112, CN or reg_…, not "
                            + Parameters.quoted(region));
        }
        String park = parameters.text("park");
        if (park != null && !SubjectId.fits(Kind.PARK, park)) {
            parameters.wrong(
                    "park",
                    "bad-value",
                    "park must be the id of a park as prk_…, not " + Parameters.quoted(park));
        }
        String q = parameters.text("q");
        if (q != null && q.length() > LONGEST_QUERY) {
            parameters.wrong("q", "bad-value", "q has more than " + LONGEST_QUERY + " characters");
        }
    }

    /**
     * The filters of a request; notes regions and parks that are not known.
     *
     * @param regions of the day and position of the answer
     * @param parkKnown whether there is a park of an id
     * @param definition that the companies satisfy; null: any
     */
    static Filters of(
            Kind kind,
            Parameters parameters,
            Supplier<Regions> regions,
            Predicate<String> parkKnown,
            @Nullable Definition definition) {
        List<String> conditions = new ArrayList<>();
        Map<String, @Nullable Object> arguments = new HashMap<>();
        for (String column : List.of("status", "activity", "park")) {
            String value = parameters.text(column);
            if (value != null) {
                conditions.add(column + " = :" + column);
                arguments.put(column, value);
            }
        }
        String park = parameters.text("park");
        if (park != null && !parkKnown.test(park)) {
            parameters.wrong("park", "unknown-park", "there is no park " + park);
        }
        String region = parameters.text("region");
        if (region != null) {
            Regions tree = regions.get();
            tree.check("region", parameters);
            if (tree.knows(region)) {
                boolean then = "then".equals(parameters.text("borders"));
                conditions.add(
                        (kind == Kind.REGION ? "subject" : "region")
                                + " = any(cast(:regions as text[]))");
                arguments.put(
                        "regions",
                        tree.within(region).stream()
                                .filter(
                                        code ->
                                                !then
                                                        || code.equals(region)
                                                        || !tree.today(code).equals(region))
                                .sorted()
                                .toArray(String[]::new));
            }
        }
        if (definition != null) {
            conditions.add(Definition.SATISFIED);
            arguments.putAll(definition.arguments());
        }
        String q = parameters.text("q");
        if (q != null) {
            Tokens.Query query = Tokens.query(q);
            if (!query.tokens().isEmpty()) {
                conditions.add("tokens @> cast(:tokens as text[])");
                arguments.put("tokens", query.tokens().toArray(String[]::new));
            }
            conditions.add("names like all(cast(:patterns as text[]))");
            arguments.put("patterns", query.patterns().toArray(String[]::new));
        }
        return new Filters(conditions, arguments);
    }

    /** The same for the same filters of the same kind, and for no others. */
    static String fingerprint(Kind kind, Parameters parameters) {
        ObjectNode all = Json.object().put("kind", kind.singular());
        NAMES.forEach(name -> all.put(name, parameters.text(name)));
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(Json.write(all).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
