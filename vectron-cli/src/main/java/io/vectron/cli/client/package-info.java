/**
 * The public gRPC API for this command: {@link io.vectron.cli.client.VectronClient} makes the calls,
 * {@link io.vectron.cli.client.CallFailedException} says in one line what went wrong, and
 * {@link io.vectron.cli.client.Retry} repeats what is safe to repeat.
 *
 * <p>Safe for use by any thread. Depends on common-proto only.
 */
@NullMarked
package io.vectron.cli.client;

import org.jspecify.annotations.NullMarked;
