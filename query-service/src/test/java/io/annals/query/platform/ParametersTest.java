package io.annals.query.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

import java.util.List;

class ParametersTest {

    private final MockHttpServletRequest request = new MockHttpServletRequest();

    @Test
    void an_unknown_parameter_is_refused_and_the_nearest_named() {
        request.setParameter("validat", "2019-10-31");
        Problem problem = refused(Parameters.asOf(request, "region"));
        assertEquals(400, problem.status());
        assertTrue(problem.getMessage().contains("did you mean validAt?"), problem.getMessage());
    }

    @Test
    void one_that_is_near_to_nothing_gets_all_names() {
        request.setParameter("xyzzy", "1");
        assertTrue(
                refused(Parameters.only(request, "region", "status"))
                        .getMessage()
                        .contains("there are region, status"));
    }

    @Test
    void everything_that_is_wrong_is_told_at_once() {
        request.setParameter("limit", "1001");
        request.setParameter("status", "actve");
        request.setParameter("park", " ");
        request.setParameter("q", "a", "b");
        Parameters parameters = Parameters.only(request, "limit", "status", "park", "q");
        parameters.whole("limit", 100, 1, 1000);
        parameters.choice("status", List.of("active", "deregistered"));
        Problem problem = refused(parameters);
        assertEquals(4, problem.json().get("errors").size());
        assertTrue(problem.getMessage().contains("from 1 to 1000"));
        assertTrue(problem.getMessage().contains("did you mean active?"));
        assertEquals(
                List.of("type", "title", "status", "detail", "code", "errors"),
                List.copyOf(problem.json().propertyNames()));
    }

    @Test
    void a_list_of_words_has_none_twice_and_no_unknown_ones() {
        request.setParameter("kinds", "parks,parks,companies");
        assertEquals(
                List.of("parks", "companies"),
                Parameters.only(request, "kinds").choices("kinds", List.of("companies", "parks")));
        request.setParameter("kinds", "parks,");
        Parameters parameters = Parameters.only(request, "kinds");
        parameters.choices("kinds", List.of("companies", "parks"));
        refused(parameters);
    }

    @Test
    void distance_counts_the_letters_that_differ() {
        assertEquals(0, Parameters.distance("Companies", "companies"));
        assertEquals(2, Parameters.distance("companys", "companies"));
        assertEquals(6, Parameters.distance("", "region"));
    }

    private static Problem refused(Parameters parameters) {
        return assertThrows(Problem.class, parameters::check);
    }
}
