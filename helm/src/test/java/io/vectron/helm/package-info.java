/**
 * The Helm chart, checked without a cluster: linted, rendered with the real Helm library over a matrix of values
 * ({@link io.vectron.helm.Release}), and held against what Kubernetes would refuse
 * ({@link io.vectron.helm.StrictValidator}), what the services can be set to, the port list and the security checklist.
 *
 * <p>Single-threaded. Depends on the services only for their settings records.
 */
@NullMarked
package io.vectron.helm;

import org.jspecify.annotations.NullMarked;
