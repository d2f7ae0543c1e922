package io.vectron.admin.index;

import io.vectron.admin.backend.Workers;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The controllers of this package and what they share. */
@Configuration(proxyBeanMethods = false)
@Import(IndexController.class)
public class IndexPagesConfiguration {

    @Bean
    IndexDescriptions indexDescriptions(Workers workers) {
        return new IndexDescriptions(workers, Clock.systemUTC());
    }
}
