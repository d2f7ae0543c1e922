@NullMarked
package io.vectron.admin.live;

import org.jspecify.annotations.NullMarked;
