/**
 * Queries by text, vector or id, sent with the person's own key: {@link io.vectron.admin.playground.TextEmbedder} turns words
 * into a vector, {@code QueryForm} checks what was typed, {@code Playground} asks the router.
 */
@NullMarked
package io.vectron.admin.playground;

import org.jspecify.annotations.NullMarked;
