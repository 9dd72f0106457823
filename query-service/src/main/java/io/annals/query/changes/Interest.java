package io.annals.query.changes;

import io.annals.events.EventType;
import io.annals.events.Kind;
import io.annals.events.SubjectId;
import io.annals.query.platform.Parameters;
import io.annals.query.regions.Regions;
import io.annals.query.timeline.Kinds;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which changes a reader wants. A region matches if the subject lay in it before or lies in it
 * after.
 *
 * @param kinds singular names; null for all
 * @param types stored names; null for all
 * @param subject null for all
 * @param region null for all
 * @param within the region and what lies in it
 */
record Interest(
        @Nullable Set<String> kinds,
        @Nullable Set<String> types,
        @Nullable String subject,
        @Nullable String region,
        Set<String> within) {

    /** The parameters from which it is read. */
    static final List<String> NAMES = List.of("kinds", "types", "region", "subject");

    /** Reads all but what lies in the region, noting what is wrong. */
    static Interest of(Parameters parameters) {
        Set<String> kinds = null;
        if (parameters.has("kinds")) {
            kinds =
                    Kinds.of(parameters, "kinds").stream()
                            .map(Kind::singular)
                            .collect(Collectors.toSet());
        }
        Set<String> types = null;
        if (parameters.has("types")) {
            types =
                    new HashSet<>(
                            parameters.choices("types", new TreeSet<>(EventType.all().keySet())));
        }
        String subject = parameters.text("subject");
        if (subject != null
                && !Kind.ofSubject(subject)
                        .filter(kind -> SubjectId.fits(kind, subject))
                        .isPresent()) {
            parameters.wrong(
                    "subject",
                    "bad-value",
                    "subject must be the id of a subject as com_…, not "
                            + Parameters.quoted(subject));
        }
        return new Interest(kinds, types, subject, parameters.text("region"), Set.of());
    }

    /** As this one, by the divisions of some day; notes a region that is not among them. */
    Interest within(Regions regions, Parameters parameters) {
        regions.check("region", parameters);
        return within(regions);
    }

    /** As this one, by the divisions of some day. */
    Interest within(Regions regions) {
        return region == null
                ? this
                : new Interest(kinds, types, subject, region, regions.within(region));
    }

    boolean matches(Change change) {
        return (kinds == null || kinds.contains(change.kind()))
                && (types == null || types.contains(change.type()))
                && (subject == null || subject.equals(change.subject()))
                && (region == null || !Collections.disjoint(within, change.regions()));
    }

    /** The same as {@link #matches} in SQL, with {@link #arguments}. */
    String condition() {
        List<String> all = new ArrayList<>(List.of("true"));
        if (kinds != null) {
            all.add("kind = any(cast(:kinds as text[]))");
        }
        if (types != null) {
            all.add("type = any(cast(:types as text[]))");
        }
        if (subject != null) {
            all.add("subject = :subject");
        }
        if (region != null) {
            all.add("regions && cast(:regions as text[])");
        }
        return String.join(" and ", all);
    }

    Map<String, Object> arguments() {
        Map<String, Object> arguments = new HashMap<>();
        if (kinds != null) {
            arguments.put("kinds", kinds.toArray(String[]::new));
        }
        if (types != null) {
            arguments.put("types", types.toArray(String[]::new));
        }
        if (subject != null) {
            arguments.put("subject", subject);
        }
        if (region != null) {
            arguments.put("regions", within.toArray(String[]::new));
        }
        return arguments;
    }
}
