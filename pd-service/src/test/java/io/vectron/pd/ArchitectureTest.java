package io.vectron.pd;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The order of the packages, and what none of them may know. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.vectron.pd");

    @Test
    void packagesDependDownwardsOnly() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("process")
                .definedBy("io.vectron.pd")
                .layer("api")
                .definedBy("io.vectron.pd.api")
                .layer("soft")
                .definedBy("io.vectron.pd.soft")
                .layer("plan")
                .definedBy("io.vectron.pd.plan")
                .layer("state")
                .definedBy("io.vectron.pd.state")
                .whereLayer("process")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("api")
                .mayOnlyBeAccessedByLayers("process")
                .whereLayer("soft")
                .mayOnlyBeAccessedByLayers("api")
                .whereLayer("plan")
                .mayOnlyBeAccessedByLayers("api")
                .whereLayer("state")
                .mayOnlyBeAccessedByLayers("api", "soft")
                .check(CLASSES);
    }

    @Test
    void springIsForTheProcessOnly() {
        noClasses()
                .that()
                .resideInAnyPackage("io.vectron.pd.*")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..")
                .check(CLASSES);
    }

    @Test
    void otherRolesTheEngineAndUnsafeTransportsAreUnknown() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.vectron.worker..",
                        "io.vectron.router..",
                        "io.vectron.drift..",
                        "com.alipay..",
                        "com.caucho..")
                .check(CLASSES);
    }

    @Test
    void stateAndPlanReadNoClockAndNoRandomness() {
        noClasses()
                .that()
                .resideInAnyPackage("io.vectron.pd.state", "io.vectron.pd.plan", "io.vectron.pd.soft")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Random")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.util.UUID.class, "randomUUID")
                .check(CLASSES);
    }
}
