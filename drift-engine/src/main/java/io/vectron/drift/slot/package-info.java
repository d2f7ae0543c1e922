/**
 * Identity of rows, and when what nobody sees any more may go.
 *
 * <p>Reading order: {@link io.vectron.drift.slot.SlotTable} (which stored copy of a row is the true one),
 * {@link io.vectron.drift.slot.Epochs} (who may still look at an older state).
 *
 * <p>Threading: one writer, readers without locks; each class says how.
 *
 * <p>Depends on the JDK only.
 */
@NullMarked
package io.vectron.drift.slot;

import org.jspecify.annotations.NullMarked;
