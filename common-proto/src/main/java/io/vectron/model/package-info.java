/**
 * The rules of the values that cross the wire, in one place for every service and client: {@link
 * io.vectron.model.Limits}, {@link io.vectron.model.PointIds} (canonical bytes and hash keys of ids), {@link
 * io.vectron.model.KeyRanges}, {@link io.vectron.model.Epochs}, {@link io.vectron.model.Vectors}, {@link
 * io.vectron.model.Scores}, {@link io.vectron.model.CollectionNames} and {@link io.vectron.model.SessionToken}.
 *
 * <p>Static functions and immutable values, safe for use by any thread. Depends on {@code io.vectron.errors} and the
 * generated messages only.
 */
@NullMarked
package io.vectron.model;

import org.jspecify.annotations.NullMarked;
