package io.vectron.admin.login;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Login page and security. */
@Configuration(proxyBeanMethods = false)
@Import({SecurityConfiguration.class, LoginController.class})
public class LoginConfiguration {}
