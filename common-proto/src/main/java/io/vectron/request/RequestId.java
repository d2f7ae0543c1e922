package io.vectron.request;

import io.grpc.Context;
import io.grpc.Metadata;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** What a request id looks like and where it is kept. Stateless. */
public final class RequestId {
    /** Of the REST API, and in lower case of gRPC. */
    public static final String HEADER = "X-Request-Id";
    /** Where log patterns find it. */
    public static final String MDC_KEY = "requestId";

    public static final Metadata.Key<String> METADATA = Metadata.Key.of(HEADER, Metadata.ASCII_STRING_MARSHALLER);

    private static final Context.Key<String> KEY = Context.key("vectron-request-id");
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    private RequestId() {}

    /** The caller's id when it is harmless to print, else a new one. */
    public static String orNew(@Nullable String asked) {
        String harmless = orNone(asked);
        return harmless == null ? UUID.randomUUID().toString() : harmless;
    }

    static @Nullable String orNone(@Nullable String asked) {
        return asked != null && HARMLESS.matcher(asked).matches() ? asked : null;
    }

    /** The id of the request that this thread works for; null outside of one. */
    public static @Nullable String current() {
        return KEY.get();
    }

    /** The context in which the request is to run. */
    public static Context in(Context context, String id) {
        return context.withValue(KEY, id);
    }

    /** The same work, which names the request of this context in its log lines on whatever thread it runs. */
    public static <T> Callable<T> logged(Callable<T> work) {
        return () -> {
            try (LogScope _ = LogScope.open(current())) {
                return work.call();
            }
        };
    }

    /** While it is open, log lines of this thread name the request. */
    public static final class LogScope implements AutoCloseable {
        private final @Nullable String before;

        private LogScope(@Nullable String before) {
            this.before = before;
        }

        /** @param id null names none */
        public static LogScope open(@Nullable String id) {
            String before = MDC.get(MDC_KEY);
            set(id);
            return new LogScope(before);
        }

        private static void set(@Nullable String id) {
            if (id == null) {
                MDC.remove(MDC_KEY);
            } else {
                MDC.put(MDC_KEY, id);
            }
        }

        @Override
        public void close() {
            set(before);
        }
    }
}
