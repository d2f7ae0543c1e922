package io.vectron.drift.engine;

import io.vectron.drift.Hit;
import io.vectron.drift.Row;
import io.vectron.drift.SearchFacts;
import io.vectron.drift.SearchRequest;
import io.vectron.drift.SearchResult;
import io.vectron.drift.StopReason;
import io.vectron.drift.bucket.BucketScan;
import io.vectron.drift.memtable.Memtable;
import io.vectron.drift.query.HitCollector;
import io.vectron.drift.query.PreparedQuery;
import io.vectron.drift.query.RowOwner;
import io.vectron.drift.query.ScanTally;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers searches and look-ups from a pinned view. Thread-safe. */
final class Searcher {
    private final EngineState state;
    private final Lookup lookup;

    Searcher(EngineState state, Lookup lookup) {
        this.state = state;
        this.lookup = lookup;
    }

    SearchResult search(SearchRequest request) {
        try (Pinned pinned = state.pin()) {
            return search(request, pinned);
        }
    }

    private SearchResult search(SearchRequest request, Pinned pinned) {
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
        new BucketScan(version.map(), version.calibration(), state.slots, query, collector, tally).search();
        List<Hit> hits = new ArrayList<>();
        for (HitCollector.Candidate candidate : collector.bestFirst()) {
            hits.add(hit(candidate, query, request));
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

    private static Hit hit(HitCollector.Candidate candidate, PreparedQuery query, SearchRequest request) {
        RowOwner owner = candidate.owner();
        int row = candidate.row();
        return new Hit(
                owner.id(row),
                query.score(candidate.distance()),
                owner.sequence(row),
                request.withVectors() ? owner.vector(row) : null,
                request.withPayload() ? owner.payload(row).clone() : null);
    }

    Optional<Row> get(byte[] id) {
        try (Pinned pinned = state.pin()) {
            Located located = lookup.find(pinned.version(), id, pinned.snapshot());
            return located == null ? Optional.empty() : Optional.of(row(located.owner(), located.row()));
        }
    }

    private static Row row(RowOwner owner, int row) {
        return new Row(
                owner.id(row).clone(), owner.vector(row), owner.payload(row).clone(), owner.sequence(row));
    }
}
