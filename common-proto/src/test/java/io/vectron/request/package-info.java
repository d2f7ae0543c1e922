@NullMarked
package io.vectron.request;

import org.jspecify.annotations.NullMarked;
