@NullMarked
package io.vectron.management;

import org.jspecify.annotations.NullMarked;
