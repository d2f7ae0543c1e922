/**
 * Readers of vector files: {@link io.vectron.cli.input.VectorFiles} opens one by its extension as a
 * {@link io.vectron.cli.input.VectorSource}, which yields {@link io.vectron.cli.input.SourceRow}s one after the other;
 * {@link io.vectron.cli.input.InputException} names the file and the byte or line where it is wrong.
 *
 * <p>Readers belong to one thread. Nothing is believed about a file before it is checked: a header's dimension is compared
 * with {@code Limits.DIMENSION_MAX} before a row is allocated. Depends on common-proto's model only.
 */
@NullMarked
package io.vectron.cli.input;

import org.jspecify.annotations.NullMarked;
