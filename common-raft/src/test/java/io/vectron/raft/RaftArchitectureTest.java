package io.vectron.raft;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** The order of packages, and what must never come near. */
@AnalyzeClasses(packages = "io.vectron.raft", importOptions = ImportOption.DoNotIncludeTests.class)
class RaftArchitectureTest {
    @ArchTest
    static final ArchRule packagesDependInOneDirection = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("io.vectron.raft..")
            .layer("groups")
            .definedBy("io.vectron.raft")
            .layer("log")
            .definedBy("io.vectron.raft.log")
            .layer("transport")
            .definedBy("io.vectron.raft.transport")
            .layer("runtime")
            .definedBy("io.vectron.raft.runtime")
            .whereLayer("groups")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("log")
            .mayOnlyBeAccessedByLayers("groups")
            .whereLayer("transport")
            .mayOnlyBeAccessedByLayers("groups")
            .whereLayer("runtime")
            .mayOnlyBeAccessedByLayers("groups", "log", "transport");

    @ArchTest
    static final ArchRule noSpringAndNoOtherModule = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.springframework..",
                    "io.vectron.pd..",
                    "io.vectron.worker..",
                    "io.vectron.router..",
                    "io.vectron.engine..",
                    "com.alipay.remoting..",
                    "com.caucho..");

    @ArchTest
    static final ArchRule jraftStaysInside = methods()
            .that()
            .arePublic()
            .and()
            .areDeclaredInClassesThat(publicApi())
            .should()
            .notHaveRawReturnType(ofJRaft())
            .andShould()
            .notHaveRawParameterTypes(DescribedPredicate.describe(
                    "of JRaft", parameters -> parameters.stream().anyMatch(ofJRaft())));

    @ArchTest
    static final ArchRule publicTypesAreFinalOrInterfaces = classes()
            .that(publicApi())
            .and()
            .areTopLevelClasses()
            .should(new com.tngtech.archunit.lang.ArchCondition<>("be final, sealed, an interface or an enum") {
                @Override
                public void check(JavaClass type, com.tngtech.archunit.lang.ConditionEvents events) {
                    Class<?> reflected = type.reflect();
                    boolean fine = java.lang.reflect.Modifier.isFinal(reflected.getModifiers())
                            || reflected.isSealed()
                            || reflected.isInterface();
                    if (!fine) {
                        events.add(com.tngtech.archunit.lang.SimpleConditionEvent.violated(type, type.getName()));
                    }
                }
            });

    private static DescribedPredicate<JavaClass> publicApi() {
        return DescribedPredicate.describe(
                "the public API",
                type -> type.getPackageName().equals("io.vectron.raft")
                        && type.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.PUBLIC));
    }

    private static DescribedPredicate<JavaClass> ofJRaft() {
        return DescribedPredicate.describe(
                "of JRaft", type -> type.getPackageName().startsWith("com.alipay"));
    }

    @Test
    void boltAndHessianAreNotOnTheClassPath() {
        assertThatThrownBy(() -> Class.forName("com.alipay.remoting.rpc.RpcClient"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThatThrownBy(() -> Class.forName("com.caucho.hessian.io.Hessian2Input"))
                .isInstanceOf(ClassNotFoundException.class);
    }
}
