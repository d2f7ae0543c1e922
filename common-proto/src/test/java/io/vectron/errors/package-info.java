@NullMarked
package io.vectron.errors;

import org.jspecify.annotations.NullMarked;
