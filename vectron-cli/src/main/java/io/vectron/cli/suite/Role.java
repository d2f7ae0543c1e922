package io.vectron.cli.suite;

import io.vectron.admin.AdminApplication;
import io.vectron.pd.PdApplication;
import io.vectron.router.RouterApplication;
import io.vectron.worker.WorkerApplication;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;

/** A service of the suite, in the order of starting; they stop the other way round. */
public enum Role {
    PD("placement driver"),
    WORKER("worker"),
    ROUTER("router"),
    ADMIN("dashboard");

    private final String title;

    Role(String title) {
        this.title = title;
    }

    /** What it is called on the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String title() {
        return title;
    }

    private SpringApplicationBuilder builder() {
        return switch (this) {
            case PD -> PdApplication.builder();
            case WORKER -> WorkerApplication.builder();
            case ROUTER -> RouterApplication.builder();
            case ADMIN -> AdminApplication.builder();
        };
    }

    /**
     * Starts the service as a Spring context of its own, which the caller closes: without Spring's own shutdown hook,
     * whose order over several contexts is not ours.
     *
     * @param onClose told when the context closes, by whomever
     * @throws SuiteException with the innermost reason
     */
    ConfigurableApplicationContext start(List<String> arguments, Runnable onClose) {
        try {
            return builder()
                    .bannerMode(Banner.Mode.OFF)
                    .logStartupInfo(false)
                    .registerShutdownHook(false)
                    .listeners((ApplicationListener<ContextClosedEvent>) closed -> onClose.run())
                    .run(arguments.toArray(String[]::new));
        } catch (RuntimeException e) {
            throw new SuiteException("the " + title + " could not start: " + reason(e), e);
        }
    }

    private static String reason(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        String message = innermost.getMessage();
        return message == null ? innermost.toString() : message;
    }
}
