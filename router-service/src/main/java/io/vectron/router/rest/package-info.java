/**
 * The REST face of the router: controllers over {@code io.vectron.router.operations}, JSON read and written as a stream
 * ({@link io.vectron.router.rest.JsonReader}, {@link io.vectron.router.rest.JsonAnswers}), and every error as
 * {@code application/problem+json} ({@link io.vectron.router.rest.Problems}), also those that Tomcat finds before a
 * controller is reached.
 *
 * <p>Requests run on virtual threads; controllers hold no state. Must not know the gRPC face.
 */
@NullMarked
package io.vectron.router.rest;

import org.jspecify.annotations.NullMarked;
