package io.vectron.admin;

import java.io.IOException;
import java.time.Duration;
import java.util.Properties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Scripts, styles and pictures: our own, and those of libraries from their Maven artifacts.
 *
 * <p>Ours lie in a folder of our own on the class path: what lies in {@code static/} would be served by the router too when
 * it shares the JVM.
 */
@Configuration(proxyBeanMethods = false)
@Import({PageModel.class, ErrorPages.class})
class WebConfiguration {
    static final String STATIC = "io/vectron/admin/static/";

    @Bean
    WebMvcConfigurer assets() throws IOException {
        Resource echarts = library("org.mvnpm", "echarts", "_static");
        Resource htmx = library("org.webjars.npm", "htmx.org", "webjars");
        return new WebMvcConfigurer() {
            @Override
            public void addResourceHandlers(ResourceHandlerRegistry registry) {
                add(registry, "/assets/echarts/**", echarts);
                add(registry, "/assets/htmx/**", htmx);
                add(registry, "/assets/**", new ClassPathResource(STATIC));
            }
        };
    }

    /** Browsers ask each time whether it changed, so an upgrade shows at once. */
    private static void add(ResourceHandlerRegistry registry, String path, Resource location) {
        var _ = registry.addResourceHandler(path)
                .addResourceLocations(location)
                .setCacheControl(CacheControl.maxAge(Duration.ZERO).mustRevalidate());
    }

    /** The scripts of a library, whose version its artifact knows. */
    private static Resource library(String group, String name, String folder) throws IOException {
        Properties artifact = PropertiesLoaderUtils.loadProperties(
                new ClassPathResource("META-INF/maven/" + group + "/" + name + "/pom.properties"));
        String version = artifact.getProperty("version");
        return new ClassPathResource("META-INF/resources/" + folder + "/" + name + "/" + version + "/dist/");
    }
}
