package io.annals.query.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.annals.events.Json;
import io.annals.events.State;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

class TokensTest {

    private static final State COMPANY =
            state(
                    """
                    {"status":"active","name":"广州粤链科技有限公司","nameEn":"Yue-Chain Tech Co., Ltd",
                     "formerNames":["番禺区块信息（广州）有限公司"],"businessScope":"餐饮服务"}
                    """);

    @Test
    void a_chinese_name_is_found_by_any_two_characters_or_one() {
        assertTrue(finds("粤链", COMPANY));
        assertTrue(finds("限公", COMPANY));
        assertTrue(finds("链", COMPANY));
        assertTrue(finds("广州粤链科技有限公司", COMPANY));
        assertFalse(finds("链粤", COMPANY));
        assertFalse(finds("深", COMPANY));
    }

    @Test
    void a_name_is_found_by_pinyin_without_tones_from_any_syllable_on_and_by_initials() {
        assertTrue(finds("guangzhouyuelian", COMPANY));
        assertTrue(finds("YueLianKeJi", COMPANY));
        assertTrue(finds("lian", COMPANY));
        assertTrue(finds("gu", COMPANY));
        assertTrue(finds("gzylkj", COMPANY));
        assertTrue(finds("ylk", COMPANY));
        assertTrue(finds("kj", COMPANY));
        assertFalse(finds("shenzhen", COMPANY));
    }

    @Test
    void words_read_otherwise_than_their_characters_are_read_right() {
        assertTrue(finds("panyu", COMPANY));
        assertTrue(finds("chongqing", state("{\"status\":\"open\",\"name\":\"重庆银行\"}")));
        assertTrue(finds("yinhang", state("{\"status\":\"open\",\"name\":\"重庆银行\"}")));
        assertTrue(finds("lvse", state("{\"status\":\"open\",\"name\":\"绿色园\"}")));
        assertTrue(finds("lüse", state("{\"status\":\"open\",\"name\":\"绿色园\"}")));
    }

    @Test
    void former_names_aliases_and_titles_are_found_and_other_fields_are_not() {
        assertTrue(finds("番禺", COMPANY));
        assertTrue(finds("区块信息(广州)", COMPANY));
        assertTrue(finds("金谷", state("{\"status\":\"open\",\"name\":\"A\",\"aliases\":[\"金谷\"]}")));
        assertTrue(finds("十条", state("{\"status\":\"in-force\",\"title\":\"区块链十条\"}")));
        assertTrue(finds("silk road", COMPANY));
        assertFalse(finds("餐饮", COMPANY));
    }

    @Test
    void a_policy_is_found_by_its_title_as_printed_with_the_label_of_its_version() {
        State policy =
                state(
                        """
                        {"status":"in-force","title":"10 Blockchain","versionLabel":"Version 1.0",
                         "titleEn":"Ten Articles"}
                        """);
        assertTrue(finds("10 Blockchain (Version 1.0)", policy));
        assertTrue(finds("ten articles (version 1.0)", policy));
        assertTrue(finds("version 1.0", policy));
        assertFalse(finds("10 Blockchain (Version 2.0)", policy));
        Tokens unlabelled =
                Tokens.of(state("{\"status\":\"in-force\",\"title\":\"Plan\"}"), List.of());
        assertEquals("plan", unlabelled.names());
    }

    @Test
    void several_words_must_all_occur_in_any_order_whatever_their_case() {
        assertTrue(finds("科技 广州", COMPANY));
        assertTrue(finds("CHAIN  yue", COMPANY));
        assertTrue(finds("hain", COMPANY));
        assertFalse(finds("科技 深圳", COMPANY));
    }

    @Test
    void signs_of_patterns_mean_themselves() {
        assertFalse(finds("%", COMPANY));
        assertFalse(finds("粤_科", COMPANY));
        assertEquals(List.of("%a\\%\\_\\\\b%"), Tokens.query("A%_\\b").patterns());
        assertTrue(finds("co., ltd", COMPANY));
    }

    @Test
    void what_has_no_name_is_found_by_nothing() {
        Tokens none = Tokens.of(state("{\"status\":\"active\"}"), List.of());
        assertEquals("", none.names());
        assertEquals(List.of(), none.tokens());
    }

    private static State state(String json) {
        return State.of(Json.read(json));
    }

    private static boolean finds(String words, State state) {
        Tokens tokens = Tokens.of(state, List.of("Silk　Road"));
        Tokens.Query query = Tokens.query(words);
        return new HashSet<>(tokens.tokens()).containsAll(query.tokens())
                && query.patterns().stream().allMatch(like -> like(tokens.names(), like));
    }

    /** As SQL's LIKE with a pattern of the form {@code %…%}. */
    private static boolean like(String text, String pattern) {
        String middle = pattern.substring(1, pattern.length() - 1);
        return Pattern.compile(Pattern.quote(middle.replaceAll("\\\\(.)", "$1")))
                .matcher(text)
                .find();
    }
}
