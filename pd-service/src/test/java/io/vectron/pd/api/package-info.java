/** Tests of the api package. */
@NullMarked
package io.vectron.pd.api;

import org.jspecify.annotations.NullMarked;
