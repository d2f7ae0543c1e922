package io.vectron.router.rest;

import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.OpenAPI;
import io.vectron.router.access.Authenticator;
import io.vectron.router.observe.RequestObserver;
import io.vectron.router.operations.CollectionOperations;
import io.vectron.router.operations.PointOperations;
import java.io.IOException;
import java.io.InputStream;
import org.apache.catalina.core.StandardHost;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.ClassPathResource;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The controllers, and what the servlet container must do so that every answer is JSON. */
@Configuration(proxyBeanMethods = false)
public class RestFaceConfiguration {

    @Bean
    Bodies bodies() {
        return Bodies.ofHeap();
    }

    @Bean
    CollectionController collectionController(CollectionOperations collections, Bodies bodies) {
        return new CollectionController(collections, bodies);
    }

    @Bean
    PointController pointController(PointOperations points, Bodies bodies) {
        return new PointController(points, bodies);
    }

    @Bean
    ClusterController clusterController(CollectionOperations collections) {
        return new ClusterController(collections);
    }

    @Bean
    AccessController accessController() {
        return new AccessController();
    }

    @Bean
    ErrorAdvice errorAdvice() {
        return new ErrorAdvice();
    }

    @Bean
    ContainerErrors containerErrors() {
        return new ContainerErrors();
    }

    @Bean
    WebMvcConfigurer operationsOfHandlers() {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new OperationOfHandler());
            }
        };
    }

    @Bean
    FilterRegistrationBean<RequestIds> requestIds(RequestObserver observer) {
        FilterRegistrationBean<RequestIds> registration = new FilterRegistrationBean<>(new RequestIds(observer));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    /** Right behind the request ids, so that refusals carry one. */
    @Bean
    FilterRegistrationBean<AccessFilter> accessFilter(Authenticator authenticator) {
        FilterRegistrationBean<AccessFilter> registration =
                new FilterRegistrationBean<>(new AccessFilter(authenticator));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        return registration;
    }

    /** After Spring Boot's own customizers, whose error page would come first otherwise. */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsFromTomcat() {
        return tomcat -> {
            tomcat.addContextCustomizers(context -> {
                if (context.getParent() instanceof StandardHost host) {
                    host.setErrorReportValveClass(ProblemValve.class.getName());
                }
            });
            // an id in a path may hold an encoded slash; it is decoded after the path was taken apart
            tomcat.addConnectorCustomizers(
                    connector -> connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue()));
        };
    }

    /** The document is written by hand, because bodies are read by hand; a test compares it with the routes. */
    @Bean
    OpenAPI openApi() throws IOException {
        try (InputStream in = new ClassPathResource("openapi.yaml", RestFaceConfiguration.class).getInputStream()) {
            // SnakeYAML first: it resolves the anchors that Jackson's reader leaves as they are
            Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
            return Json31.mapper().convertValue(tree, OpenAPI.class);
        }
    }
}
