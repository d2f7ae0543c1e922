/**
 * The id of a request, which ties together what router, workers and placement driver log of it: {@link
 * io.vectron.request.RequestId} with its interceptors {@link io.vectron.request.RequestIdServer} and {@link
 * io.vectron.request.RequestIdClient}.
 *
 * <p>The id travels in gRPC's context, and from there into the log lines of each thread that works for the request. Safe
 * for use by any thread. Knows nothing else of this project.
 */
@NullMarked
package io.vectron.request;

import org.jspecify.annotations.NullMarked;
