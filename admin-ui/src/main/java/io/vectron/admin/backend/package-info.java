/**
 * How the dashboard asks the cluster: {@link io.vectron.admin.backend.Routers} for what a person may do with an API key,
 * {@link io.vectron.admin.backend.Workers} for the inside of one replica, {@link io.vectron.admin.backend.Channels} for
 * the connections of both. Failures are {@link io.vectron.errors.VectronException} when a service of ours said no, and
 * {@link io.vectron.admin.backend.BackendException} when it could not be asked.
 *
 * <p>Safe for use by any thread. Depends on settings only.
 */
@NullMarked
package io.vectron.admin.backend;

import org.jspecify.annotations.NullMarked;
