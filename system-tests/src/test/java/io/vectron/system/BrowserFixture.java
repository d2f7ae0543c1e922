package io.vectron.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** A real browser; a test without one is skipped and says so. */
final class BrowserFixture implements AutoCloseable {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path SHOTS = Path.of("target", "screenshots");
    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final Playwright playwright;
    private final Browser browser;

    private BrowserFixture() {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setHeadless(true)
                        .setArgs(FLAGS));
    }

    /** Skips the test where there is none; before anything else is started. */
    static void require() {
        Assumptions.assumeTrue(Files.isExecutable(CHROMIUM), "no " + CHROMIUM + ": the dashboard was not looked at");
    }

    static BrowserFixture start() throws IOException {
        Files.createDirectories(SHOTS);
        return new BrowserFixture();
    }

    /**
     * @param port of the dashboard
     * @param width of the window in pixels; under 500 it is a phone
     */
    Visit visit(int port, ColorScheme scheme, int width) {
        return new Visit(port, scheme, width);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }

    /** A tab that fails the test, when it is closed, for anything that the browser complained of. */
    final class Visit implements AutoCloseable {
        private final int port;
        private final BrowserContext context;
        private final String name;
        private final List<String> complaints = new ArrayList<>();
        final Page page;

        private Visit(int port, ColorScheme scheme, int width) {
            this.port = port;
            name = scheme.name().toLowerCase(Locale.ROOT) + "-" + width;
            context = browser.newContext(new Browser.NewContextOptions()
                    .setViewportSize(width, width < 500 ? 844 : 800)
                    .setColorScheme(scheme)
                    .setReducedMotion(ReducedMotion.REDUCE));
            page = context.newPage();
            page.onConsoleMessage(message -> {
                if (message.type().equals("error") || message.type().equals("warning")) {
                    complaints.add(page.url() + ": " + message.text());
                }
            });
            page.onPageError(error -> complaints.add(page.url() + ": " + error));
        }

        void open(String path) {
            var _ = page.navigate("http://127.0.0.1:" + port + path);
        }

        /** Nothing is wider than the window; a picture of it stays in target/screenshots. */
        void look(String shot) {
            Object wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            assertThat(((Number) wide).intValue())
                    .as(name + " " + shot + ": pixels too wide")
                    .isLessThanOrEqualTo(0);
            var _ = page.screenshot(new Page.ScreenshotOptions()
                    .setPath(SHOTS.resolve(shot + "-" + name + ".png"))
                    .setFullPage(true));
        }

        @Override
        public void close() {
            context.close();
            assertThat(complaints).as("complaints of the browser").isEmpty();
        }
    }
}
