package io.annals.query.timeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.State;
import io.annals.query.platform.Parameters;
import io.annals.query.platform.Problem;
import io.annals.query.regions.Regions;

import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

import java.util.List;
import java.util.Map;

class FiltersTest {

    private static final Regions REGIONS =
            new Regions(
                    Map.of(
                            "440100", region("city", "current", null),
                            "440112", region("district", "current", null),
                            "440116", region("district", "former", "440112")));

    private final MockHttpServletRequest request = new MockHttpServletRequest();

    @Test
    void a_region_takes_in_what_lies_in_it_and_what_was_merged_into_it() {
        request.setParameter("region", "440112");
        assertArrayEquals(new String[] {"440112", "440116"}, regions());
        request.setParameter("region", "440100");
        assertArrayEquals(new String[] {"440100", "440112", "440116"}, regions());
    }

    @Test
    void with_borders_of_then_it_does_not_take_in_what_was_merged_into_it() {
        request.setParameter("borders", "then");
        request.setParameter("region", "440112");
        assertArrayEquals(new String[] {"440112"}, regions());
        request.setParameter("region", "440116");
        assertArrayEquals(new String[] {"440116"}, regions());
    }

    @Test
    void an_unknown_region_or_park_is_refused() {
        request.setParameter("region", "440113");
        Problem problem = assertThrows(Problem.class, () -> filters(Kind.COMPANY));
        assertTrue(problem.getMessage().contains("440112"), problem.getMessage());
        request.removeParameter("region");
        request.setParameter("park", "prk_none");
        assertThrows(Problem.class, () -> filters(Kind.COMPANY));
        request.setParameter("park", "prk_1");
        assertEquals(List.of("park = :park"), filters(Kind.COMPANY).conditions());
    }

    @Test
    void a_filter_that_the_kind_lacks_is_refused() {
        request.setParameter("park", "prk_1");
        assertThrows(Problem.class, () -> filters(Kind.POLICY));
        request.removeParameter("park");
        request.setParameter("region", "440112");
        assertThrows(Problem.class, () -> filters(Kind.SOURCE));
    }

    @Test
    void a_status_of_another_kind_is_refused() {
        request.setParameter("status", "open");
        assertThrows(Problem.class, () -> filters(Kind.COMPANY));
        assertEquals(1, filters(Kind.PARK).conditions().size());
    }

    private static State region(String level, String status, String into) {
        var json = Json.object().put("status", status).put("level", level).put("name", "x");
        if (!level.equals("city")) {
            json.put("parent", "440100");
        }
        if (into != null) {
            json.put("into", into);
        }
        return State.of(json);
    }

    private String[] regions() {
        return (String[]) filters(Kind.COMPANY).arguments().get("regions");
    }

    private Filters filters(Kind kind) {
        Parameters parameters = Parameters.only(request, Filters.NAMES.toArray(String[]::new));
        Filters.validate(kind, parameters);
        parameters.check();
        Filters filters = Filters.of(kind, parameters, () -> REGIONS, "prk_1"::equals, null);
        parameters.check();
        return filters;
    }
}
