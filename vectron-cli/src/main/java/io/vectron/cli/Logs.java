package io.vectron.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.spi.FilterReply;
import ch.qos.logback.core.util.FileSize;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;

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
        if (root().getAppender(TERMINAL) instanceof ConsoleAppender<ILoggingEvent> terminal) {
            structured("console", root().getLoggerContext()).ifPresent(terminal::setEncoder);
        }
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
        file.setEncoder(structured("file", context).orElseGet(() -> pattern(context)));
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

    private static Encoder<ILoggingEvent> pattern(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(
                "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{36} [%X{requestId:-}] - %msg%n");
        encoder.start();
        return encoder;
    }

    /** Spring Boot's encoder, when its own setting asks for one by environment variable or system property. */
    private static Optional<Encoder<ILoggingEvent>> structured(String where, LoggerContext context) {
        StandardEnvironment environment = new StandardEnvironment();
        // by its other name: an environment is bound relaxed only by Spring Boot itself
        String format = environment.getProperty(
                "logging.structured.format." + where,
                environment.getProperty("LOGGING_STRUCTURED_FORMAT_" + where.toUpperCase(Locale.ROOT), ""));
        if (format.isEmpty()) {
            return Optional.empty();
        }
        context.putObject(Environment.class.getName(), environment);
        StructuredLogEncoder encoder = new StructuredLogEncoder();
        encoder.setContext(context);
        encoder.setFormat(format);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.start();
        return Optional.of(encoder);
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
