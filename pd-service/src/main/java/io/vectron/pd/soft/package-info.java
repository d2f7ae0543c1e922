/**
 * What the leader knows but does not replicate: who is alive, what each replica reports, who leads each shard.
 *
 * <p>Reading order: {@link io.vectron.pd.soft.SoftFacts} (the facts and how heartbeats and time change them; told the
 * time, never reads it), {@link io.vectron.pd.soft.WorkerFacts}, {@link io.vectron.pd.soft.Tenure} (one leadership of
 * this member: the facts behind a lock, and those who wait for news), {@link io.vectron.pd.soft.Instances} (the running
 * services of all roles).
 *
 * <p>Threads: {@code Tenure} is for any thread; {@code SoftFacts} is guarded by it. Depends on the state package only.
 */
@NullMarked
package io.vectron.pd.soft;

import org.jspecify.annotations.NullMarked;
