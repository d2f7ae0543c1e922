/**
 * What JRaft needs once per process, and the threads that a host's groups share.
 *
 * <p>Reading order: {@link io.vectron.raft.runtime.JRaftRuntime} (system properties, the check that our stand-in for
 * JRaft's thread factory is loaded), {@link io.vectron.raft.runtime.Turnstile} (work handed from JRaft's virtual threads
 * to platform threads).
 *
 * <p>Threads: JRaft's own threads are all virtual. Virtual threads are not time-sliced and native calls pin their
 * carriers, so CPU-heavy and native work goes to the platform threads made here.
 *
 * <p>Logging: JRaft narrates at INFO. Applications set {@code com.alipay.sofa.jraft} to WARN; what an operator needs is
 * logged by {@code io.vectron.raft}.
 *
 * <p>Must not depend on groups, the log or the transport.
 */
@NullMarked
package io.vectron.raft.runtime;

import org.jspecify.annotations.NullMarked;
