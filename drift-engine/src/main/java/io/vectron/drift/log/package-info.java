/**
 * The log that makes batches durable before they are acknowledged, and brings them back after a crash.
 *
 * <p>Reading order: {@link io.vectron.drift.log.BatchLog} (what an engine asks of a log),
 * {@link io.vectron.drift.log.ExternalLog} (somebody else keeps it, a Raft group for one), then
 * {@link io.vectron.drift.log.WriteAheadLog} with {@code WalFormat} (the bytes), {@code LogFile} and {@code LogDirectory}
 * (writing), {@code Replay}, {@code FrameReader} and {@code TailScan} (reading, and telling a torn tail from damage).
 *
 * <p>Threading: a log is appended to by one thread at a time and waited for by many; the class comments say more.
 *
 * <p>Depends on {@code storage} and on the public values and exceptions of {@code io.vectron.drift} only.
 */
@NullMarked
package io.vectron.drift.log;

import org.jspecify.annotations.NullMarked;
