@NullMarked
package io.vectron.admin;

import org.jspecify.annotations.NullMarked;
