/**
 * What all pages share: how values are written ({@link io.vectron.admin.page.Formats}), whole page or only its live part
 * ({@link io.vectron.admin.page.Pages}), and what is shown when something failed.
 *
 * <p>Stateless; safe for use by any thread.
 */
@NullMarked
package io.vectron.admin.page;

import org.jspecify.annotations.NullMarked;
