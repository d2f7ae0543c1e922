/**
 * What the management ports of all roles share.
 *
 * <p>Reading order: {@link io.vectron.management.ManagementConfiguration} (what a role imports, next to the settings in
 * {@code vectron-management.yaml}), {@link io.vectron.management.RoleHealth} (liveness and readiness), {@link
 * io.vectron.management.RunningInstance} and {@link io.vectron.management.Announcements} (what a role says of itself to
 * the placement driver), {@link io.vectron.management.CollectionLabels} (the bounded label of every metric that has a
 * collection).
 *
 * <p>Threads: everything here is safe for use by any thread. Several roles may run as sibling contexts in one JVM, so
 * nothing is static but constants. Must not know any role.
 */
@NullMarked
package io.vectron.management;

import org.jspecify.annotations.NullMarked;
