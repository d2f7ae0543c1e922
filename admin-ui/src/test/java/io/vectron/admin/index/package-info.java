@NullMarked
package io.vectron.admin.index;

import org.jspecify.annotations.NullMarked;
