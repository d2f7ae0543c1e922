/** What an operator can set: {@link io.vectron.admin.settings.AdminSettings}. Immutable; depends on nothing of the project. */
@NullMarked
package io.vectron.admin.settings;

import org.jspecify.annotations.NullMarked;
