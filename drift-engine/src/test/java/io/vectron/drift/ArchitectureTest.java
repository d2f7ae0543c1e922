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
                        "org.rocksdb..",
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
                .layer("index")
                .definedBy(ROOT + ".index")
                .layer("log")
                .definedBy(ROOT + ".log")
                .layer("memtable")
                .definedBy(ROOT + ".memtable")
                .layer("inspect")
                .definedBy(ROOT + ".inspect")
                .layer("segment")
                .definedBy(ROOT + ".segment")
                .layer("query")
                .definedBy(ROOT + ".query")
                .layer("storage")
                .definedBy(ROOT + ".storage")
                .layer("kernel")
                .definedBy(ROOT + ".kernel")
                .whereLayer("engine")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("index")
                .mayOnlyBeAccessedByLayers("engine")
                .whereLayer("log")
                .mayOnlyBeAccessedByLayers("engine")
                .whereLayer("memtable")
                .mayOnlyBeAccessedByLayers("engine")
                .whereLayer("inspect")
                .mayOnlyBeAccessedByLayers("engine")
                .whereLayer("segment")
                .mayOnlyBeAccessedByLayers("engine", "inspect", "memtable")
                .whereLayer("query")
                .mayOnlyBeAccessedByLayers("engine", "memtable", "segment")
                .whereLayer("storage")
                .mayOnlyBeAccessedByLayers("engine", "index", "log", "segment")
                .whereLayer("kernel")
                .mayOnlyBeAccessedByLayers("inspect", "memtable", "segment", "query")
                .check(production);
    }
}
