/** Tests of how bodies are read, in the package of what they test. */
@NullMarked
package io.vectron.router.rest;

import org.jspecify.annotations.NullMarked;
