/**
 * Files and what makes them durable: names, checksums, atomic creation, the manifest, the deletes files, and the named
 * points at which a test may cut the power.
 *
 * <p>Reading order: {@link io.vectron.drift.storage.FileNames}, {@link io.vectron.drift.storage.DurableFiles},
 * {@link io.vectron.drift.storage.Manifest} with {@link io.vectron.drift.storage.ManifestFormat},
 * {@link io.vectron.drift.storage.DeletesFormat}, {@link io.vectron.drift.storage.FaultPoint}.
 *
 * <p>Threading: stateless; callers decide who writes which file.
 *
 * <p>Depends on the JDK and on the public values and exceptions of {@code io.vectron.drift} only.
 */
@NullMarked
package io.vectron.drift.storage;

import org.jspecify.annotations.NullMarked;
