/**
 * Checks data directories that lie on this machine: {@link io.vectron.cli.inspect.EngineDirectories} finds the engines in one,
 * {@link io.vectron.cli.inspect.InspectionText} and {@link io.vectron.cli.inspect.InspectionJson} show what their inspections
 * found.
 *
 * <p>Depends on the public face of the drift engine only.
 */
@NullMarked
package io.vectron.cli.inspect;

import org.jspecify.annotations.NullMarked;
