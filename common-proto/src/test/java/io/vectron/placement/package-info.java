@NullMarked
package io.vectron.placement;

import org.jspecify.annotations.NullMarked;
