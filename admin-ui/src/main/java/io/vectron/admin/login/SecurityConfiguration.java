package io.vectron.admin.login;

import io.vectron.admin.backend.Routers;
import io.vectron.admin.settings.AdminSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Set;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/** What must hold before a page is shown. */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
public class SecurityConfiguration {
    /** Names under which a page on this machine's loopback is opened: any other is a DNS name that was pointed here. */
    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    /**
     * Scripts, styles, pictures and connections from this server only, nothing inline. Spring Boot Admin's pages, which are
     * not ours, set style attributes and a base address.
     */
    static final String POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self';"
            + " frame-ancestors 'none'; img-src 'self' data:";

    static final String JVM_POLICY =
            POLICY.replace("base-uri 'none'", "base-uri 'self'") + "; style-src 'self' 'unsafe-inline'";

    /** Health, info and metrics have a port of their own, which is cluster-internal. */
    @Bean
    @Order(1)
    SecurityFilterChain management(HttpSecurity http) throws Exception {
        return http.securityMatcher(EndpointRequest.toAnyEndpoint())
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .csrf(csrf -> csrf.disable())
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain jvmPages(HttpSecurity http, AdminSettings settings, Routers routers) throws Exception {
        // nothing but GET is let through below, so there is nothing to forge; and its streamed pages ask for the token
        // late
        http.securityMatcher("/jvm", "/jvm/**")
                .csrf(csrf -> csrf.disable())
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(JVM_POLICY)));
        return common(http, settings, routers)
                .authorizeHttpRequests(requests -> {
                    if (settings.insecureDev()) {
                        requests.requestMatchers(HttpMethod.GET, "/**").permitAll();
                    } else {
                        requests.requestMatchers(HttpMethod.GET, "/**").authenticated();
                    }
                    // the instances come from the placement driver: nothing is registered, changed or removed here
                    requests.anyRequest().denyAll();
                })
                .build();
    }

    @Bean
    @Order(3)
    SecurityFilterChain pages(HttpSecurity http, AdminSettings settings, Routers routers) throws Exception {
        http.headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(POLICY)));
        common(http, settings, routers).authorizeHttpRequests(requests -> {
            requests.requestMatchers("/assets/**", "/webjars/**", "/favicon.ico", "/error", "/login")
                    .permitAll();
            if (settings.insecureDev()) {
                requests.anyRequest().permitAll();
            } else {
                requests.requestMatchers(HttpMethod.POST, "/collections", "/collections/*/delete")
                        .hasAuthority(KeyLogin.ADMIN)
                        .anyRequest()
                        .authenticated();
            }
        });
        if (!settings.insecureDev()) {
            http.formLogin(form -> form.loginPage("/login")
                            .usernameParameter("name")
                            .passwordParameter("key")
                            .defaultSuccessUrl("/")
                            .failureHandler(
                                    (request, response, failure) -> response.sendRedirect("/login?" + reason(failure))))
                    .logout(logout -> logout.logoutSuccessUrl("/login?out"));
        }
        return http.build();
    }

    private static HttpSecurity common(HttpSecurity http, AdminSettings settings, Routers routers) throws Exception {
        return http.authenticationProvider(new KeyLogin(routers))
                .headers(headers -> headers.referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
                        .permissionsPolicyHeader(permissions ->
                                permissions.policy("camera=(), geolocation=(), microphone=(), payment=(), usb=()")))
                .exceptionHandling(errors -> errors.authenticationEntryPoint(SecurityConfiguration::askForLogin)
                        .accessDeniedPage("/denied"))
                .requestCache(cache -> cache.disable())
                .addFilterBefore(
                        new SessionLimits(settings.session(), routers, Clock.systemUTC()), AuthorizationFilter.class);
    }

    /** A page that refreshes itself goes to the login as a whole, not its part. */
    private static void askForLogin(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        if (request.getHeader("HX-Request") != null) {
            response.setHeader("HX-Redirect", "/login?over");
            response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        } else if (request.getRequestURI().startsWith("/live")
                || request.getRequestURI().endsWith(".json")) {
            response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        } else {
            response.sendRedirect("/login");
        }
    }

    private static String reason(AuthenticationException failure) {
        return failure instanceof AuthenticationServiceException ? "unreachable" : "wrong";
    }

    /** Without a login, a page of some other site must not reach this one by a DNS name that it points at loopback. */
    @Bean
    StrictHttpFirewall firewall(AdminSettings settings) {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        if (settings.insecureDev()) {
            firewall.setAllowedHostnames(LOOPBACK_NAMES::contains);
        }
        return firewall;
    }
}
