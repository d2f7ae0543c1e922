package io.vectron.drift.engine;

import io.vectron.drift.CorruptDataException;
import io.vectron.drift.Hit;
import io.vectron.drift.Row;
import io.vectron.drift.SearchFacts;
import io.vectron.drift.SearchRequest;
import io.vectron.drift.SearchResult;
import io.vectron.drift.StopReason;
import io.vectron.drift.memtable.Memtable;
import io.vectron.drift.query.HitCollector;
import io.vectron.drift.query.PreparedQuery;
import io.vectron.drift.query.RowOwner;
import io.vectron.drift.query.ScanTally;
import io.vectron.drift.segment.Segment;
import io.vectron.drift.segment.SegmentScan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Answers searches and look-ups from a pinned version. Thread-safe. */
final class Searcher {
    private static final byte[] NO_BYTES = {};
    /** A merge that is being committed is waited for in such steps. */
    private static final long RETRY_NANOS = 100_000;

    private final EngineState state;
    private final LazyIndex index;
    private final Lookup lookup;

    Searcher(EngineState state, LazyIndex index, Lookup lookup) {
        this.state = state;
        this.index = index;
        this.lookup = lookup;
    }

    SearchResult search(SearchRequest request) {
        while (true) {
            EngineState.Pinned pinned = state.pin();
            try {
                return search(request, pinned);
            } catch (Lookup.VersionOutdatedException outdated) {
                LockSupport.parkNanos(RETRY_NANOS);
            } finally {
                pinned.version().release();
            }
        }
    }

    private SearchResult search(SearchRequest request, EngineState.Pinned pinned)
            throws Lookup.VersionOutdatedException {
        Version version = pinned.version();
        PreparedQuery query = new PreparedQuery(
                state.settings.metric(),
                request.query(),
                request.k(),
                request.recall(),
                request.deadlineNanos(),
                pinned.snapshot());
        HitCollector collector = new HitCollector(request.k());
        ScanTally tally = new ScanTally();
        version.active().search(query, collector, tally);
        for (Memtable memtable : version.frozen()) {
            memtable.search(query, collector, tally);
        }
        if (!version.segments().isEmpty()) {
            SegmentScan scan = new SegmentScan(query, collector, tally);
            version.segments().forEach(scan::search);
        }
        List<Hit> hits = new ArrayList<>();
        for (HitCollector.Candidate candidate : collector.bestFirst()) {
            hits.add(hit(candidate, query, request, version));
        }
        hits.sort(state.settings.metric().bestFirst());
        return new SearchResult(hits, facts(tally, pinned.snapshot()));
    }

    private static SearchFacts facts(ScanTally tally, long snapshot) {
        StopReason reason = tally.isLate()
                ? StopReason.DEADLINE
                : tally.isPartial() ? StopReason.RECALL_REACHED : StopReason.EXHAUSTED;
        return new SearchFacts(
                snapshot,
                tally.bucketsScanned(),
                tally.bucketsTotal(),
                tally.rowsScanned(),
                tally.bytesScanned(),
                reason,
                tally.estimatedRecall());
    }

    private Hit hit(HitCollector.Candidate candidate, PreparedQuery query, SearchRequest request, Version version)
            throws Lookup.VersionOutdatedException {
        RowOwner owner = candidate.owner();
        int row = candidate.row();
        return new Hit(
                owner.id(row),
                query.score(candidate.distance()),
                owner.sequence(row),
                request.withVectors() ? owner.vector(row) : null,
                request.withPayload() ? payload(owner, row, version) : null);
    }

    private byte[] payload(RowOwner owner, int row, Version version) throws Lookup.VersionOutdatedException {
        if (owner instanceof Memtable memtable) {
            return memtable.payload(row).clone();
        }
        Segment segment = (Segment) owner;
        int length = segment.payloadLength(row);
        if (length == 0) {
            return NO_BYTES;
        }
        byte[] id = segment.id(row);
        byte[] payload = index.get(state).payload(id, segment.sequence(row));
        if (payload != null && payload.length == length) {
            return payload;
        }
        // The row may have died, and a merge have dropped it with its payload, since the version was pinned.
        if (payload == null
                && (state.version() != version || state.relocation() != null || isMergedAway(segment, row))) {
            throw new Lookup.VersionOutdatedException();
        }
        throw new CorruptDataException(
                index.directory(),
                "payload of row " + row + " of " + segment.file().getFileName() + ": expected " + length
                        + " bytes, found " + (payload == null ? "none" : payload.length));
    }

    /** A dead row's payload may go while a merge is being committed. */
    private static boolean isMergedAway(Segment segment, int row) {
        return !segment.deaths().isLive(row, Long.MAX_VALUE - 1);
    }

    Optional<Row> get(byte[] id) {
        while (true) {
            EngineState.Pinned pinned = state.pin();
            try {
                Located located = lookup.find(pinned.version(), id, pinned.snapshot());
                return located == null ? Optional.empty() : Optional.of(row(located, pinned.version()));
            } catch (Lookup.VersionOutdatedException outdated) {
                LockSupport.parkNanos(RETRY_NANOS);
            } finally {
                pinned.version().release();
            }
        }
    }

    private Row row(Located located, Version version) throws Lookup.VersionOutdatedException {
        return switch (located) {
            case Located.InMemtable(Memtable memtable, int row) -> rowOf(memtable, row, version);
            case Located.InSegment(Segment segment, int row) -> rowOf(segment, row, version);
        };
    }

    private Row rowOf(RowOwner owner, int row, Version version) throws Lookup.VersionOutdatedException {
        return new Row(owner.id(row).clone(), owner.vector(row), payload(owner, row, version), owner.sequence(row));
    }
}
