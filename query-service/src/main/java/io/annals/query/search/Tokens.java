package io.annals.query.search;

import io.annals.events.State;

import net.sourceforge.pinyin4j.PinyinHelper;
import net.sourceforge.pinyin4j.format.HanyuPinyinCaseType;
import net.sourceforge.pinyin4j.format.HanyuPinyinOutputFormat;
import net.sourceforge.pinyin4j.format.HanyuPinyinToneType;
import net.sourceforge.pinyin4j.format.HanyuPinyinVCharType;
import net.sourceforge.pinyin4j.format.exception.BadHanyuPinyinOutputFormatCombination;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * By what a state is found: its names as lines to look into, and short pieces of them for an index.
 *
 * <p>Chinese is cut into single characters and pairs, other writing into runs of three; pinyin,
 * without tones, is found from the beginning of any syllable, and by initials.
 *
 * @param names the names of now and of before, aliases, titles, also as printed with a label of
 *     their version behind, then their pinyin and its initials: lower case, one a line
 * @param tokens the pieces, each once
 */
public record Tokens(String names, List<String> tokens) {

    /**
     * What must be true of a state's {@link Tokens} for a query to find it.
     *
     * @param tokens all of these are among the tokens
     * @param patterns the names are {@code LIKE} each of these
     */
    public record Query(List<String> tokens, List<String> patterns) {}

    private static final List<String> FIELDS =
            List.of(
                    "name",
                    "nameZh",
                    "nameEn",
                    "title",
                    "titleEn",
                    "documentNumber",
                    "code",
                    "aliases",
                    "formerNames");

    private static final List<String> TITLES = List.of("title", "titleEn");

    private static final String LABEL = "versionLabel";

    /** Words whose characters are not read as each is by itself most often. */
    private static final Map<String, String> READINGS =
            Map.ofEntries(
                    Map.entry("番禺", "pan yu"),
                    Map.entry("重庆", "chong qing"),
                    Map.entry("银行", "yin hang"),
                    Map.entry("行业", "hang ye"),
                    Map.entry("厦门", "xia men"),
                    Map.entry("大厦", "da sha"),
                    Map.entry("东莞", "dong guan"),
                    Map.entry("音乐", "yin yue"),
                    Map.entry("会计", "kuai ji"),
                    Map.entry("朝阳", "chao yang"),
                    Map.entry("长隆", "chang long"),
                    Map.entry("成长", "cheng zhang"),
                    Map.entry("增长", "zeng zhang"));

    /** By character, filled as they come; threads may find the same one twice. */
    private static final @Nullable String[] SYLLABLES = new String[1 << 16];

    private static final HanyuPinyinOutputFormat PLAIN = new HanyuPinyinOutputFormat();

    static {
        PLAIN.setCaseType(HanyuPinyinCaseType.LOWERCASE);
        PLAIN.setToneType(HanyuPinyinToneType.WITHOUT_TONE);
        PLAIN.setVCharType(HanyuPinyinVCharType.WITH_V);
    }

    /**
     * Of a state; a field that is not text is not looked into.
     *
     * @param formerNames more than the state keeps
     */
    public static Tokens of(State state, List<String> formerNames) {
        Set<String> lines = new LinkedHashSet<>();
        for (String field : FIELDS) {
            JsonNode value = state.fields().get(field);
            if (value == null) {
                continue;
            }
            for (JsonNode one : value.isArray() ? value : List.of(value)) {
                if (one.isString()) {
                    lines.add(line(one.stringValue()));
                }
            }
        }
        formerNames.forEach(name -> lines.add(line(name)));
        for (String title : TITLES) {
            if (state.text(title) != null && state.text(LABEL) != null) {
                lines.add(line(state.text(title) + " (" + state.text(LABEL) + ")"));
            }
        }
        Set<String> tokens = new LinkedHashSet<>();
        Set<String> readings = new LinkedHashSet<>();
        for (String line : lines) {
            for (Run run : runs(line)) {
                if (run.han()) {
                    int[] characters = run.text().codePoints().toArray();
                    grams(characters, 1, tokens);
                    grams(characters, 2, tokens);
                    List<String> syllables = syllables(run.text());
                    readings.add(String.join("", syllables));
                    readings.add(initials(syllables));
                    for (int i = 0; i < syllables.size(); i++) {
                        String rest =
                                String.join(
                                        "",
                                        syllables.subList(i, Math.min(i + 3, syllables.size())));
                        if (rest.length() >= 3) {
                            tokens.add(rest.substring(0, 3));
                        }
                    }
                    grams(initials(syllables).codePoints().toArray(), 3, tokens);
                } else {
                    grams(run.text().codePoints().toArray(), 3, tokens);
                }
            }
        }
        lines.addAll(readings);
        lines.remove("");
        return new Tokens(String.join("\n", lines), List.copyOf(tokens));
    }

    /**
     * What a query of one or several words looks for; the words may stand anywhere and in any
     * order.
     */
    public static Query query(String words) {
        Set<String> tokens = new LinkedHashSet<>();
        List<String> patterns = new ArrayList<>();
        for (String word : normal(words).strip().split("\\s+")) {
            patterns.add(
                    "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%");
            for (Run run : runs(word)) {
                int[] characters = run.text().codePoints().toArray();
                if (run.han()) {
                    grams(characters, characters.length == 1 ? 1 : 2, tokens);
                } else if (characters.length >= 3) {
                    tokens.add(new String(characters, 0, 3));
                }
            }
        }
        return new Query(List.copyOf(tokens), patterns);
    }

    private static String line(String name) {
        return normal(name).replaceAll("\\s+", " ").strip();
    }

    private static String normal(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replace("'", "")
                .replace("’", "")
                .replace('ü', 'v');
    }

    private record Run(boolean han, String text) {}

    /**
     * The letters and digits of a line, cut where something else stands, and between Chinese and
     * other writing.
     */
    private static List<Run> runs(String line) {
        List<Run> runs = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        boolean han = false;
        for (int c : line.codePoints().toArray()) {
            boolean part = Character.isLetterOrDigit(c);
            if (!open.isEmpty() && (!part || Character.isIdeographic(c) != han)) {
                runs.add(new Run(han, open.toString()));
                open.setLength(0);
            }
            if (part) {
                han = Character.isIdeographic(c);
                open.appendCodePoint(c);
            }
        }
        if (!open.isEmpty()) {
            runs.add(new Run(han, open.toString()));
        }
        return runs;
    }

    private static void grams(int[] characters, int length, Set<String> into) {
        for (int i = 0; i + length <= characters.length; i++) {
            into.add(new String(characters, i, length));
        }
    }

    private static String initials(List<String> syllables) {
        StringBuilder initials = new StringBuilder();
        syllables.forEach(syllable -> initials.append(syllable.charAt(0)));
        return initials.toString();
    }

    private static List<String> syllables(String han) {
        List<String> syllables = new ArrayList<>();
        for (int i = 0; i < han.length(); i++) {
            String word = i + 2 <= han.length() ? READINGS.get(han.substring(i, i + 2)) : null;
            if (word != null) {
                syllables.addAll(List.of(word.split(" ")));
                i++;
            } else {
                String syllable = syllable(han.charAt(i));
                if (!syllable.isEmpty()) {
                    syllables.add(syllable);
                }
            }
        }
        return syllables;
    }

    private static String syllable(char han) {
        String known = SYLLABLES[han];
        if (known != null) {
            return known;
        }
        try {
            String[] readings = PinyinHelper.toHanyuPinyinStringArray(han, PLAIN);
            String first = readings == null || readings.length == 0 ? null : readings[0];
            String syllable = first == null || first.equals("null") ? "" : first;
            SYLLABLES[han] = syllable;
            return syllable;
        } catch (BadHanyuPinyinOutputFormatCombination e) {
            throw new IllegalStateException(e);
        }
    }
}
