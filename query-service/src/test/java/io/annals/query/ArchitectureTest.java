package io.annals.query;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.annals.query");

    /** What decides answers, and is tested without servers. */
    private static final String PURE =
            "io\\.annals\\.query\\.(series\\.(Series|Cell|Period)|claims\\.(Consistency|Interval|Level"
                + "|Indicator|Finding)|diff\\.(Causes|Cause)|rankings\\.Ranking"
                + "|regions\\.Regions|definitions\\.Definition|log\\.Line|citations\\.Differing)";

    @Test
    void what_decides_answers_knows_no_database_no_web_and_no_kafka() {
        classes()
                .that()
                .haveNameMatching(PURE)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.annals.events",
                        "io.annals.query..",
                        "java..",
                        "tools.jackson..",
                        "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void kafka_is_known_to_the_log_alone() {
        classes()
                .that()
                .resideOutsideOfPackage("io.annals.query.log")
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackages("org.apache.kafka..", "io.cloudevents..")
                .check(CLASSES);
    }

    @Test
    void packages_depend_on_each_other_in_one_direction() {
        slices().matching("io.annals.query.(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
