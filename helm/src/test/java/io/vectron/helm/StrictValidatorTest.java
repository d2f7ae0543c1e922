package io.vectron.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The validator that all other tests lean on, held against templates that are broken on purpose. */
class StrictValidatorTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "misspelt-field, unknown field, replica",
        "wrong-type, wrong type, many",
        "bad-value, bad value, LoadBalanced",
        "unknown-kind, unknown kind, apps/v2",
        "missing-field, refused by, selector",
        "duplicate-key, not YAML, DuplicateKeyException",
        "operator-field, unknown field, dnsName"
    })
    void brokenTemplateIsFoundAmongGoodOnes(String template, String problem, String culprit) {
        Chart chart = Chart.VECTRON.copyWithTemplate(directory, "broken/" + template + ".yaml");

        var problems = StrictValidator.problems(chart.template(Release.defaults()));

        assertThat(problems).isNotEmpty().allMatch(line -> line.contains(problem) || line.contains("refused by"));
        assertThat(problems).anyMatch(line -> line.contains(problem) && line.contains(culprit));
    }
}
