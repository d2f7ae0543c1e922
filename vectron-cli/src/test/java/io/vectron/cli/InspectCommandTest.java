package io.vectron.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.drift.Delete;
import io.vectron.drift.Drift;
import io.vectron.drift.DriftResources;
import io.vectron.drift.DriftSettings;
import io.vectron.drift.Metric;
import io.vectron.drift.Op;
import io.vectron.drift.Upsert;
import io.vectron.drift.WriteBatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("unit")
class InspectCommandTest {
    private static final String SEGMENT = "segment-0000000001.drift";
    private static final int ROWS = 50;

    @TempDir
    private Path data = Path.of("");

    private record Answer(int code, String out, String error) {}

    private static Answer inspect(Object... words) {
        List<String> arguments = new ArrayList<>(List.of("inspect"));
        for (Object word : words) {
            arguments.add(word.toString());
        }
        PrintStream standardOut = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StringWriter error = new StringWriter();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            CommandLine line = Main.commandLine().setErr(new PrintWriter(error, true));
            line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
            int code = line.execute(arguments.toArray(String[]::new));
            return new Answer(code, out.toString(StandardCharsets.UTF_8), error.toString());
        } finally {
            System.setOut(standardOut);
        }
    }

    private Path engine(String shard) {
        return data.resolve("films").resolve(shard).resolve("engine");
    }

    /** Two shards of a worker; the first has a snapshot. */
    @BeforeEach
    void write() throws IOException {
        Files.writeString(data.resolve(".identity"), "not an engine's");
        try (DriftResources resources = DriftResources.createDefault()) {
            for (String shard : List.of("1", "2")) {
                Files.createDirectories(engine(shard));
                try (Drift drift = Drift.open(engine(shard), DriftSettings.of(2, Metric.L2), resources)) {
                    List<Op> ops = new ArrayList<>();
                    for (int i = 0; i < ROWS; i++) {
                        ops.add(new Upsert(new byte[] {(byte) i}, new float[] {i, 1}, new byte[0]));
                    }
                    drift.apply(1, new WriteBatch(ops));
                    drift.flush();
                    drift.apply(2, WriteBatch.of(new Delete(new byte[] {3})));
                    drift.flush();
                    if (shard.equals("1")) {
                        drift.checkpoint(engine(shard).resolveSibling("snapshots/snapshot_2/engine"));
                    }
                }
            }
        }
    }

    private static void flip(Path file, int offset) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[offset] ^= 1;
        // A file of its own: a snapshot keeps the sound one.
        Files.delete(file);
        Files.write(file, bytes);
    }

    @Test
    void soundDataDirectoryIsZeroAndSummedUp() throws IOException {
        Files.createDirectories(data.resolve(".trash/7/engine"));
        Files.writeString(data.resolve(".trash/7/engine/MANIFEST"), "half deleted");
        Answer answer = inspect(data);
        assertThat(answer.error()).isEmpty();
        assertThat(answer.code()).isZero();
        assertThat(answer.out())
                .contains(engine("1") + "\n", engine("2") + "\n", "snapshot_2/engine")
                .contains("dimension 2, metric L2")
                .contains("passed over " + data.resolve(".trash"))
                .contains("engines 2, rows 100, live 98, bytes ", "snapshots 1")
                .contains("disk per live row: ")
                .endsWith("sound: 3 inspected, no damage found\n");
        assertThat(inspect(data, "--quiet")).isEqualTo(new Answer(Main.OK, "", ""));
    }

    @Test
    void damageIsOneAndOnOneLineWithFileAndOffset() throws IOException {
        Path segment = engine("2").resolve(SEGMENT);
        flip(segment, 4096);
        Answer quiet = inspect(data, "--quiet");
        assertThat(quiet.code()).isEqualTo(Main.FAILED);
        assertThat(quiet.out().lines())
                .singleElement()
                .asString()
                .startsWith("DAMAGE corrupt " + segment + " at 4096: ");
        assertThat(inspect(data).out()).endsWith("DAMAGED: 1 of 3 inspected\n");
        assertThat(inspect(engine("1")).code()).isZero();
        Answer alone = inspect(segment, "--quiet");
        assertThat(alone.code()).isEqualTo(Main.FAILED);
        assertThat(alone.out()).startsWith("DAMAGE corrupt " + segment + " at 4096: ");
    }

    @Test
    void jsonSaysTheSame() throws IOException {
        JsonNode sound = JsonMapper.shared().readTree(inspect(data, "--json").out());
        assertThat(sound.path("sound").asBoolean()).isTrue();
        assertThat(sound.path("engines").size()).isEqualTo(2);
        assertThat(sound.path("snapshots").size()).isEqualTo(1);
        assertThat(sound.path("total").path("liveRows").asLong()).isEqualTo(2 * (ROWS - 1));
        JsonNode engine = sound.path("engines").get(0);
        assertThat(engine.path("manifest").path("metric").asString()).isEqualTo("L2");
        assertThat(engine.path("segments").size()).isEqualTo(2);
        assertThat(engine.path("segments").get(1).path("tombstones").asInt()).isEqualTo(1);
        assertThat(engine.path("log").isNull()).isTrue();

        flip(engine("1").resolve("MANIFEST"), 40);
        Answer damaged = inspect(data, "--json");
        assertThat(damaged.code()).isEqualTo(Main.FAILED);
        JsonNode finding = JsonMapper.shared()
                .readTree(damaged.out())
                .path("engines")
                .get(0)
                .path("findings")
                .get(0);
        assertThat(finding.path("kind").asString()).isEqualTo("corrupt");
        assertThat(finding.path("damage").asBoolean()).isTrue();
        assertThat(finding.path("file").asString()).isEqualTo("MANIFEST");
        assertThat(finding.path("offset").isNumber()).isTrue();
        assertThat(damaged.out().lines()).hasSize(1);
    }

    @Test
    void pathWithoutEngineIsTwoAndSaysWhy() throws IOException {
        Answer missing = inspect(data.resolve("absent"));
        assertThat(missing.code()).isEqualTo(Main.USAGE);
        assertThat(missing.error().strip())
                .isEqualTo("error: " + data.resolve("absent") + ": no such file or directory");
        Path empty = Files.createDirectory(data.resolve("empty"));
        assertThat(inspect(empty).error()).contains("no engine directory in it");
        assertThat(inspect(empty).code()).isEqualTo(Main.USAGE);
        assertThat(inspect(data.resolve(".identity")).error()).contains("expected a directory, segment-N.drift");
        assertThat(inspect().code()).isEqualTo(Main.USAGE);
    }
}
