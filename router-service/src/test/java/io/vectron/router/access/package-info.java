@NullMarked
package io.vectron.router.access;

import org.jspecify.annotations.NullMarked;
