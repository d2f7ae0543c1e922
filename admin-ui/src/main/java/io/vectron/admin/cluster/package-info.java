/**
 * Overview and cluster page: {@link io.vectron.admin.cluster.Alerts} derives what is wrong from one sample,
 * {@link io.vectron.admin.cluster.AlertLog} remembers since when, the controllers show it.
 *
 * <p>Deriving is pure; {@code AlertLog} is safe for use by any thread.
 */
@NullMarked
package io.vectron.admin.cluster;

import org.jspecify.annotations.NullMarked;
