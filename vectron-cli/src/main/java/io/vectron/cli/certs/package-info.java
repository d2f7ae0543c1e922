/**
 * A small certificate authority for clusters that have none: {@link io.vectron.cli.certs.CertificateAuthority} is one in a
 * folder, {@link io.vectron.cli.certs.DevelopmentCertificates} the one that {@code vectron up} keeps beside its data, and
 * {@link io.vectron.cli.certs.SecretFile} writes what nobody else may read.
 *
 * <p>Bouncy Castle builds the certificates; keys and signatures are Java's own. One thread at a time.
 */
@NullMarked
package io.vectron.cli.certs;

import org.jspecify.annotations.NullMarked;
