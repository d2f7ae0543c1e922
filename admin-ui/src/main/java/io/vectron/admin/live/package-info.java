/**
 * What the dashboard knows of the cluster and how open pages hear of it: {@link io.vectron.admin.live.Sampler} asks the
 * placement driver every second and makes a {@link io.vectron.admin.live.Sample}, {@link io.vectron.admin.live.History}
 * keeps five minutes of figures, {@link io.vectron.admin.live.LiveConnections} tells the browsers.
 *
 * <p>One thread samples; everything that it publishes is immutable and read by any thread. Must not depend on pages.
 */
@NullMarked
package io.vectron.admin.live;

import org.jspecify.annotations.NullMarked;
