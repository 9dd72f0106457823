package io.annals.query.series;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.events.IndicatorFact;
import io.annals.events.Shape;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import tools.jackson.databind.JsonNode;

import java.util.Arrays;

/** The counts that are made here are those which a published figure may claim. */
class MeasureTest {

    @Test
    void what_an_indicator_may_claim_is_what_is_counted() {
        assertThat(Shape.MEASURE.schema().get("enum").valueStream().map(JsonNode::asString))
                .containsExactlyElementsOf(
                        Arrays.stream(Measure.values()).map(Measure::text).toList());
    }

    @ParameterizedTest
    @EnumSource
    void a_claim_is_narrowed_by_what_its_count_is_split_by_but_for_regions(Measure measure) {
        assertThat(IndicatorFact.dimensions(measure.text()))
                .containsExactlyElementsOf(
                        measure.dimensions().stream()
                                .filter(dimension -> !dimension.regional())
                                .map(Dimension::text)
                                .toList());
    }
}
