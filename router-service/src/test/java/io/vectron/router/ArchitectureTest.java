package io.vectron.router;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.vectron.router.access.Access;

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
            .layer("access")
            .definedBy("io.vectron.router.access")
            .layer("observe")
            .definedBy("io.vectron.router.observe")
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
            .whereLayer("observe")
            .mayOnlyBeAccessedByLayers("rest", "grpc", "operations", "application")
            .whereLayer("worker")
            .mayOnlyBeAccessedByLayers("operations", "application")
            .whereLayer("map")
            .mayOnlyBeAccessedByLayers("operations", "application")
            .whereLayer("access")
            .mayOnlyBeAccessedByLayers("operations", "rest", "grpc", "application");

    /** What reaches data takes an Access: an operation without one would be open to every key. */
    @ArchTest
    static final ArchRule operationsAskForAccess = methods()
            .that()
            .arePublic()
            .and()
            .areDeclaredInClassesThat()
            .haveSimpleNameEndingWith("Operations")
            .and()
            .doNotHaveName("isReady")
            .and()
            .doNotHaveName("revision")
            .should(haveAccessFirst());

    private static ArchCondition<JavaMethod> haveAccessFirst() {
        return new ArchCondition<>("have an Access as their first parameter") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                boolean holds = !method.getRawParameterTypes().isEmpty()
                        && method.getRawParameterTypes().getFirst().isEquivalentTo(Access.class);
                events.add(new SimpleConditionEvent(method, holds, method.getFullName()));
            }
        };
    }

    @ArchTest
    static final ArchRule accessKnowsNoTransport = classes()
            .that()
            .resideInAPackage("io.vectron.router.access")
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackages("jakarta.servlet..", "org.springframework..", "io.grpc..");

    @ArchTest
    static final ArchRule operationsKnowNeitherFace = classes()
            .that()
            .resideInAPackage("io.vectron.router.operations")
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackages("jakarta.servlet..", "org.springframework.web..", "io.grpc.netty..");
}
