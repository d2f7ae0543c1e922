package io.vectron.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vectron.tls.ClusterDoor;
import io.vectron.tls.TlsException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class ClusterDoorInitializerTest {
    private final Map<String, Object> variables = new HashMap<>();
    private final Map<String, Object> settings = new HashMap<>();

    private GenericApplicationContext started(ClusterDoorInitializer initializer) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new SystemEnvironmentPropertySource("variables", variables));
        environment.getPropertySources().addFirst(new MapPropertySource("settings", settings));
        ConfigurationPropertySources.attach(environment);
        GenericApplicationContext context = new GenericApplicationContext();
        context.setEnvironment(environment);
        initializer.initialize(context);
        return context;
    }

    @Test
    void addressThatWasCheckedIsTheOneThatServersGet() {
        variables.put("VECTRON_ROUTER_BIND_ADDRESS", "");
        variables.put("SERVER_ADDRESS", "0.0.0.0");
        variables.put("SPRING_GRPC_SERVER_ADDRESS", "0.0.0.0");
        settings.put("vectron.router.insecure-dev", "true");
        try (GenericApplicationContext context = started(ClusterDoorInitializer.front("router"))) {
            for (String address :
                    new String[] {"vectron.router.bind-address", "server.address", "spring.grpc.server.address"}) {
                assertThat(context.getEnvironment().getProperty(address))
                        .as(address)
                        .isEqualTo("127.0.0.1");
            }
            assertThat(context.getBeanFactory().getBean(ClusterDoor.class).insecureDev())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "TRUE", "yes", "on", "1"})
    void everySpellingOfInsecureDevIsHeldToLoopback(String spelling) {
        variables.put("VECTRON_PD_INSECURE_DEV", spelling);
        variables.put("VECTRON_PD_HOST", "0.0.0.0");
        assertThatExceptionOfType(TlsException.class)
                .isThrownBy(() -> started(ClusterDoorInitializer.internal("pd")))
                .withMessageContaining("for loopback addresses only, found '0.0.0.0'");
    }

    @Test
    void nothingGivenIsRefused() {
        settings.put("vectron.worker.tls-directory", " ");
        assertThatExceptionOfType(TlsException.class)
                .isThrownBy(() -> started(ClusterDoorInitializer.internal("worker")))
                .withMessageContaining("vectron.worker.tls-directory")
                .withMessageContaining("vectron.worker.insecure-dev=true");
    }
}
