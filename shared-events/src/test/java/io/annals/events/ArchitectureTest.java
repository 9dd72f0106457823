package io.annals.events;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import java.util.Random;
import java.util.UUID;

class ArchitectureTest {

    private static final JavaClasses CONTRACT =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.annals");

    @Test
    void the_contract_depends_on_java_jackson_and_jspecify_alone() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.annals.events", "java..", "tools.jackson..", "org.jspecify..")
                .check(CONTRACT);
    }

    @Test
    void the_contract_is_one_flat_package() {
        classes().should().resideInAPackage("io.annals.events").check(CONTRACT);
    }

    @Test
    void the_contract_reads_no_clock_no_random_and_no_surroundings() {
        noClasses()
                .should()
                .callMethodWhere(
                        DescribedPredicate.describe(
                                "named now", call -> call.getTarget().getName().equals("now")))
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "getProperty", String.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Random.class)
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.io..", "java.nio.file..", "java.net..", "java.sql..")
                .check(CONTRACT);
    }

    @Test
    void nothing_is_null_unless_it_says_so() {
        assertThat(Event.class.getPackage().isAnnotationPresent(NullMarked.class)).isTrue();
    }
}
