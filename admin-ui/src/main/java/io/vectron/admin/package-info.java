/**
 * The dashboard as an application: {@link io.vectron.admin.AdminApplication} imports its parts one by one, because it may
 * share a JVM and a class path with the other services.
 *
 * <p>Reading order: {@code settings}, {@code backend} (how the cluster is asked), {@code live} (samples and what browsers
 * hear), {@code page} (what all pages share), {@code login}, then one package per page: {@code cluster},
 * {@code collections}, {@code index}, {@code playground}, {@code jvm}.
 */
@NullMarked
package io.vectron.admin;

import org.jspecify.annotations.NullMarked;
