package io.annals.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The documents that both services serve are the committed ones; {@code -Ddocs.write=true} commits
 * them anew.
 */
class OpenApiTest {

    private static final JsonMapper SORTED =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @Test
    void the_served_documents_are_the_committed_ones() throws Exception {
        try (Registry registry = Registry.start()) {
            compare(registry.commandUrl(), "command-service.json");
            compare(registry.url(), "query-service.json");
        }
    }

    private static void compare(URI service, String file) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    client.send(
                            HttpRequest.newBuilder(service.resolve("/v3/api-docs")).build(),
                            HttpResponse.BodyHandlers.ofString());
            ObjectNode document = (ObjectNode) SORTED.readTree(answer.body());
            document.remove("servers");
            String served = SORTED.writeValueAsString(document) + "\n";
            Path committed = Path.of("..", "docs", "openapi", file);
            if (Boolean.getBoolean("docs.write")) {
                Files.createDirectories(committed.getParent());
                Files.writeString(committed, served);
            }
            assertThat(committed).content().isEqualTo(served);
        }
    }
}
