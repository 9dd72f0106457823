package io.annals.command.imports;

import io.annals.command.access.Keys;
import io.annals.command.access.Role;
import io.annals.command.platform.Bodies;
import io.annals.command.platform.Problem;
import io.annals.events.Json;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** {@code /api/v1/imports}: files of commands, one in each line of NDJSON or row of CSV. */
@RestController
class ImportsHttp {

    private static final String CSV = "text/csv";
    private static final Set<String> TYPES =
            Set.of(
                    CSV,
                    "application/x-ndjson",
                    "application/ndjson",
                    "application/jsonl",
                    "application/json",
                    "text/plain",
                    "application/octet-stream",
                    "application/x-www-form-urlencoded");
    private static final int MAX_ERRORS = 1_000;

    private final Keys keys;
    private final Imports imports;

    ImportsHttp(Keys keys, Imports imports) {
        this.keys = keys;
        this.imports = imports;
    }

    @PostMapping("/api/v1/imports")
    ResponseEntity<byte[]> accept(
            HttpServletRequest request, @RequestParam(defaultValue = "false") String dryRun)
            throws IOException {
        Keys.Caller caller =
                keys.require(Role.IMPORTER, request.getHeader(HttpHeaders.AUTHORIZATION));
        if (!dryRun.equals("true") && !dryRun.equals("false")) {
            throw Problem.of(400, "bad-parameter", "dryRun must be true or false");
        }
        String given = request.getContentType();
        String type = given == null ? null : given.replaceAll(";.*", "").strip();
        if (type != null && !TYPES.contains(type)) {
            throw Problem.of(
                    415,
                    "not-ndjson",
                    "an import must be application/x-ndjson or text/csv, not " + given);
        }
        BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(
                                request.getInputStream(),
                                StandardCharsets.UTF_8
                                        .newDecoder()
                                        .onMalformedInput(CodingErrorAction.REPORT)
                                        .onUnmappableCharacter(CodingErrorAction.REPORT)),
                        1 << 16);
        Imports.Lines lines = CSV.equals(type) ? new Csv(reader)::next : reader::readLine;
        String id = imports.accept(lines, caller.name(), dryRun.equals("true"));
        return ResponseEntity.status(202)
                .header(HttpHeaders.LOCATION, "/api/v1/imports/" + id)
                .contentType(MediaType.APPLICATION_JSON)
                .body(
                        Json.mapper()
                                .writeValueAsBytes(
                                        imports.progress(id, 0, MAX_ERRORS).orElseThrow()));
    }

    @GetMapping("/api/v1/imports/{id}")
    ResponseEntity<byte[]> progress(
            HttpServletRequest request,
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String after) {
        keys.require(Role.IMPORTER, request.getHeader(HttpHeaders.AUTHORIZATION));
        if (after != null && !after.matches("[0-9]{1,18}")) {
            throw Problem.of(400, "bad-parameter", "after must be the number of a line");
        }
        return Bodies.answer(
                200,
                imports.progress(id, after == null ? 0 : Long.parseLong(after), MAX_ERRORS)
                        .orElseThrow(
                                () ->
                                        Problem.of(
                                                404,
                                                "no-such-import",
                                                "there is no import " + id)));
    }
}
