package io.annals.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.annals.events.Json;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.print.PrintOptions;

import tools.jackson.databind.JsonNode;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The report as a reader sees it, in a browser; skipped where there is none. */
class PageTest {

    private static final Optional<Path> BROWSER = found("chromium", "google-chrome", "chrome");
    private static final Optional<Path> DRIVER = found("chromedriver");

    /** A4 at 96 dots per inch, without the margins of the page. */
    private static final Dimension PAPER = new Dimension(680, 1_000);

    private static Registry registry;
    private static ChromeDriver browser;

    @BeforeAll
    static void begin() {
        boolean there = BROWSER.isPresent() && DRIVER.isPresent();
        System.out.println(
                there
                        ? "The page is read in " + BROWSER.get()
                        : "The page is not read: no chromium with chromedriver on the PATH");
        assumeTrue(there, "no browser");
        registry = Registry.start();
        try (Api api = new Api(registry.url(), Book.KEY)) {
            new Loading(api, new PrintStream(new ByteArrayOutputStream())).load(false);
        }
        ChromeOptions options = new ChromeOptions();
        options.setBinary(BROWSER.get().toFile());
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync");
        browser =
                new ChromeDriver(
                        new ChromeDriverService.Builder()
                                .usingDriverExecutable(DRIVER.get().toFile())
                                .build(),
                        options);
        browser.get(registry.url() + "/api/v1/reports/industry?region=440100&validAt=2019-10-31");
    }

    @AfterAll
    static void end() {
        if (browser != null) {
            browser.quit();
        }
        if (registry != null) {
            registry.close();
        }
    }

    private static Optional<Path> found(String... names) {
        return Stream.of(names)
                .flatMap(
                        name ->
                                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static List<String> row(String figure) {
        WebElement row =
                browser.findElement(
                        By.xpath("//section//tr[td[1][normalize-space()='%s']]".formatted(figure)));
        return row.findElements(By.tagName("td")).stream().map(WebElement::getText).toList();
    }

    @Test
    void a_reader_finds_the_chapters_and_the_figures_with_their_sources_and_what_has_no_data() {
        assertThat(browser.getTitle()).isEqualTo("Blockchain industry and parks: Guangzhou");
        assertThat(browser.findElements(By.tagName("h2")).stream().map(WebElement::getText))
                .containsExactly(
                        "1. Economy",
                        "2. Research",
                        "3. Talent",
                        "4. Policies",
                        "5. Organizations",
                        "6. Funds",
                        "7. Applications",
                        "8. Parks",
                        "9. Companies",
                        "10. Park cases",
                        "11. Other published figures",
                        "Sources");
        assertThat(row("GDP"))
                .containsExactly(
                        "GDP",
                        "Guangzhou",
                        "CNY billion",
                        "no data",
                        "no data",
                        "no data",
                        "2,258.935[1]");
        assertThat(row("Growth of GDP")).contains("%", "6.3[1]");
        assertThat(row("Patent applications")).contains("more than 170,000[1]");
        assertThat(row("Blockchain industrial parks in the country")).contains("35[1]");
        assertThat(browser.findElement(By.id("park-cases")).getText())
                .contains(
                        "Guangzhou Antmi Blockchain Maker Space",
                        "Huangpu District",
                        "more than 60")
                .doesNotContain("440112", "prk_", "pol_");
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
                .filteredOn(entry -> !entry.getMessage().contains("favicon"))
                .isEmpty();
    }

    @Test
    void a_number_that_the_registry_counts_opens_the_events_behind_it() {
        WebElement parks =
                browser.findElement(By.xpath("//section[@id='parks']/p[contains(.,'total')]//a"));
        assertThat(parks.getText()).isEqualTo("5");
        JsonNode opened =
                Json.read(
                        registry.get(
                                        parks.getDomProperty("href")
                                                .substring(registry.url().toString().length()))
                                .text());
        assertThat(opened.get("value").intValue()).isEqualTo(5);
        assertThat(opened.get("items")).hasSize(5);
    }

    @Test
    void it_fits_the_width_of_paper_and_prints() {
        Dimension before = browser.manage().window().getSize();
        browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", "print"));
        browser.manage().window().setSize(PAPER);
        Object overflow =
                browser.executeScript(
                        "return document.documentElement.scrollWidth"
                                + " - document.documentElement.clientWidth");
        browser.manage().window().setSize(before);
        browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", ""));
        assertThat(((Number) overflow).intValue()).isZero();
        byte[] printed = Base64.getDecoder().decode(browser.print(new PrintOptions()).getContent());
        assertThat(new String(printed, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("%PDF-");
    }
}
