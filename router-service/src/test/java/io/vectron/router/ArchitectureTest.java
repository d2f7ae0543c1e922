package io.vectron.router;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.vectron.router", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule routerKnowsNoOtherService = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.vectron.drift..",
                    "io.vectron.raft..",
                    "io.vectron.pd..",
                    "io.vectron.worker..",
                    "com.alipay..",
                    "org.rocksdb..");

    @ArchTest
    static final ArchRule packagesKeepTheirOrder = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("settings")
            .definedBy("io.vectron.router.settings")
            .layer("map")
            .definedBy("io.vectron.router.map")
            .layer("worker")
            .definedBy("io.vectron.router.worker")
            .layer("operations")
            .definedBy("io.vectron.router.operations")
            .layer("grpc")
            .definedBy("io.vectron.router.grpc")
            .layer("rest")
            .definedBy("io.vectron.router.rest")
            .layer("application")
            .definedBy("io.vectron.router")
            .whereLayer("application")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("rest")
            .mayOnlyBeAccessedByLayers("application")
            .whereLayer("grpc")
            .mayOnlyBeAccessedByLayers("application")
            .whereLayer("operations")
            .mayOnlyBeAccessedByLayers("rest", "grpc", "application")
            .whereLayer("worker")
            .mayOnlyBeAccessedByLayers("operations", "application")
            .whereLayer("map")
            .mayOnlyBeAccessedByLayers("operations", "application");

    @ArchTest
    static final ArchRule operationsKnowNeitherFace = classes()
            .that()
            .resideInAPackage("io.vectron.router.operations")
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackages("jakarta.servlet..", "org.springframework.web..", "io.grpc.netty..");
}
