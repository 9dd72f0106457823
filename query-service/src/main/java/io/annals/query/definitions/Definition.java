package io.annals.query.definitions;

import io.annals.events.Json;
import io.annals.events.State;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Which companies count: those in whose fields any of the keywords occurs, capitals or not, and of
 * which the activity is reported. What is not stated is not asked for.
 *
 * @param text as asked for: {@code keyword} or {@code keyword@2}
 * @param id of its subject
 * @param code by which it is named
 * @param sequence the last of its stream that is regarded
 * @param keywords of which one must occur; none: whatever the fields say
 * @param fields in which they are looked for: name, formerName, businessScope, products
 * @param activity that must be reported; null: whatever it is
 */
public record Definition(
        String text,
        String id,
        String code,
        long sequence,
        List<String> keywords,
        List<String> fields,
        @Nullable String activity) {

    /** Whether a row of {@code version} satisfies the definition with these {@link #arguments}. */
    public static final String SATISFIED =
            """
            (cast(:definedActivity as text) is null or activity = :definedActivity)
            and (cardinality(cast(:keywords as text[])) = 0 or exists (
                select
                from json_to_record(state::json) as s(
                        name text, "formerNames" text[], "businessScope" text, products text[])
                cross join lateral (
                    select 'name', s.name
                    union all select 'formerName', unnest(s."formerNames")
                    union all select 'businessScope', s."businessScope"
                    union all select 'products', unnest(s.products)) as field(name, text)
                cross join unnest(cast(:keywords as text[])) as keyword
                where field.name = any(cast(:fields as text[]))
                  and strpos(
                        lower(field.text collate "pg_c_utf8"),
                        lower(keyword collate "pg_c_utf8")) > 0))
            """;

    static Definition of(String text, String id, long sequence, State state) {
        return new Definition(
                text,
                id,
                String.valueOf(state.text("code")),
                sequence,
                list(state, "keywords").toList(),
                list(state, "fields").toList(),
                state.text("activity"));
    }

    private static Stream<String> list(State state, String field) {
        return state.field(field).stream().flatMap(JsonNode::valueStream).map(JsonNode::asString);
    }

    /** Whether a company in this state counts: what {@link #SATISFIED} says in SQL. */
    public boolean satisfiedBy(State company) {
        return (activity == null || activity.equals(company.text("activity")))
                && (keywords.isEmpty()
                        || fields.stream()
                                .flatMap(field -> texts(company, field))
                                .map(Definition::lower)
                                .anyMatch(
                                        in ->
                                                keywords.stream()
                                                        .anyMatch(
                                                                word -> in.contains(lower(word)))));
    }

    private static Stream<String> texts(State company, String field) {
        return switch (field) {
            case "formerName" -> list(company, "formerNames");
            case "products" -> list(company, field);
            default -> Stream.ofNullable(company.text(field));
        };
    }

    /** Character by character, whatever stands beside it: as the database does. */
    private static String lower(String text) {
        return text.codePoints()
                .map(Character::toLowerCase)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** The arguments of {@link #SATISFIED}. */
    public Map<String, @Nullable Object> arguments() {
        Map<String, @Nullable Object> arguments = new HashMap<>();
        arguments.put("definedActivity", activity);
        arguments.put("keywords", keywords.toArray(String[]::new));
        arguments.put("fields", fields.toArray(String[]::new));
        return arguments;
    }

    /** As answers echo it: {@code {code, sequence, id}}. */
    public ObjectNode json() {
        return Json.object().put("code", code).put("sequence", sequence).put("id", id);
    }
}
