@NullMarked
package io.vectron.door;

import org.jspecify.annotations.NullMarked;
