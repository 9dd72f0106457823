package io.annals.command.access;

import io.annals.command.platform.Bodies;
import io.annals.command.platform.Problem;
import io.annals.events.FieldError;
import io.annals.events.Json;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** {@code /api/v1/keys}: an administrator issues, lists and revokes keys. */
@RestController
class KeysHttp {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final Keys keys;

    KeysHttp(Keys keys) {
        this.keys = keys;
    }

    @PostMapping("/api/v1/keys")
    ResponseEntity<byte[]> issue(
            HttpServletRequest request,
            @RequestHeader(name = "Authorization", required = false)
                    @Nullable String authorization) {
        keys.require(Role.ADMINISTRATOR, authorization);
        JsonNode body = Bodies.json(request);
        List<FieldError> errors = new ArrayList<>();
        String name = body.path("name").stringValueOpt().orElse("");
        if (!NAME.matcher(name).matches()) {
            errors.add(new FieldError("/name", "not-a-name", "must be 1 to 64 of [A-Za-z0-9._-]"));
        }
        List<String> roles =
                Arrays.stream(Role.values())
                        .map(role -> role.name().toLowerCase(Locale.ROOT))
                        .toList();
        String role = body.path("role").stringValueOpt().orElse("");
        if (!roles.contains(role)) {
            errors.add(
                    new FieldError(
                            "/role", "not-one-of", "must be one of " + String.join(", ", roles)));
        }
        if (!errors.isEmpty()) {
            throw Problem.fields(errors);
        }
        String key = keys.issue(name, Keys.role(role));
        return Bodies.answer(
                201, Json.object().put("name", name).put("role", role).put("key", key));
    }

    @GetMapping("/api/v1/keys")
    ResponseEntity<byte[]> all(
            @RequestHeader(name = "Authorization", required = false)
                    @Nullable String authorization) {
        keys.require(Role.ADMINISTRATOR, authorization);
        ObjectNode all = Json.object();
        var items = all.putArray("items");
        keys.all()
                .forEach(
                        caller ->
                                items.addObject()
                                        .put("name", caller.name())
                                        .put(
                                                "role",
                                                caller.role().name().toLowerCase(Locale.ROOT)));
        return Bodies.answer(200, all);
    }

    @DeleteMapping("/api/v1/keys/{name}")
    ResponseEntity<byte[]> revoke(
            @PathVariable String name,
            @RequestHeader(name = "Authorization", required = false)
                    @Nullable String authorization) {
        keys.require(Role.ADMINISTRATOR, authorization);
        keys.revoke(name);
        return ResponseEntity.noContent().build();
    }
}
