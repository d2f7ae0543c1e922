/**
 * The gRPC face of the router: {@link io.vectron.router.grpc.CollectionsService} and {@link
 * io.vectron.router.grpc.PointsService} translate messages to {@code io.vectron.router.operations} and back.
 *
 * <p>Calls run on virtual threads. Must not know the REST face.
 */
@NullMarked
package io.vectron.router.grpc;

import org.jspecify.annotations.NullMarked;
