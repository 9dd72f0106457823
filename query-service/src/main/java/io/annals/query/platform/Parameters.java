package io.annals.query.platform;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The query parameters of a request: no unknown ones, each at most once, and everything that is
 * wrong with them told at once by {@link #check()}.
 */
public final class Parameters {

    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,18}");
    private static final int LONGEST = 4_000;

    private final Map<String, String> values = new TreeMap<>();
    private final List<Problem.Finding> findings = new ArrayList<>();

    private Parameters(HttpServletRequest request, @Nullable List<String> known) {
        given(request)
                .forEach(
                        (name, given) -> {
                            if (known != null && !known.contains(name)) {
                                wrong(
                                        name,
                                        "unknown-parameter",
                                        "there is no parameter "
                                                + quoted(name)
                                                + " here"
                                                + nearest(name, known));
                            } else if (given.length > 1) {
                                wrong(name, "repeated", name + " is given more than once");
                            } else if (given[0].isBlank() || given[0].length() > LONGEST) {
                                wrong(
                                        name,
                                        "bad-value",
                                        name
                                                + (given[0].isBlank()
                                                        ? " is empty: leave it out or give it a"
                                                                + " value"
                                                        : " has more than "
                                                                + LONGEST
                                                                + " characters"));
                            } else if (given[0].indexOf('\0') >= 0) {
                                wrong(name, "bad-value", name + " holds a NUL character");
                            } else {
                                values.put(name, given[0]);
                            }
                        });
    }

    private static Map<String, String[]> given(HttpServletRequest request) {
        try {
            return request.getParameterMap();
        } catch (IllegalStateException e) {
            // Tomcat's word for percent signs without a number, and for what is not UTF-8
            throw new Problem(400, "bad-encoding", "the query is not percent-encoded UTF-8", null);
        }
    }

    /**
     * The parameters of a request of which only these, and those of {@link AsOfs}, may be given.
     */
    public static Parameters asOf(HttpServletRequest request, String... names) {
        return new Parameters(
                request, Stream.concat(Arrays.stream(names), AsOfs.PARAMETERS.stream()).toList());
    }

    /** The parameters of a request of which only these may be given. */
    public static Parameters only(HttpServletRequest request, String... names) {
        return new Parameters(request, List.of(names));
    }

    /** The parameters of a request whose names were checked before. */
    static Parameters any(HttpServletRequest request) {
        return new Parameters(request, null);
    }

    /** The value, null if it is not given or already told to be wrong. */
    public @Nullable String text(String name) {
        return values.get(name);
    }

    /** Whether it is given. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** A whole number between two bounds, inclusive. */
    public long whole(String name, long byDefault, long min, long max) {
        String text = values.get(name);
        if (text == null) {
            return byDefault;
        }
        if (WHOLE.matcher(text).matches()) {
            long value = Long.parseLong(text);
            if (value >= min && value <= max) {
                return value;
            }
        }
        wrong(
                name,
                "bad-value",
                name
                        + " must be a whole number from "
                        + min
                        + (max == Long.MAX_VALUE ? "" : " to " + max)
                        + ", not "
                        + quoted(text));
        return byDefault;
    }

    /** One of some words; null if it is not given. */
    public @Nullable String choice(String name, Collection<String> words) {
        String text = values.get(name);
        if (text == null || words.contains(text)) {
            return text;
        }
        wrong(name, "bad-value", name + " cannot be " + quoted(text) + nearest(text, words));
        return null;
    }

    /** Some of some words, separated by commas, without repetition; empty if it is not given. */
    public List<String> choices(String name, Collection<String> words) {
        List<String> chosen = new ArrayList<>();
        String text = values.get(name);
        if (text == null) {
            return chosen;
        }
        for (String word : text.split(",", -1)) {
            if (!words.contains(word)) {
                wrong(
                        name,
                        "bad-value",
                        name + " cannot have " + quoted(word) + nearest(word, words));
            } else if (!chosen.contains(word)) {
                chosen.add(word);
            }
        }
        return chosen;
    }

    /** Notes that a parameter is wrong. */
    public void wrong(String name, String code, String message) {
        findings.add(new Problem.Finding(name, code, message));
    }

    /**
     * Throws if anything was wrong so far.
     *
     * @throws Problem 400, with all of it
     */
    public void check() {
        if (!findings.isEmpty()) {
            throw Problem.of(findings);
        }
    }

    /** A value as it is repeated in a message: in quotes, not at any length. */
    public static String quoted(String text) {
        return "\"" + (text.length() > 60 ? text.substring(0, 60) + "…" : text) + "\"";
    }

    /** {@code "; did you mean validAt?"} if some word is near, else the words there are. */
    public static String nearest(String text, Collection<String> words) {
        return words.stream()
                .filter(word -> distance(text, word) <= Math.max(1, word.length() / 3))
                .min(Comparator.comparingInt(word -> distance(text, word)))
                .map(word -> "; did you mean " + word + "?")
                .orElseGet(
                        () ->
                                words.isEmpty()
                                        ? "; there are none"
                                        : "; there are " + String.join(", ", words));
    }

    /** Levenshtein distance, without regard to case. */
    public static int distance(String one, String other) {
        String a = one.length() > 60 ? one.substring(0, 60) : one;
        int[] row = new int[other.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                boolean same =
                        Character.toLowerCase(a.charAt(i - 1))
                                == Character.toLowerCase(other.charAt(j - 1));
                int next = Math.min(Math.min(row[j], row[j - 1]) + 1, diagonal + (same ? 0 : 1));
                diagonal = row[j];
                row[j] = next;
            }
        }
        return row[other.length()];
    }
}
