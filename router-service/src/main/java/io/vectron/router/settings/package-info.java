/**
 * What an operator can set: {@link io.vectron.router.settings.RouterSettings}. Immutable; depends on nothing of the
 * project.
 */
@NullMarked
package io.vectron.router.settings;

import org.jspecify.annotations.NullMarked;
