package io.vectron.cli.inspect;

import io.vectron.drift.Finding;
import io.vectron.drift.InspectedLog;
import io.vectron.drift.InspectedManifest;
import io.vectron.drift.InspectedSegment;
import io.vectron.drift.InspectionReport;
import io.vectron.drift.SegmentBytes;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Inspections as one JSON object. What is not known is null. Stateless. */
public final class InspectionJson {
    private static final JsonMapper JSON = JsonMapper.shared();

    private InspectionJson() {}

    /** The object, on one line. */
    public static String of(Inspections inspections) {
        ObjectNode object = JSON.createObjectNode();
        object.put("path", inspections.path().toString());
        object.put("sound", inspections.isSound());
        putAll(object.putArray("engines"), inspections.engines());
        putAll(object.putArray("snapshots"), inspections.snapshots());
        ArrayNode passedOver = object.putArray("passedOver");
        inspections.passedOver().forEach(path -> passedOver.add(path.toString()));
        ObjectNode total = object.putObject("total");
        putCount(total, "rows", inspections.rows());
        putCount(total, "liveRows", inspections.liveRows());
        putBytes(total.putObject("bytes"), inspections.bytes());
        return object.toString();
    }

    private static void putAll(ArrayNode array, List<InspectionReport> reports) {
        reports.forEach(report -> put(array.addObject(), report));
    }

    private static void put(ObjectNode object, InspectionReport report) {
        object.put("path", report.path().toString());
        object.put("sound", report.isSound());
        object.put("inUse", report.isInUse());
        put(object, report.manifest());
        ArrayNode segments = object.putArray("segments");
        report.segments().forEach(segment -> put(segments.addObject(), segment));
        object.put("buckets", report.buckets());
        object.put("rows", report.rows());
        putCount(object, "liveRows", report.liveRows());
        putBytes(object.putObject("bytes"), report.bytes());
        put(object, report.log());
        ArrayNode findings = object.putArray("findings");
        report.findings().forEach(finding -> put(findings.addObject(), finding));
    }

    private static void put(ObjectNode object, @Nullable InspectedManifest manifest) {
        if (manifest == null) {
            object.putNull("manifest");
            return;
        }
        object.putObject("manifest")
                .put("dimension", manifest.dimension())
                .put("metric", manifest.metric().name())
                .put("generation", manifest.generation())
                .put("durableSequence", manifest.durableSequence())
                .put("segments", manifest.segments())
                .put("slotBound", manifest.slotBound())
                .put("calibrated", manifest.isCalibrated());
    }

    private static void put(ObjectNode object, InspectedSegment segment) {
        object.put("file", segment.file());
        object.put("dimension", segment.dimension());
        object.put("rows", segment.rows());
        putCount(object, "liveRows", segment.liveRows());
        object.put("rowGroups", segment.rowGroups());
        object.put("retiredRowGroups", segment.retiredRowGroups());
        object.put("tombstones", segment.tombstones());
        putBytes(object.putObject("bytes"), segment.bytes());
    }

    private static void put(ObjectNode object, @Nullable InspectedLog log) {
        if (log == null) {
            object.putNull("log");
            return;
        }
        object.putObject("log")
                .put("files", log.files())
                .put("bytesRead", log.bytesRead())
                .put("batches", log.batches())
                .put("batchesSkipped", log.batchesSkipped())
                .put("firstSequence", log.firstSequence())
                .put("lastSequence", log.lastSequence())
                .put("tornBytes", log.tornBytes());
    }

    private static void put(ObjectNode object, Finding finding) {
        object.put("kind", finding.kind().name().toLowerCase(Locale.ROOT));
        object.put("damage", finding.kind().isDamage());
        object.put("file", finding.file());
        putCount(object, "offset", finding.offset());
        object.put("text", finding.text());
    }

    /** A number of which a negative one says that it is not known. */
    private static void putCount(ObjectNode object, String name, long count) {
        if (count < 0) {
            object.putNull(name);
        } else {
            object.put(name, count);
        }
    }

    private static void putBytes(ObjectNode object, SegmentBytes bytes) {
        object.put("header", bytes.header());
        object.put("hot", bytes.hot());
        object.put("codes", bytes.codes());
        object.put("rows", bytes.rows());
        object.put("cold", bytes.cold());
        object.put("index", bytes.index());
        object.put("total", bytes.total());
    }
}
