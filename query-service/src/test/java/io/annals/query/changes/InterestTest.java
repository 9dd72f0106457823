package io.annals.query.changes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.annals.query.platform.Parameters;
import io.annals.query.platform.Problem;

import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

import java.util.Set;

class InterestTest {

    private static final Change MOVED =
            new Change(
                    7, "company", "company.relocated", "com_1", Set.of("440106", "440112"), "{}");

    private final MockHttpServletRequest request = new MockHttpServletRequest();

    @Test
    void without_filters_everything_matches() {
        assertTrue(interest().matches(MOVED));
        assertEquals("true", interest().condition());
    }

    @Test
    void all_filters_must_match() {
        request.setParameter("kinds", "parks,companies");
        request.setParameter("types", "company.relocated");
        request.setParameter("subject", "com_1");
        assertTrue(interest().matches(MOVED));
        request.setParameter("kinds", "parks");
        assertFalse(interest().matches(MOVED));
    }

    @Test
    void a_region_matches_what_left_it_and_what_came_into_it() {
        assertTrue(new Interest(null, null, null, "440106", Set.of("440106")).matches(MOVED));
        assertTrue(
                new Interest(null, null, null, "440100", Set.of("440100", "440112"))
                        .matches(MOVED));
        assertFalse(new Interest(null, null, null, "440103", Set.of("440103")).matches(MOVED));
    }

    @Test
    void an_unknown_kind_type_or_form_of_subject_is_refused_with_the_nearest() {
        request.setParameter("kinds", "company");
        request.setParameter("types", "company.relocate");
        request.setParameter("subject", "x");
        Problem problem = assertThrows(Problem.class, this::interest);
        assertTrue(problem.getMessage().contains("did you mean companies?"));
        assertTrue(problem.getMessage().contains("did you mean company.relocated?"));
        assertTrue(problem.getMessage().contains("subject must be"));
    }

    private Interest interest() {
        Parameters parameters = Parameters.only(request, Interest.NAMES.toArray(String[]::new));
        Interest interest = Interest.of(parameters);
        parameters.check();
        return interest;
    }
}
