package io.vectron.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class DependenciesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.vectron.worker");

    @Test
    void packagesDependInOneDirection() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("application")
                .definedBy("io.vectron.worker")
                .layer("api")
                .definedBy("io.vectron.worker.api")
                .layer("membership")
                .definedBy("io.vectron.worker.membership")
                .layer("hosting")
                .definedBy("io.vectron.worker.hosting")
                .layer("shard")
                .definedBy("io.vectron.worker.shard")
                .whereLayer("application")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("api")
                .mayOnlyBeAccessedByLayers("application")
                .whereLayer("membership")
                .mayOnlyBeAccessedByLayers("application")
                .whereLayer("hosting")
                .mayOnlyBeAccessedByLayers("application", "api", "membership")
                .check(CLASSES);
    }

    @Test
    void noOtherServiceAndNoBolt() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vectron.pd..", "io.vectron.router..", "com.alipay..", "com.caucho..")
                .check(CLASSES);
    }
}
