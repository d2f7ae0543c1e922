package io.vectron.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.vectron.system.BrowserFixture.Visit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The dashboard of a running demo in a real browser; skipped where there is no chromium. */
@Tag("browser")
class DashboardTest {
    private static final Duration DEMO_MAX = Duration.ofMinutes(3);

    @TempDir
    static Path directory;

    private static @Nullable VectronProcess demo;
    private static @Nullable BrowserFixture browser;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        BrowserFixture.require();
        List<Integer> ports = Ports.free(UpFixture.PORTS.size());
        port = ports.get(List.copyOf(UpFixture.PORTS.keySet()).indexOf("--admin-port"));
        List<String> arguments = new ArrayList<>(UpFixture.arguments(directory.resolve("data"), ports));
        arguments.set(0, "demo");
        demo = new VectronProcess("demo", directory, "1500m", arguments);
        demo.awaitOutput("Serving until Ctrl-C", DEMO_MAX);
        browser = BrowserFixture.start();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (demo != null) {
            demo.close();
        }
    }

    private static Visit visit(ColorScheme scheme, int width) {
        return Objects.requireNonNull(browser).visit(port, scheme, width);
    }

    @ParameterizedTest
    @CsvSource({"LIGHT,1280", "DARK,1280", "LIGHT,390", "DARK,390"})
    void everyPageIsCleanInBothThemesAndOnAPhone(ColorScheme scheme, int width) {
        try (Visit visit = visit(scheme, width)) {
            Page page = visit.page;
            visit.open("/");
            page.locator("#link.on").waitFor();
            page.getByText("Healthy").first().waitFor();
            page.locator("[data-figure=points]", new Page.LocatorOptions().setHasText("5,6"))
                    .waitFor();
            page.locator("[data-spark=points] canvas").waitFor();
            visit.look("overview");
            visit.open("/cluster");
            page.locator("table").first().waitFor();
            visit.look("cluster");
            visit.open("/collections");
            page.getByRole(
                            com.microsoft.playwright.options.AriaRole.LINK,
                            new Page.GetByRoleOptions().setName("wordnet"))
                    .waitFor();
            visit.look("collections");
            page.locator("[data-open=create]").first().click();
            page.locator("dialog[open] #create-name").waitFor();
            visit.look("create");
            visit.open("/collections/wordnet");
            page.getByText("Shard ").first().waitFor();
            visit.look("collection");
            page.locator("a.cover.button").first().click();
            page.locator("h1:has-text('Shard')").waitFor();
            visit.look("index");
            search(visit);
            visit.open("/jvm");
            page.getByText("vectron-worker").first().waitFor();
            // Spring Boot Admin's own page: the browser must have no complaints, its width on a phone is its own affair
        }
    }

    private static void search(Visit visit) {
        Page page = visit.page;
        visit.open("/playground");
        page.locator("#q-text").fill("a large wild cat");
        page.locator("button.submit").click();
        page.locator(".hit").first().waitFor(new Locator.WaitForOptions().setTimeout(60_000));
        assertThat(page.locator(".hit").first().textContent()).contains("big cat");
        visit.look("playground");
    }

    @Test
    void dialogSaysWhatIsWrongAndCreatesAndDeletesByKeyboard() {
        try (Visit visit = visit(ColorScheme.LIGHT, 1280)) {
            Page page = visit.page;
            visit.open("/collections");
            page.locator("[data-open=create]").first().focus();
            page.keyboard().press("Enter");
            page.locator("#create-name").fill("bad name!");
            page.locator("#create-name").press("Enter");
            page.locator(".wrong #create-name").waitFor();
            assertThat(page.locator("#create-name-note").textContent()).contains("bad name!");
            page.locator("#create-name").fill("fromDashboard");
            page.locator("#create-name").press("Enter");
            page.waitForURL("**/collections/fromDashboard");
            page.locator("[data-open=delete]").click();
            page.locator("#confirm").fill("fromDashboard");
            page.locator("#confirm").press("Enter");
            page.waitForURL("**/collections");
            page.locator("#collection-fromDashboard")
                    .waitFor(new Locator.WaitForOptions()
                            .setState(com.microsoft.playwright.options.WaitForSelectorState.DETACHED));
        }
    }

    @Test
    void themeSwitchIsRemembered() {
        try (Visit visit = visit(ColorScheme.LIGHT, 1280)) {
            visit.open("/");
            visit.page.locator("#theme").click();
            visit.open("/cluster");
            assertThat(visit.page.evaluate("document.documentElement.dataset.theme"))
                    .isEqualTo("dark");
        }
    }
}
