/** Tests of the router's map. */
@NullMarked
package io.vectron.router.map;

import org.jspecify.annotations.NullMarked;
