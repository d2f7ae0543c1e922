package io.vectron.admin;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.vectron.admin", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule dashboardKnowsNoOtherService = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.vectron.drift..",
                    "io.vectron.raft..",
                    "io.vectron.pd..",
                    "io.vectron.worker..",
                    "io.vectron.router..",
                    "io.vectron.cli..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.vectron.admin.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule liveAndBackendKnowNoPages = noClasses()
            .that()
            .resideInAnyPackage("io.vectron.admin.live", "io.vectron.admin.backend", "io.vectron.admin.settings")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.vectron.admin.cluster",
                    "io.vectron.admin.collections",
                    "io.vectron.admin.index",
                    "io.vectron.admin.playground",
                    "io.vectron.admin.jvm",
                    "io.vectron.admin.login",
                    "io.vectron.admin.page");
}
