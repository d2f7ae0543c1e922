/**
 * The shipped sample: {@link io.vectron.cli.demo.WordnetSample} reads it from the class path,
 * {@link io.vectron.admin.playground.TextEmbedder} turns words into a vector of the same space.
 *
 * <p>Used by one thread. Depends on {@code input} only.
 */
@NullMarked
package io.vectron.cli.demo;

import org.jspecify.annotations.NullMarked;
