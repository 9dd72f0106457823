package io.annals.standalone;

import static io.annals.standalone.Book.company;
import static io.annals.standalone.Book.dated;
import static io.annals.standalone.Book.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.events.FactType;
import io.annals.events.Kind;
import io.annals.standalone.Registry.Answer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** G6: without a credential nobody writes; reads are public. */
class AccessTest {

    /**
     * A request that writes, or shows what only some may see; {@code pattern} is the handler that
     * serves it.
     */
    private record Write(String method, String path, String pattern, Role least) {}

    private enum Role {
        REGISTRAR,
        IMPORTER,
        ADMINISTRATOR
    }

    private static final String KINDS = "/api/v1/{kinds}";
    private static final String VERB = "/api/v1/{kinds}/{id}/{verb}";
    private static final String AMENDMENT = "/api/v1/{kinds}/{id}/events/{sequence}/{verb}";

    private static Book book;
    private static String registrar;
    private static String importer;
    private static String revoked;

    @BeforeAll
    static void begin() {
        book = Book.open();
        book.record("companies", company("com_a", "2018-01-01", "440106", ""));
        registrar = issue("reg.1", "registrar");
        importer = issue("imp.1", "importer");
        revoked = issue("gone.1", "administrator");
        assertThat(send("DELETE", "/api/v1/keys/gone.1", Book.KEY, "").status()).isEqualTo(204);
    }

    @AfterAll
    static void end() {
        book.close();
    }

    private static List<Write> writes() {
        List<Write> all = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            String path = "/api/v1/" + kind.plural();
            String one = path + "/" + (kind == Kind.REGION ? "440106" : kind.prefix() + "a");
            all.add(new Write("POST", path, KINDS, Role.REGISTRAR));
            Stream.concat(
                            kind.facts().stream()
                                    .filter(fact -> !fact.founding())
                                    .map(FactType::verb),
                            Stream.of("record", "void"))
                    .forEach(
                            verb ->
                                    all.add(
                                            new Write(
                                                    "POST",
                                                    one + "/" + verb,
                                                    VERB,
                                                    Role.REGISTRAR)));
            for (String verb : List.of("correct", "retract")) {
                all.add(new Write("POST", one + "/events/0/" + verb, AMENDMENT, Role.REGISTRAR));
            }
        }
        all.add(new Write("POST", "/api/v1/imports", "/api/v1/imports", Role.IMPORTER));
        all.add(new Write("POST", "/api/v1/imports?dryRun=true", "/api/v1/imports", Role.IMPORTER));
        all.add(new Write("GET", "/api/v1/imports/imp_1", "/api/v1/imports/{id}", Role.IMPORTER));
        all.add(new Write("POST", "/api/v1/republish", "/api/v1/republish", Role.ADMINISTRATOR));
        all.add(new Write("POST", "/api/v1/keys", "/api/v1/keys", Role.ADMINISTRATOR));
        all.add(new Write("GET", "/api/v1/keys", "/api/v1/keys", Role.ADMINISTRATOR));
        all.add(
                new Write(
                        "DELETE", "/api/v1/keys/reg.1", "/api/v1/keys/{name}", Role.ADMINISTRATOR));
        return all;
    }

    @Test
    void
            the_enumeration_names_every_handler_that_writes_and_the_query_service_only_freezes_citations() {
        assertThat(handlers(book.registry().command(), false))
                .isEqualTo(
                        writes().stream()
                                .filter(write -> !write.method.equals("GET"))
                                .map(write -> write.method + " " + write.pattern)
                                .collect(Collectors.toSet()));
        assertThat(handlers(book.registry().query(), false))
                .containsExactly("POST /api/v1/citations");
    }

    @Test
    void without_a_key_with_an_unknown_or_a_revoked_one_every_write_is_401_and_leaves_nothing() {
        List<Long> before = kept();
        for (URI service : services()) {
            for (Write write : writes()) {
                for (String key : List.of("", "annals_unknown", revoked)) {
                    Answer answer =
                            send(write.method, service.resolve(write.path), key, body(write));
                    assertThat(answer.status()).as("%s %s", write, answer.text()).isEqualTo(401);
                    assertThat(answer.headers()).containsEntry("www-authenticate", "Bearer");
                    assertThat(answer.headers().get("content-type"))
                            .startsWith("application/problem+json");
                }
            }
        }
        assertThat(kept()).isEqualTo(before);
    }

    private static List<Long> kept() {
        return Stream.of("event", "import", "idempotency", "access_key")
                .map(table -> book.number("select count(*) from " + table))
                .toList();
    }

    @Test
    void other_schemes_than_bearer_are_401() {
        String basic =
                "Basic "
                        + java.util.Base64.getEncoder()
                                .encodeToString(("x:" + Book.KEY).getBytes());
        for (String header :
                List.of(basic, Book.KEY, "Bearer", "Bearer  ", "Bearer " + Book.KEY + "x")) {
            URI url = book.registry().url().resolve("/api/v1/companies");
            byte[] body =
                    json(company("com_scheme", "2018", "440106", ""))
                            .getBytes(StandardCharsets.UTF_8);
            Answer answer =
                    book.send("POST", url, "", "application/json", body, "Authorization", header);
            assertThat(answer.status()).as(header).isEqualTo(401);
        }
    }

    @Test
    void with_too_low_a_role_every_write_is_403() {
        for (URI service : services()) {
            for (Write write : writes()) {
                for (Role role : List.of(Role.REGISTRAR, Role.IMPORTER)) {
                    if (role.compareTo(write.least) < 0) {
                        String key = role == Role.REGISTRAR ? registrar : importer;
                        Answer answer =
                                send(write.method, service.resolve(write.path), key, body(write));
                        assertThat(answer.status()).as("%s as %s", write, role).isEqualTo(403);
                        assertThat(answer.json().get("code").stringValue()).isEqualTo("wrong-role");
                    }
                }
            }
        }
        assertThat(
                        book.number(
                                "select count(*) from access_key where name = 'reg.1' and"
                                        + " revoked_at is null"))
                .isEqualTo(1);
    }

    @Test
    void each_role_does_what_is_its_own_and_is_named_in_what_it_records() {
        Answer recorded =
                book.registry()
                        .postAs(
                                registrar,
                                "/api/v1/companies",
                                json(company("com_r", "2018", "440106", "")));
        assertThat(recorded.status()).isEqualTo(201);
        assertThat(
                        book.read(
                                        "companies/com_r/events",
                                        recorded.json().get("position").longValue())
                                .at("/items/0/recordedBy")
                                .stringValue())
                .isEqualTo("reg.1");
        Answer imported = book.registry().postAs(importer, "/api/v1/imports", "{}\n");
        assertThat(imported.status()).isEqualTo(202);
        URI progress = book.registry().url().resolve(imported.headers().get("location"));
        assertThat(send("GET", progress, importer, "").status()).isEqualTo(200);
        assertThat(
                        book.registry()
                                .postAs(
                                        importer,
                                        "/api/v1/companies",
                                        json(company("com_i", "2018", "440106", "")))
                                .status())
                .isEqualTo(201);
    }

    @Test
    void a_revoked_key_ends_at_once_and_what_it_recorded_stays() {
        String key = issue("short.1", "registrar");
        String body = json(company("com_short", "2018", "440106", ""));
        assertThat(
                        book.registry()
                                .postAs(key, "/api/v1/companies", body, "Idempotency-Key", "s")
                                .status())
                .isEqualTo(201);
        assertThat(send("DELETE", "/api/v1/keys/short.1", Book.KEY, "").status()).isEqualTo(204);
        assertThat(
                        book.registry()
                                .postAs(key, "/api/v1/companies", body, "Idempotency-Key", "s")
                                .status())
                .isEqualTo(401);
        assertThat(book.number("select count(*) from event where subject = 'com_short'"))
                .isEqualTo(1);
    }

    @Test
    void an_idempotency_key_belongs_to_its_caller() {
        String body = json(dated("2019-01-01", "'name':'Renamed'"));
        for (String key : List.of(registrar, importer)) {
            assertThat(
                            book.registry()
                                    .postAs(
                                            key,
                                            "/api/v1/companies/com_a/rename",
                                            body,
                                            "Idempotency-Key",
                                            "mine")
                                    .status())
                    .isEqualTo(200);
        }
        assertThat(book.number("select count(*) from idempotency where key = 'mine'")).isEqualTo(2);
    }

    @Test
    void reads_are_public_and_a_wrong_key_does_not_end_them() {
        List<String> reads =
                List.of(
                        "companies",
                        "companies/com_a",
                        "companies/com_a/history",
                        "companies/com_a/events",
                        "parks",
                        "policies",
                        "regions",
                        "sources",
                        "series/company-registrations?by=year",
                        "changes",
                        "snapshot",
                        "status");
        for (String read : reads) {
            assertThat(send("GET", "/api/v1/" + read, "", "").status()).as(read).isEqualTo(200);
            assertThat(send("GET", "/api/v1/" + read, "annals_unknown", "").status())
                    .as(read)
                    .isEqualTo(200);
        }
        URI status = book.registry().commandUrl().resolve("/api/v1/status");
        assertThat(send("GET", status, "", "").status()).isEqualTo(200);
    }

    @Test
    void no_other_method_changes_anything() {
        long events = book.number("select count(*) from event");
        for (URI service : services()) {
            for (String method : List.of("PUT", "PATCH", "DELETE")) {
                for (String path :
                        List.of("companies", "companies/com_a", "companies/com_a/events/0")) {
                    Answer answer =
                            send(method, service.resolve("/api/v1/" + path), Book.KEY, "{}");
                    assertThat(answer.status()).as("%s %s", method, path).isIn(404, 405);
                }
            }
        }
        assertThat(book.number("select count(*) from event")).isEqualTo(events);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT | companies | GET, HEAD, POST | POST",
                "DELETE | companies/com_a | GET, HEAD |",
                "PATCH | companies/com_a | GET, HEAD |",
                "POST | companies/com_a | GET, HEAD |",
                "POST | companies/com_a/history | GET, HEAD |",
                "POST | series/active-companies | GET, HEAD |",
                "POST | series/active-companies/vintages | GET, HEAD |",
                "POST | citations/cit_x | GET, HEAD |",
                "POST | changes | GET, HEAD |",
                "PUT | status | GET, HEAD | GET, HEAD",
                "PUT | citations | GET, HEAD, POST | POST",
                "PUT | companies/com_a/rename | POST | POST",
                "GET | companies/com_a/rename | POST | POST",
                "GET | companies/com_a/events/0/correct | POST | POST",
                "GET | republish | POST | POST",
                "DELETE | keys | GET, HEAD, POST | GET, HEAD, POST",
                "DELETE | companies/com_a/promote | |",
                "GET | companies/com_a/promote | |",
                "PUT | companys | |",
                "DELETE | companys/com_a | |",
                "GET | nothing/at/all/here | |",
                "POST | nothing/at/all/here | |",
            })
    void a_path_that_takes_other_methods_is_405_naming_them_and_one_that_is_not_there_404(
            String method, String path, String allowed, String allowedByCommands) {
        assertMethods(method, book.registry().url(), path, allowed);
        assertMethods(method, book.registry().commandUrl(), path, allowedByCommands);
    }

    private static void assertMethods(String method, URI service, String path, String allowed) {
        String body = method.equals("GET") || method.equals("DELETE") ? "" : "{}";
        Answer answer = send(method, service.resolve("/api/v1/" + path), Book.KEY, body);
        assertProblem(answer, allowed == null ? 404 : 405);
        assertThat(answer.headers().get("allow")).as(answer.text()).isEqualTo(allowed);
        if (allowed != null) {
            assertThat(answer.json().get("code").stringValue()).isEqualTo("method-not-allowed");
        }
    }

    private static void assertProblem(Answer answer, int status) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.headers().get("content-type")).startsWith("application/problem+json");
        assertThat(answer.json().get("code").stringValue()).isNotBlank();
        assertThat(answer.json().get("errors").isArray()).isTrue();
    }

    @Test
    void whatever_is_refused_before_it_is_understood_is_a_problem_too() throws Exception {
        for (URI service : services()) {
            for (String request :
                    List.of(
                            "GET /api/v1/companies?q=[ HTTP/1.1",
                            "GET /api/v1/%zz HTTP/1.1",
                            "TRACE /api/v1/companies HTTP/1.1",
                            "POST /v3/api-docs HTTP/1.1",
                            "GET /nothing HTTP/1.1",
                            "GET /error HTTP/1.1")) {
                String answer = raw(service, request + "\r\nHost: here\r\n");
                assertThat(answer).as(request).containsPattern("HTTP/1.1 4[0-9][0-9]");
                assertThat(answer).as(request).contains("application/problem+json");
                assertThat(answer).as(request).contains("\"code\":\"", "\"errors\":[]");
            }
        }
    }

    private static String raw(URI service, String request) throws Exception {
        try (var socket = new Socket(service.getHost(), service.getPort())) {
            byte[] bytes = (request + "Connection: close\r\n\r\n").getBytes(StandardCharsets.UTF_8);
            socket.getOutputStream().write(bytes);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void keys_are_only_hashed_in_the_database() throws Exception {
        for (String key : List.of(Book.KEY, registrar, importer, revoked)) {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(key.getBytes(StandardCharsets.UTF_8));
            assertThat(
                            book.number(
                                    "select count(*) from access_key where sha256 = '\\x%s'::bytea"
                                            .formatted(HexFormat.of().formatHex(hash))))
                    .isEqualTo(1);
            String hex = HexFormat.of().formatHex(key.getBytes(StandardCharsets.UTF_8));
            try (Connection log = book.log();
                    Connection model = book.model()) {
                for (Connection database : List.of(log, model)) {
                    for (String table : tables(database)) {
                        assertThat(holds(database, table, key) || holds(database, table, hex))
                                .as(table)
                                .isFalse();
                    }
                }
            }
        }
        assertThat(registrar).matches("annals_[A-Za-z0-9_-]{43}");
        assertThat(send("GET", "/api/v1/keys", Book.KEY, "").text())
                .contains("reg.1")
                .doesNotContain(registrar);
    }

    private static List<String> tables(Connection database) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (var select = database.createStatement();
                var row =
                        select.executeQuery(
                                "select tablename from pg_tables where schemaname = 'public'")) {
            while (row.next()) {
                tables.add(row.getString(1));
            }
        }
        return tables;
    }

    private static boolean holds(Connection database, String table, String text)
            throws SQLException {
        try (var select =
                database.prepareStatement(
                        "select exists (select from "
                                + table
                                + " t where position(? in t::text) > 0)")) {
            select.setString(1, text);
            try (var row = select.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private static Set<String> handlers(ConfigurableApplicationContext service, boolean reads) {
        return service
                .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet()
                .stream()
                .flatMap(AccessTest::named)
                .filter(handler -> handler.contains(" /api/"))
                .filter(handler -> handler.startsWith(HttpMethod.GET.name()) == reads)
                .collect(Collectors.toSet());
    }

    private static Stream<String> named(RequestMappingInfo mapping) {
        Set<RequestMethod> methods = mapping.getMethodsCondition().getMethods();
        return mapping.getPatternValues().stream()
                .flatMap(
                        pattern ->
                                methods.isEmpty()
                                        ? Stream.of("ANY " + pattern)
                                        : methods.stream().map(method -> method + " " + pattern));
    }

    private static List<URI> services() {
        return List.of(book.registry().url(), book.registry().commandUrl());
    }

    private static String issue(String name, String role) {
        String body = json("{'name':'%s','role':'%s'}".formatted(name, role));
        Answer answer = send("POST", "/api/v1/keys", Book.KEY, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json().get("key").stringValue();
    }

    private static String body(Write write) {
        return write.method.equals("GET") || write.method.equals("DELETE")
                ? ""
                : json(company("com_nobody", "2018", "440106", ""));
    }

    private static Answer send(String method, String path, String key, String body) {
        return send(method, book.registry().url().resolve(path), key, body);
    }

    private static Answer send(String method, URI url, String key, String body) {
        String type =
                body.isEmpty()
                        ? ""
                        : url.getPath().endsWith("imports")
                                ? "application/x-ndjson"
                                : "application/json";
        return book.send(method, url, key, type, body.getBytes(StandardCharsets.UTF_8));
    }
}
