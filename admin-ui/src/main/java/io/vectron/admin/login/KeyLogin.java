package io.vectron.admin.login;

import io.vectron.admin.backend.ApiKey;
import io.vectron.admin.backend.BackendException;
import io.vectron.admin.backend.Routers;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.proto.v1.Identity;
import io.vectron.proto.v1.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;

/** Logs in with an API key: the router says whose it is. Stateless. */
final class KeyLogin implements AuthenticationProvider {
    static final String ADMIN = "ROLE_ADMIN";
    private static final String SEES = "ROLE_READ";
    private static final Logger LOG = LoggerFactory.getLogger(KeyLogin.class);

    private final Routers routers;

    KeyLogin(Routers routers) {
        this.routers = routers;
    }

    @Override
    public Authentication authenticate(Authentication attempt) {
        String text = String.valueOf(attempt.getCredentials()).strip();
        if (!ApiKey.isPossible(text)) {
            throw new BadCredentialsException("not an API key");
        }
        Viewer viewer = viewer(new ApiKey(text));
        LOG.info("{} logged in with role {}", viewer.name(), viewer.roleWord());
        return authentication(viewer);
    }

    private Viewer viewer(ApiKey key) {
        try {
            Identity identity = routers.whoAmI(key);
            if (identity.getRole() == Role.ROLE_UNSPECIFIED || identity.getRole() == Role.UNRECOGNIZED) {
                throw new BadCredentialsException("the key has no role");
            }
            return Viewer.of(identity, key);
        } catch (VectronException e) {
            if (e.code() == ErrorCode.UNAUTHENTICATED || e.code() == ErrorCode.PERMISSION_DENIED) {
                throw new BadCredentialsException("the router does not know the key", e);
            }
            throw new AuthenticationServiceException(e.getMessage(), e);
        } catch (BackendException e) {
            throw new AuthenticationServiceException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The key stays with the viewer: each call to the router needs it. */
    static Authentication authentication(Viewer viewer) {
        return UsernamePasswordAuthenticationToken.authenticated(
                viewer,
                null,
                AuthorityUtils.createAuthorityList(
                        viewer.isAdmin() ? new String[] {SEES, ADMIN} : new String[] {SEES}));
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
