package io.vectron.admin;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.context.ConfigurableApplicationContext;

/** A dashboard on a free port, and one browser's worth of cookies. */
final class Dashboard implements AutoCloseable {
    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");
    private static final Duration WITHIN = Duration.ofSeconds(30);

    private final ConfigurableApplicationContext context;
    private final String base;
    HttpClient http = newClient();

    Dashboard(String placement, String router, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--vectron.admin.port=0",
                "--vectron.admin.management-port=0",
                "--vectron.admin.placement=" + placement,
                "--vectron.admin.router=" + router,
                "--vectron.admin.live.sample-interval=50ms",
                "--vectron.admin.live.timeout=500ms"));
        arguments.addAll(List.of(settings));
        context = AdminApplication.builder().logStartupInfo(false).run(arguments.toArray(String[]::new));
        int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        base = "http://127.0.0.1:" + port;
    }

    private static HttpClient newClient() {
        return HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    }

    /** Forgets all cookies. */
    void newBrowser() {
        http.close();
        http = newClient();
    }

    static Dashboard insecure(FakeCluster cluster) {
        return new Dashboard(cluster.address(), cluster.address(), "--vectron.admin.insecure-dev=true");
    }

    int managementPort() {
        return context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
    }

    URI uri(String path) {
        return URI.create(base + path);
    }

    HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(WITHIN);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    /** The live part of a page. */
    String live(String path) {
        return get(path, "X-Vectron-Live", "1", "HX-Request", "true").body();
    }

    /** With the CSRF token of a page that was asked for before. */
    HttpResponse<String> post(String path, String tokenFrom, Map<String, String> form) {
        Matcher token = CSRF.matcher(get(tokenFrom).body());
        if (!token.find()) {
            throw new AssertionError("no CSRF token in " + tokenFrom);
        }
        String value = token.group(1);
        return postRaw(path, encode(form) + "&_csrf=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
    }

    HttpResponse<String> postRaw(String path, String body) {
        return send(HttpRequest.newBuilder(uri(path))
                .timeout(WITHIN)
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    HttpResponse<String> login(String key) {
        return post("/login", "/login", Map.of("key", key));
    }

    private static String encode(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Asks for the live part again and again until it is as wanted. */
    String await(String path, String what, Predicate<String> wanted) {
        long end = System.nanoTime() + WITHIN.toNanos();
        String last = "";
        while (System.nanoTime() - end < 0) {
            last = live(path);
            if (wanted.test(last)) {
                return last;
            }
        }
        throw new AssertionError("no " + what + " in " + path + ":\n" + last);
    }

    @Override
    public void close() {
        http.close();
        context.close();
    }
}
