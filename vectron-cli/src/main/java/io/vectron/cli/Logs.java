package io.vectron.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.spi.FilterReply;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Where log lines go: warnings to the terminal, and everything from INFO up to a file beside the data when there is one.
 *
 * <p>Logback is set up here and by logback.xml alone: Spring Boot's own logging system is switched off, because it would
 * be set up once by each of several contexts, and torn down by the first that stops.
 */
final class Logs {
    private static final String TERMINAL = "terminal";
    private static final String FILE_BYTES_MAX = "20MB";
    private static final int OLD_FILES_MAX = 3;

    private Logs() {}

    /** To be called before anything logs. */
    static void takeFromSpring() {
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        // Tomcat and gRPC log by java.util.logging
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    /** Everything from INFO up on the terminal. */
    static void verbose() {
        root().setLevel(Level.INFO);
        Appender<ILoggingEvent> terminal = root().getAppender(TERMINAL);
        if (terminal != null) {
            terminal.clearAllFilters();
        }
    }

    /**
     * Everything from INFO up goes to {@code vectron.log} in this folder, and only errors still to the terminal unless it
     * is verbose.
     */
    static void toFolder(Path folder, boolean isVerbose) {
        LoggerContext context = root().getLoggerContext();
        RollingFileAppender<ILoggingEvent> file = new RollingFileAppender<>();
        file.setContext(context);
        file.setFile(folder.resolve("vectron.log").toString());
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{36} - %msg%n");
        encoder.start();
        file.setEncoder(encoder);
        roll(file, folder, context);
        file.start();
        root().setLevel(Level.INFO);
        root().addAppender(file);
        Appender<ILoggingEvent> terminal = root().getAppender(TERMINAL);
        if (terminal != null && !isVerbose) {
            terminal.clearAllFilters();
            terminal.addFilter(new ErrorsOfOurs());
        }
    }

    private static void roll(RollingFileAppender<ILoggingEvent> file, Path folder, LoggerContext context) {
        FixedWindowRollingPolicy names = new FixedWindowRollingPolicy();
        names.setContext(context);
        names.setParent(file);
        names.setFileNamePattern(folder.resolve("vectron.%i.log").toString());
        names.setMinIndex(1);
        names.setMaxIndex(OLD_FILES_MAX);
        names.start();
        SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
        size.setContext(context);
        size.setMaxFileSize(FileSize.valueOf(FILE_BYTES_MAX));
        size.start();
        file.setRollingPolicy(names);
        file.setTriggeringPolicy(size);
    }

    /** Errors, without those by which Spring says at length what the command's own last line says. */
    private static final class ErrorsOfOurs extends Filter<ILoggingEvent> {
        @Override
        public FilterReply decide(ILoggingEvent event) {
            boolean isShown = event.getLevel().isGreaterOrEqual(Level.ERROR)
                    && !event.getLoggerName().startsWith("org.springframework.boot.");
            return isShown ? FilterReply.NEUTRAL : FilterReply.DENY;
        }
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
