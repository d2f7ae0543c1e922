/**
 * Who may do what: {@link io.vectron.router.access.Authenticator} finds the {@link io.vectron.router.access.Access} that an
 * API key stands for, every operation takes one as its first argument and asks it, and
 * {@link io.vectron.router.access.AuditLog} writes down what was refused and what was changed for good.
 *
 * <p>{@link io.vectron.router.access.ApiKeyLine} is one line of a key file, {@link io.vectron.router.access.ApiKeys} a whole
 * one, {@link io.vectron.router.access.ApiKeyFile} one that is followed while it changes. Keys themselves are never kept:
 * only their SHA-256. All types are safe for any thread. Must not know HTTP, gRPC or Spring.
 */
@NullMarked
package io.vectron.router.access;

import org.jspecify.annotations.NullMarked;
