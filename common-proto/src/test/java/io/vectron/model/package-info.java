@NullMarked
package io.vectron.model;

import org.jspecify.annotations.NullMarked;
