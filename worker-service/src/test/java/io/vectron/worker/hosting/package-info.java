@NullMarked
package io.vectron.worker.hosting;

import org.jspecify.annotations.NullMarked;
