@NullMarked
package io.vectron.worker.shard;

import org.jspecify.annotations.NullMarked;
