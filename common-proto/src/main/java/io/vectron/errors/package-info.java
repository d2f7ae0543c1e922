/**
 * The error model that every service and client shares: {@link io.vectron.errors.ErrorCode} is the closed list of stable
 * codes, {@link io.vectron.errors.VectronException} carries one with its values, {@link io.vectron.errors.GrpcErrors}
 * maps both ways between it and a gRPC status with a {@code google.rpc.ErrorInfo} detail.
 *
 * <p>All types are immutable and safe for use by any thread. Must not depend on any other package of the project.
 */
@NullMarked
package io.vectron.errors;

import org.jspecify.annotations.NullMarked;
