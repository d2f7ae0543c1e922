package io.vectron.drift;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String ROOT = "io.vectron.drift";
    private final JavaClasses production = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void engineKnowsNeitherSpringNorRaftNorGrpc() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + "..",
                        "java..",
                        "jdk.incubator.vector..",
                        "com.dynatrace.hash4j..",
                        "org.slf4j..",
                        "org.jspecify..")
                .check(production);
    }

    @Test
    void packagesDependInOneDirection() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("engine")
                .definedBy(ROOT + ".engine")
                .layer("check")
                .definedBy(ROOT + ".check")
                .layer("log")
                .definedBy(ROOT + ".log")
                .layer("inspect")
                .definedBy(ROOT + ".inspect")
                .layer("bucket")
                .definedBy(ROOT + ".bucket")
                .layer("memtable")
                .definedBy(ROOT + ".memtable")
                .layer("segment")
                .definedBy(ROOT + ".segment")
                .layer("slot")
                .definedBy(ROOT + ".slot")
                .layer("query")
                .definedBy(ROOT + ".query")
                .layer("storage")
                .definedBy(ROOT + ".storage")
                .layer("codec")
                .definedBy(ROOT + ".codec")
                .layer("rabitq")
                .definedBy(ROOT + ".rabitq")
                .layer("kernel")
                .definedBy(ROOT + ".kernel")
                .whereLayer("engine")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("check")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("log")
                .mayOnlyBeAccessedByLayers("engine", "check")
                .whereLayer("inspect")
                .mayOnlyBeAccessedByLayers("engine")
                .whereLayer("bucket")
                .mayOnlyBeAccessedByLayers("engine", "inspect", "check")
                .whereLayer("memtable")
                .mayOnlyBeAccessedByLayers("engine")
                .whereLayer("segment")
                .mayOnlyBeAccessedByLayers("engine", "inspect", "bucket", "memtable", "check")
                .whereLayer("slot")
                .mayOnlyBeAccessedByLayers("engine", "inspect", "bucket", "check")
                .whereLayer("query")
                .mayOnlyBeAccessedByLayers("engine", "bucket", "memtable", "segment")
                .whereLayer("storage")
                .mayOnlyBeAccessedByLayers("engine", "log", "segment", "check")
                .whereLayer("codec")
                .mayOnlyBeAccessedByLayers("engine", "segment", "memtable", "inspect", "bucket", "check")
                .whereLayer("rabitq")
                .mayOnlyBeAccessedByLayers("segment", "bucket")
                .whereLayer("kernel")
                .mayOnlyBeAccessedByLayers(
                        "engine", "inspect", "memtable", "segment", "bucket", "query", "codec", "rabitq")
                .check(production);
    }
}
