/** Tests of the router against a placement driver and workers that live in the test. */
@NullMarked
package io.vectron.router;

import org.jspecify.annotations.NullMarked;
