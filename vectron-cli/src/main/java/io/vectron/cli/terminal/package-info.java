/**
 * What a person in front of a terminal sees: {@link io.vectron.cli.terminal.Terminal} tells whether there is one,
 * {@link io.vectron.cli.terminal.Progress} shows how far a long job is.
 *
 * <p>Depends on nothing of the project.
 */
@NullMarked
package io.vectron.cli.terminal;

import org.jspecify.annotations.NullMarked;
