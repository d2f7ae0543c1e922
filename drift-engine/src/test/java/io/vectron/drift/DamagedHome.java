package io.vectron.drift;

import io.vectron.drift.engine.Engine;
import io.vectron.drift.storage.FaultHook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An engine directory that is to be damaged, held in memory.
 *
 * @param name for messages
 * @param keeper whose log comes first
 * @param files content by name
 * @param model what it holds
 * @param ends of the newest file of the log: up to where it had grown when a batch was acknowledged, with the mark that says
 *     so; empty unless that file holds batches
 */
record DamagedHome(
        String name,
        DriftSettings settings,
        Engine.LogKeeper keeper,
        SortedMap<String, byte[]> files,
        Model model,
        NavigableMap<Long, Long> ends) {

    private static final int ROWS = 260;
    private static final int DIMENSION = 9;

    private static DriftSettings settings(Metric metric) {
        return DriftSettings.of(DIMENSION, metric).withBucketCapacity(48).withSegmentCountMax(6);
    }

    Drift open(Path directory, DriftResources resources) {
        return Drift.open(directory, settings, resources, FaultHook.NONE, keeper);
    }

    /** Segments with dead rows, tombstones and retired row groups, and no log. */
    static DamagedHome segments(Path directory, DriftResources resources) throws IOException {
        DriftSettings settings = settings(Metric.COSINE);
        Model model = new Model(settings);
        Data data = new Data(21, DIMENSION, 4, 0.4);
        try (Drift drift = Drift.open(directory, settings, resources)) {
            for (long sequence = 1; sequence <= 5; sequence++) {
                WriteBatch batch = batch(data, sequence);
                drift.apply(sequence, batch);
                model.apply(sequence, batch);
                drift.flush();
                drift.compactNow();
            }
        }
        // The close may have come before a replaced segment was removed; this open removes it.
        Drift.open(directory, settings, resources).close();
        return new DamagedHome("segments", settings, Engine.LogKeeper.CALLER, read(directory), model, new TreeMap<>());
    }

    /** Segments and a log of several files that an engine has closed. */
    static DamagedHome closed(Path directory, DriftResources resources) throws IOException {
        DriftSettings settings = settings(Metric.L2);
        Model model = new Model(settings);
        Data data = new Data(22, DIMENSION, 4, 0.4);
        try (Drift drift = Drift.openWithLog(directory, settings, resources)) {
            writeSegmentsAndLog(drift, model, data);
        }
        try (Drift drift = Drift.openWithLog(directory, settings, resources)) {
            write(drift, model, smallBatch(data, 1));
        }
        return new DamagedHome("closed", settings, Engine.LogKeeper.ENGINE, read(directory), model, new TreeMap<>());
    }

    /** What a process leaves that is killed between two batches. */
    static DamagedHome killed(Path directory, DriftResources resources) throws IOException {
        DriftSettings settings = settings(Metric.DOT);
        Model model = new Model(settings);
        Data data = new Data(23, DIMENSION, 4, 0.4);
        try (Drift drift = Drift.openWithLog(directory, settings, resources)) {
            writeSegmentsAndLog(drift, model, data);
        }
        NavigableMap<Long, Long> ends = new TreeMap<>();
        try (Drift drift = Drift.openWithLog(directory, settings, resources)) {
            for (int i = 0; i < 8; i++) {
                long sequence = write(drift, model, smallBatch(data, i));
                ends.put(sequence, (long) newestLogOf(read(directory)).getValue().length);
            }
            return new DamagedHome("killed", settings, Engine.LogKeeper.ENGINE, read(directory), model, ends);
        }
    }

    private static void writeSegmentsAndLog(Drift drift, Model model, Data data) {
        for (long n = 1; n <= 3; n++) {
            write(drift, model, batch(data, n));
            drift.flush();
            drift.compactNow();
        }
        for (int i = 0; i < 4; i++) {
            write(drift, model, smallBatch(data, i));
        }
    }

    private static long write(Drift drift, Model model, WriteBatch batch) {
        long sequence = drift.write(batch);
        model.apply(sequence, batch);
        return sequence;
    }

    private static WriteBatch smallBatch(Data data, int i) {
        return data.batch(new Random(i));
    }

    /** Updates and deletions, and rows so close to one another that their bucket is split. */
    private static WriteBatch batch(Data data, long n) {
        List<Op> ops = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            float[] vector = data.vector();
            if (n == 2) {
                for (int d = 1; d < DIMENSION; d++) {
                    vector[d] = d;
                }
                vector[0] = i / 1e3f;
            }
            ops.add(new Upsert(Data.id((47 * n + i) % ROWS), vector, Data.bytes(i % 3 == 0 ? "" : "payload " + n + i)));
        }
        for (int i = 0; i < 9; i++) {
            ops.add(new Delete(Data.id((31 * n + 29L * i) % ROWS)));
        }
        return new WriteBatch(ops);
    }

    private static SortedMap<String, byte[]> read(Path directory) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        for (String name : InspectedHome.names(directory)) {
            files.put(name, Files.readAllBytes(directory.resolve(name)));
        }
        return files;
    }

    private static Map.Entry<String, byte[]> newestLogOf(SortedMap<String, byte[]> files) {
        return files.entrySet().stream()
                .filter(file -> file.getKey().matches("wal-\\d+\\.log"))
                .reduce((before, last) -> last)
                .orElseThrow();
    }

    /** The file that the log went on with; empty when there is no log. */
    String newestLog() {
        return keeper == Engine.LogKeeper.CALLER ? "" : newestLogOf(files).getKey();
    }
}
