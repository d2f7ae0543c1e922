/**
 * TLS between the processes of a cluster, in plain Java and Netty: {@link io.vectron.tls.TlsIdentity} reads and checks the
 * files of one process, {@link io.vectron.tls.ChannelSecurity} puts them on a gRPC channel, and
 * {@link io.vectron.tls.ClusterDoor} decides whether a role may start without them.
 *
 * <p>All types are immutable and safe for any thread. Files are read once: a changed certificate is picked up by a
 * restart. Must not depend on Spring.
 */
@NullMarked
package io.vectron.tls;

import org.jspecify.annotations.NullMarked;
