@NullMarked
package io.vectron.admin.cluster;

import org.jspecify.annotations.NullMarked;
