/**
 * Imports: {@link io.vectron.cli.load.Importer} sends batches of a {@code VectorSource} in parallel,
 * {@link io.vectron.cli.load.ContiguousRows} knows up to which row everything is acknowledged,
 * {@link io.vectron.cli.load.ImportJournal} keeps that number on disk.
 *
 * <p>One thread reads, virtual threads send. Depends on {@code client}, {@code input} and {@code terminal}.
 */
@NullMarked
package io.vectron.cli.load;

import org.jspecify.annotations.NullMarked;
