/**
 * The doors of a Spring Boot service: {@link io.vectron.door.ClusterDoorInitializer} reads {@code vectron.R.tls-directory}
 * and its neighbours before anything else starts, refuses the start without credentials, and hands the framework its
 * settings; {@link io.vectron.door.DoorConfiguration} makes the SSL bundles that those settings name.
 *
 * <p>Used at start only, by one thread. May depend on Spring Boot and on {@code io.vectron.tls}, on nothing of a service.
 */
@NullMarked
package io.vectron.door;

import org.jspecify.annotations.NullMarked;
