package io.annals.query.timeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.annals.events.Kind;
import io.annals.query.platform.AsOf;
import io.annals.query.platform.Parameters;
import io.annals.query.platform.Problem;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Base64;

class CursorTest {

    private static final AsOf POINT =
            new AsOf(LocalDate.of(2019, 10, 31), Instant.parse("2026-11-24T08:00:00.123456Z"), 17);

    private final MockHttpServletRequest request = new MockHttpServletRequest();

    @Test
    void a_cursor_comes_back_as_it_was() {
        Cursor cursor = new Cursor(POINT, "2026-11-24T16:00:00.123456+08:00", "f", "com_1");
        request.setParameter("cursor", cursor.text());
        assertEquals(cursor, read("f"));
        request.setParameter("knownAt", "@17");
        request.setParameter("validAt", "2019-10-31");
        assertEquals(cursor, read("f"));
        request.setParameter("knownAt", "2026-11-24T16:00:00.123456+08:00");
        assertEquals(cursor, read("f"));
    }

    @Test
    void other_filters_or_another_point_are_refused() {
        request.setParameter("cursor", new Cursor(POINT, null, "f", "com_1").text());
        assertThrows(Problem.class, () -> read("g"));
        request.setParameter("knownAt", "@16");
        assertThrows(Problem.class, () -> read("f"));
        request.removeParameter("knownAt");
        request.setParameter("validAt", "2019-10-30");
        assertThrows(Problem.class, () -> read("f"));
    }

    @Test
    void what_is_no_cursor_is_refused() {
        for (String json :
                new String[] {
                    "x",
                    "{}",
                    "[]",
                    "{\"validAt\":\"2019-13-01\",\"knownAt\":\"x\",\"position\":1}",
                    "{\"validAt\":\"2019-10-01\",\"knownAt\":\"2026-11-24T08:00:00Z\",\"position\":-1,"
                        + "\"filters\":\"f\",\"after\":\"\"}",
                    "{\"validAt\":\"2019-10-01\",\"knownAt\":\"2026-11-24T08:00:00Z\",\"position\":1,"
                        + "\"filters\":\"f\",\"after\":\"a\\u0000\"}"
                }) {
            request.setParameter("cursor", Base64.getUrlEncoder().encodeToString(json.getBytes()));
            assertThrows(Problem.class, () -> read("f"), json);
        }
        request.setParameter("cursor", "%%%");
        assertThrows(Problem.class, () -> read("f"));
    }

    @Test
    void only_the_same_filters_of_the_same_kind_have_the_same_fingerprint() {
        String none = fingerprint(Kind.COMPANY);
        request.setParameter("limit", "3");
        assertEquals(none, fingerprint(Kind.COMPANY));
        assertNotEquals(none, fingerprint(Kind.PARK));
        request.setParameter("q", "链");
        assertNotEquals(none, fingerprint(Kind.COMPANY));
    }

    private String fingerprint(Kind kind) {
        return Filters.fingerprint(kind, Parameters.only(request, "q", "limit"));
    }

    private @Nullable Cursor read(String filters) {
        Parameters parameters = Parameters.asOf(request, "cursor");
        Cursor cursor = Cursor.of(parameters, filters);
        parameters.check();
        return cursor;
    }
}
