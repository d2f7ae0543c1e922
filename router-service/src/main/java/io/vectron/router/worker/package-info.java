/**
 * Calls to workers: {@link io.vectron.router.worker.WorkerChannels} keeps one gRPC channel per address, {@link
 * io.vectron.router.worker.WorkerCalls} makes one call through the worker's circuit breaker and says by {@link
 * io.vectron.router.worker.WorkerCallException} how far a failed one got.
 *
 * <p>Safe for use by any thread. Knows the map's messages, but nothing of collections or retries.
 */
@NullMarked
package io.vectron.router.worker;

import org.jspecify.annotations.NullMarked;
