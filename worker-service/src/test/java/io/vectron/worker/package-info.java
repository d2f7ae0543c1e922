@NullMarked
package io.vectron.worker;

import org.jspecify.annotations.NullMarked;
