@NullMarked
package io.vectron.router.observe;

import org.jspecify.annotations.NullMarked;
