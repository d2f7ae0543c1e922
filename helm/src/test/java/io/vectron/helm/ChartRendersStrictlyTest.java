package io.vectron.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChartRendersStrictlyTest {
    static Stream<Release> matrix() {
        return Release.matrix();
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void lintFindsNothing(Release release, @TempDir Path directory) {
        var result = Chart.VECTRON.lint(release, directory);

        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
        assertThat(result.getMessages()).allMatch(message -> message.contains("[INFO]"));
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void everyDocumentIsStrictlyValid(Release release) {
        assertThat(StrictValidator.problems(Chart.VECTRON.template(release))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void noTwoDocumentsAreOneObjectAndAllAreInTheNamespace(Release release) {
        var documents = Chart.VECTRON.render(release);

        assertThat(documents.stream().map(m -> m.kind() + "/" + m.name())).doesNotHaveDuplicates();
        assertThat(documents).allMatch(m -> m.string("metadata/namespace").equals(Chart.NAMESPACE));
    }

    @Test
    void chartHasTheVersionOfTheProject() {
        String version = System.getProperty("vectron.version").replace("-SNAPSHOT", "");

        assertThat(Chart.VECTRON.yaml("Chart.yaml"))
                .containsEntry("version", version)
                .containsEntry("appVersion", version);
    }

    @Test
    void defaultsMakeTheWholeCluster() {
        var workloads = Manifest.workloads(Chart.VECTRON.render(Release.defaults()));

        assertThat(workloads.stream().map(m -> m.kind() + " " + m.name() + " " + m.at("spec/replicas")))
                .containsExactlyInAnyOrder(
                        "StatefulSet prod-vectron-pd 3",
                        "StatefulSet prod-vectron-worker 3",
                        "Deployment prod-vectron-router 2",
                        "Deployment prod-vectron-admin 1");
    }
}
