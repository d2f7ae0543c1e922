/**
 * What routers call: {@link io.vectron.worker.api.ShardsEndpoint}, with {@link io.vectron.worker.api.Failures} turning
 * every failure into an error with a stable code. {@link io.vectron.worker.api.SearchPool} runs scans,
 * {@link io.vectron.worker.api.IndexViews} makes and keeps descriptions of indexes.
 *
 * <p>Handlers run on virtual threads and may block. Depends on {@code hosting} and {@code shard}.
 */
@NullMarked
package io.vectron.worker.api;

import org.jspecify.annotations.NullMarked;
