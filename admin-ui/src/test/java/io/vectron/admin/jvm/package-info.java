@NullMarked
package io.vectron.admin.jvm;

import org.jspecify.annotations.NullMarked;
