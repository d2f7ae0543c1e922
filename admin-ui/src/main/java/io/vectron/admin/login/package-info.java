/**
 * Who may see and do what: {@link io.vectron.admin.login.SecurityConfiguration} puts the login with an API key in front of
 * all pages, {@link io.vectron.admin.login.Viewer} is the person of a request. The router stays the judge: every operation
 * is sent with the person's own key.
 */
@NullMarked
package io.vectron.admin.login;

import org.jspecify.annotations.NullMarked;
