/** Tests of the plan package. */
@NullMarked
package io.vectron.pd.plan;

import org.jspecify.annotations.NullMarked;
