package io.vectron.admin.login;

import io.vectron.admin.settings.AdminSettings;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/** Finds the person of the request that this thread serves. */
public final class Viewers {
    private final boolean isInsecureDev;

    public Viewers(AdminSettings settings) {
        this.isInsecureDev = settings.insecureDev();
    }

    /** In insecure-dev mode the one who may do everything; nobody, who may see nothing, before a login. */
    public Viewer current() {
        if (isInsecureDev) {
            return Viewer.INSECURE_DEV;
        }
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication != null && authentication.getPrincipal() instanceof Viewer viewer
                ? viewer
                : Viewer.NOBODY;
    }
}
