package io.vectron.admin.login;

import io.vectron.admin.backend.BackendException;
import io.vectron.admin.backend.Routers;
import io.vectron.admin.page.Pages;
import io.vectron.admin.settings.AdminSettings;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Ends logins: after some time without a click, some time after the login, and when the router no longer accepts the key.
 *
 * <p>The container's own timeout cannot do it, because an open page asks for its live parts every second and would keep the
 * session for ever. A router that cannot be reached ends no login.
 */
final class SessionLimits extends OncePerRequestFilter {
    private static final Logger LOG = LoggerFactory.getLogger(SessionLimits.class);
    private static final String TIMES = SessionLimits.class.getName();

    private final AdminSettings.Session limits;
    private final Routers routers;
    private final Clock clock;

    SessionLimits(AdminSettings.Session limits, Routers routers, Clock clock) {
        this.limits = limits;
        this.routers = routers;
        this.clock = clock;
    }

    /** In milliseconds since 1970. */
    private record Times(long login, long click, long keyCheck) {}

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        HttpSession session = request.getSession(false);
        if (session != null
                && authentication != null
                && authentication.getPrincipal() instanceof Viewer viewer
                && viewer.key() != null
                && isOver(request, session, viewer)) {
            session.invalidate();
            SecurityContextHolder.clearContext();
        }
        chain.doFilter(request, response);
    }

    private boolean isOver(HttpServletRequest request, HttpSession session, Viewer viewer) {
        long now = clock.millis();
        Times times = session.getAttribute(TIMES) instanceof Times known ? known : new Times(now, now, now);
        if (now - times.login() > limits.max().toMillis()
                || now - times.click() > limits.idle().toMillis()) {
            LOG.info("the login of {} is over", viewer.name());
            return true;
        }
        boolean check = now - times.keyCheck() >= limits.keyCheck().toMillis();
        session.setAttribute(
                TIMES,
                new Times(times.login(), isClick(request) ? now : times.click(), check ? now : times.keyCheck()));
        return check && isRevoked(viewer);
    }

    private static boolean isClick(HttpServletRequest request) {
        return !Pages.isLive(request) && !request.getRequestURI().startsWith("/live");
    }

    private boolean isRevoked(Viewer viewer) {
        @Nullable Viewer now = null;
        try {
            now = Viewer.of(routers.whoAmI(viewer.key()), java.util.Objects.requireNonNull(viewer.key()));
        } catch (VectronException e) {
            if (e.code() == ErrorCode.UNAUTHENTICATED || e.code() == ErrorCode.PERMISSION_DENIED) {
                LOG.info("the API key of {} is no longer accepted", viewer.name());
                return true;
            }
        } catch (BackendException e) {
            LOG.debug("the key of {} could not be checked: {}", viewer.name(), e.getMessage());
        }
        // a key whose rights changed is asked for again
        return now != null && (now.role() != viewer.role() || !now.collections().equals(viewer.collections()));
    }
}
