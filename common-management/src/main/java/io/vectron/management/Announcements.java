package io.vectron.management;

import io.vectron.placement.Announcer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ApplicationContextEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.core.Ordered;

/**
 * Announces a role while its context lives: from when all its ports are open until it begins to close, before anybody
 * else hears of that, so that a placement driver can still take its own farewell.
 */
public final class Announcements implements ApplicationListener<ApplicationContextEvent>, Ordered, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);

    private final ApplicationContext context;
    private final Supplier<List<AutoCloseable>> starter;
    private final Deque<AutoCloseable> running =
            new ArrayDeque<>(); // touched by the threads that start and stop, in turn

    /** @param announcer that was not started yet */
    public Announcements(ApplicationContext context, Announcer announcer) {
        this(context, () -> {
            announcer.start();
            return List.of(announcer);
        });
    }

    /** @param starter starts announcing, and gives what is to be closed at the end, in this order */
    public Announcements(ApplicationContext context, Supplier<List<AutoCloseable>> starter) {
        this.context = context;
        this.starter = starter;
    }

    @Override
    public void onApplicationEvent(ApplicationContextEvent event) {
        // a management port of its own is a child context, whose events come here too
        if (!event.getApplicationContext().equals(context)) {
            return;
        }
        if (event instanceof ContextRefreshedEvent) {
            running.addAll(starter.get());
        } else if (event instanceof ContextClosedEvent) {
            close();
        }
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    /** Also for a context that failed to start. */
    @Override
    public void close() {
        for (AutoCloseable next = running.poll(); next != null; next = running.poll()) {
            try {
                next.close();
            } catch (Exception e) {
                LOG.warn("announcing did not end cleanly", e);
            }
        }
    }
}
