/** Tests of the state package. */
@NullMarked
package io.vectron.pd.state;

import org.jspecify.annotations.NullMarked;
