/** Tests of the process: over gRPC, restarts, three members, starts that must fail. */
@NullMarked
package io.vectron.pd;

import org.jspecify.annotations.NullMarked;
