/**
 * The {@code vectron} command. {@link io.vectron.cli.Main} is the entry; each other class here is one subcommand, which
 * reads its options, calls one of the packages below and prints.
 *
 * <p>Packages in reading order: {@code client} speaks the public gRPC API, {@code input} reads vector files, {@code load}
 * imports them, {@code measure} measures recall, {@code suite} runs the services in this process, {@code inspect} checks data directories, {@code demo} is the
 * shipped sample, {@code terminal} shows progress. Commands run on the main thread. Nothing outside {@code suite} may depend on the services' classes.
 */
@NullMarked
package io.vectron.cli;

import org.jspecify.annotations.NullMarked;
