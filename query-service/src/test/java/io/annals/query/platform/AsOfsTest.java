package io.annals.query.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletRequest;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

class AsOfsTest {

    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    /** Already the 25th in Shanghai. */
    private static final Instant NOW = Instant.parse("2026-11-24T16:30:00Z");

    private static final Instant SETTLED = NOW.minusMillis(100);

    private final MockHttpServletRequest request = new MockHttpServletRequest();
    private final Applied applied = mock(Applied.class);
    private final JdbcClient db = mock(JdbcClient.class, RETURNS_DEEP_STUBS);
    private final AsOfs asOfs = new AsOfs(applied, db, SHANGHAI, Clock.fixed(NOW, SHANGHAI));

    @BeforeEach
    void seventeen_positions_are_applied_and_fifteen_settled() {
        when(applied.now()).thenReturn(new Applied.Snapshot("log", 17, SETTLED, 15, 20, null));
    }

    @Test
    void without_parameters_it_is_today_in_the_zone_with_all_that_is_settled() {
        AsOf asOf = asOfs.resolve(request);
        assertEquals(new AsOf(LocalDate.of(2026, 11, 25), SETTLED, 15), asOf);
        assertEquals(
                "{\"validAt\":\"2026-11-25\",\"knownAt\":\"2026-11-24T16:29:59.900000Z\",\"position\":15}",
                asOf.json().toString());
    }

    @Test
    void before_the_first_announcement_nothing_is_known() {
        when(applied.now()).thenReturn(new Applied.Snapshot(null, 0, null, 0, 0, null));
        assertEquals(0, asOfs.resolve(request).position());
        request.setParameter("knownAt", "@0");
        assertEquals(Instant.EPOCH, asOfs.resolve(request).knownAt());
    }

    @Test
    void a_date_is_the_last_microsecond_of_that_day_in_the_zone() {
        when(db.sql(any()).params(any(), any()).query(Long.class).single()).thenReturn(9L);
        request.setParameter("knownAt", "2026-11-23");
        request.setParameter("validAt", "2019-10-31");
        assertEquals(
                new AsOf(
                        LocalDate.of(2019, 10, 31),
                        Instant.parse("2026-11-23T15:59:59.999999Z"),
                        9),
                asOfs.resolve(request));
        assertTrue(asOfs.fixed(Parameters.any(request)));
    }

    @Test
    void todays_date_is_all_that_is_settled() {
        request.setParameter("knownAt", "2026-11-25");
        request.setParameter("validAt", "2019-10-31");
        assertEquals(15, asOfs.resolve(request).position());
        assertFalse(asOfs.fixed(Parameters.any(request)));
    }

    @Test
    void a_moment_may_have_an_offset_whose_plus_was_not_escaped() {
        for (String text :
                new String[] {
                    "2026-11-25T00:29:59.9+08:00",
                    "2026-11-25T00:29:59.9 08:00",
                    "2026-11-24t16:29:59.900000z",
                    "2026-11-24T16:29:59.9000009Z"
                }) {
            request.setParameter("knownAt", text);
            assertEquals(SETTLED, asOfs.resolve(request).knownAt(), text);
            assertEquals(15, asOfs.resolve(request).position(), text);
        }
    }

    @Test
    void more_than_two_seconds_ahead_is_refused_and_less_is_waited_for() {
        request.setParameter("knownAt", "2026-11-24T16:30:02.1Z");
        assertEquals(400, refused().status());
        request.setParameter("knownAt", "2026-11-26");
        assertEquals(400, refused().status());
        request.setParameter("knownAt", "2026-11-24T16:30:01Z");
        Problem problem = refused();
        assertEquals(503, problem.status());
        assertEquals(1, problem.retryAfter().toSeconds());
    }

    @Test
    void a_position_that_is_not_here_yet_is_waited_for() {
        request.setParameter("knownAt", "@18");
        assertEquals(503, refused().status());
        request.removeParameter("knownAt");
        request.setParameter("minPosition", "16");
        assertEquals(503, refused().status());
        request.setParameter("minPosition", "15");
        assertEquals(15, asOfs.resolve(request).position());
    }

    @Test
    void what_is_no_day_moment_or_position_is_refused_with_the_form_it_should_have() {
        for (String text :
                new String[] {
                    "@-1",
                    "@x",
                    "@",
                    "2026-13-01",
                    "2026-11-24T16:30",
                    "yesterday",
                    "-1",
                    "2026-11-24T16:30:61Z",
                    "@99999999999999999999"
                }) {
            request.setParameter("knownAt", text);
            Problem problem = refused();
            assertEquals(400, problem.status(), text);
            assertTrue(problem.getMessage().contains("@1234"), text);
        }
        request.removeParameter("knownAt");
        for (String text : new String[] {"2019-10", "2019", "2019-02-29", "31.10.2019"}) {
            request.setParameter("validAt", text);
            assertTrue(refused().getMessage().contains("2019-10-31"), text);
        }
        request.removeParameter("validAt");
        for (String text : new String[] {"-1", "1.5", "@1"}) {
            request.setParameter("minPosition", text);
            assertEquals(400, refused().status(), text);
        }
    }

    @Test
    void both_are_told_at_once() {
        request.setParameter("knownAt", "x");
        request.setParameter("validAt", "y");
        assertEquals(2, refused().json().get("errors").size());
    }

    private Problem refused() {
        return assertThrows(Problem.class, () -> asOfs.resolve(request));
    }
}
