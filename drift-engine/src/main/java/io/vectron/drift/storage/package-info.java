/**
 * Files and what makes them durable: the directory, names, checksums, atomic creation, the manifest, and
 * the named points at which a test may cut the power.
 *
 * <p>Reading order: {@link io.vectron.drift.storage.Storage} with {@link io.vectron.drift.storage.FileStorage} and
 * {@link io.vectron.drift.storage.AsyncReads}, {@link io.vectron.drift.storage.DiskFullException}, {@link io.vectron.drift.storage.FileNames},
 * {@link io.vectron.drift.storage.DirectoryLock}, {@link io.vectron.drift.storage.DurableFiles},
 * {@link io.vectron.drift.storage.Manifest} with {@link io.vectron.drift.storage.ManifestFormat},
 * {@link io.vectron.drift.storage.FaultPoint}.
 *
 * <p>Threading: stateless but for open files and the threads of {@code AsyncReads}; callers decide who writes which file.
 *
 * <p>Depends on the JDK and on the public values and exceptions of {@code io.vectron.drift} only.
 */
@NullMarked
package io.vectron.drift.storage;

import org.jspecify.annotations.NullMarked;
