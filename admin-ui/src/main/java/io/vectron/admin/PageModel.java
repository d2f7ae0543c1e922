package io.vectron.admin;

import io.vectron.admin.cluster.AlertLog;
import io.vectron.admin.live.Sampler;
import io.vectron.admin.login.Viewer;
import io.vectron.admin.login.Viewers;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestAttribute;

/** What the frame around every page shows. */
@ControllerAdvice("io.vectron.admin")
final class PageModel {
    /** The name under which Spring Security's filter leaves the token. */
    private static final String CSRF = "org.springframework.security.web.csrf.CsrfToken";

    private final Viewers viewers;
    private final AlertLog alerts;
    private final Sampler sampler;

    PageModel(Viewers viewers, AlertLog alerts, Sampler sampler) {
        this.viewers = viewers;
        this.alerts = alerts;
        this.sampler = sampler;
    }

    @ModelAttribute("viewer")
    Viewer viewer() {
        return viewers.current();
    }

    @ModelAttribute("health")
    AlertLog.Health health() {
        // before the first sample nothing is known, so nothing is said
        return sampler.current().number() == 0 ? new AlertLog.Health("info", "Connecting") : alerts.health();
    }

    /**
     * Makes the session that the forms' token lives in while the answer has not begun: a long page is sent in parts, and a
     * form at its end would come too late.
     */
    @ModelAttribute
    void prepareForms(@RequestAttribute(name = CSRF, required = false) @Nullable CsrfToken token) {
        if (token != null) {
            var _ = token.getToken();
        }
    }

    @ModelAttribute("now")
    Instant now() {
        return Instant.now();
    }
}
