package io.annals.command;

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
                    .importPackages("io.annals.command");

    @Test
    void the_rules_know_only_the_contract_and_java() {
        classes()
                .that()
                .resideInAPackage("io.annals.command.rules")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.annals.command.rules",
                        "io.annals.events",
                        "java..",
                        "tools.jackson..",
                        "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void axon_is_known_to_recording_alone() {
        classes()
                .that()
                .resideOutsideOfPackage("io.annals.command.recording")
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackage("org.axonframework..")
                .check(CLASSES);
    }

    @Test
    void kafka_is_known_to_the_log_alone() {
        classes()
                .that()
                .resideOutsideOfPackage("io.annals.command.log")
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackages("org.apache.kafka..", "io.cloudevents..")
                .check(CLASSES);
    }

    @Test
    void packages_depend_on_each_other_in_one_direction() {
        slices().matching("io.annals.command.(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
