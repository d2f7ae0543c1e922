package io.vectron;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class DependenciesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.vectron");

    @Test
    void errorsKnowNothingElse() {
        noClasses()
                .that()
                .resideInAPackage("io.vectron.errors")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vectron.model..", "io.vectron.placement..", "io.vectron.proto..")
                .check(CLASSES);
    }

    @Test
    void valuesKnowNoConnections() {
        noClasses()
                .that()
                .resideInAPackage("io.vectron.model")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vectron.placement..", "io.grpc..")
                .check(CLASSES);
    }

    @Test
    void nothingKnowsSpringOrRaft() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "com.alipay..")
                .check(CLASSES);
    }
}
