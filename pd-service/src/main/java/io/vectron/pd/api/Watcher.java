package io.vectron.pd.api;

import io.grpc.stub.ServerCallStreamObserver;
import io.vectron.errors.GrpcErrors;
import io.vectron.pd.api.WatchEvents.FactsDelta;
import io.vectron.pd.api.WatchEvents.News;
import io.vectron.pd.api.WatchEvents.Position;
import io.vectron.pd.soft.SoftFacts;
import io.vectron.pd.soft.Tenure;
import io.vectron.proto.internal.v1.WatchEvent;
import io.vectron.proto.internal.v1.Worker;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open watch: a virtual thread that waits for news and for room in the stream, and then sends all there is in one
 * event. Ends with NOT_LEADER together with the tenure, because the soft facts end with it.
 *
 * <p>Concurrency: only the watch's own thread sends, and only it touches {@code position} and {@code lastSentNanos};
 * gRPC's callbacks do no more than wake it. Invariants: the position never goes back; nothing is queued but what gRPC
 * holds of the last event.
 */
final class Watcher {
    private static final Logger LOG = LoggerFactory.getLogger(Watcher.class);

    private final PlacementMember member;
    private final Tenure tenure;
    private final ServerCallStreamObserver<WatchEvent> stream;
    private Position position;
    private long lastSentNanos;
    private boolean isGreeted;

    Watcher(PlacementMember member, Tenure tenure, ServerCallStreamObserver<WatchEvent> stream, long fromRevision) {
        this.member = member;
        this.tenure = tenure;
        this.stream = stream;
        // soft facts have no version that outlives the stream: whoever connects gets all of them
        this.position = new Position(fromRevision, 0);
        this.lastSentNanos = tenure.now();
        stream.setOnReadyHandler(tenure::signal);
        stream.setOnCancelHandler(tenure::signal);
    }

    /** Must be called before the service method returns; {@code onEnd} runs once, when the watch is over. */
    void start(Runnable onEnd) {
        Thread.ofVirtual().name("pd-watch").start(() -> {
            try {
                run();
            } catch (InterruptedException | RuntimeException e) {
                LOG.warn("a watch ended", e);
                fail(e);
            } finally {
                onEnd.run();
            }
        });
    }

    private void run() throws InterruptedException {
        while (!stream.isCancelled()) {
            if (tenure.isClosed()) {
                fail(member.notLeader());
                return;
            }
            if (stream.isReady() && isDue()) {
                send();
            }
            // without room in the stream nothing is due, not even a keep-alive; the ready handler wakes this thread
            Duration pause =
                    stream.isReady() ? untilKeepAlive() : member.timing().keepAlive();
            tenure.await(() -> stream.isCancelled() || (stream.isReady() && isDue()), pause);
        }
    }

    private boolean isDue() {
        return !isGreeted
                || member.localState().revision() > position.revision()
                || tenure.factsVersion() > position.facts()
                || untilKeepAlive().isZero();
    }

    private Duration untilKeepAlive() {
        Duration silent = Duration.ofNanos(tenure.now() - lastSentNanos);
        Duration left = member.timing().keepAlive().minus(silent);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private void send() {
        News news = WatchEvents.since(position, this::factsSince, member::localState);
        WatchEvent event = WatchEvents.event(news, this::shown);
        position = news.reached();
        lastSentNanos = tenure.now();
        isGreeted = true;
        stream.onNext(event);
    }

    private FactsDelta factsSince(long version) {
        return tenure.read(facts -> FactsDelta.since(facts, version));
    }

    private Worker shown(Worker worker) {
        return tenure.read((SoftFacts facts) ->
                worker.toBuilder().setState(facts.stateOf(worker)).build());
    }

    private void fail(Throwable failure) {
        if (!stream.isCancelled()) {
            stream.onError(GrpcErrors.toGrpc(failure));
        }
    }
}
