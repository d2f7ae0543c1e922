/** Tests of the soft package. */
@NullMarked
package io.vectron.pd.soft;

import org.jspecify.annotations.NullMarked;
