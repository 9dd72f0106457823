package io.annals.command.recording;

import io.annals.events.Amendment;
import io.annals.events.FactType;
import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.Schemas;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.PathParameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;

import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The OpenAPI document of the commands, made from the declarations of the verbs. */
@Configuration(proxyBeanMethods = false)
class CommandsDocument {

    private static final Map<String, String> ANSWERS =
            new TreeMap<>(
                    Map.of(
                            "202", "Recorded; its position is not known yet",
                            "400", "Malformed, or an unknown field",
                            "401", "No key",
                            "403", "A key of too low a role",
                            "404", "No such subject",
                            "409", "Against a rule, which is named",
                            "410", "The subject is void",
                            "412", "If-Match does not hold",
                            "422", "A wrong value"));

    @Bean
    OpenApiCustomizer commands() {
        return document -> {
            document.info(
                    new Info()
                            .title("Annals command-service")
                            .version("v1")
                            .description("Records events."));
            document.schemaRequirement(
                    "key", new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme("bearer"));
            document.addSecurityItem(new SecurityRequirement().addList("key"));
            Paths paths = document.getPaths();
            paths.keySet().removeIf(path -> path.contains("{kinds}"));
            for (Kind kind : Kind.values()) {
                kind(document, kind);
            }
            imports(paths.get("/api/v1/imports").getPost());
        };
    }

    private static void imports(Operation operation) {
        String lines =
                "In each line {command: kinds.verb, id, key, …}, else as the body of the verb";
        String rows =
                "The same in rows below a header: columns are fields, nested by dots (source.id),"
                        + " lists are split by ;, an empty cell states nothing, a cell that begins"
                        + " with { is an object unless the field is a text";
        Content content =
                new Content()
                        .addMediaType("application/x-ndjson", text(lines))
                        .addMediaType("text/csv", text(rows));
        ApiResponse accepted = new ApiResponse().description("Stored; Location tells the progress");
        operation
                .summary("Records a file of commands")
                .requestBody(new RequestBody().required(true).content(content))
                .responses(new ApiResponses().addApiResponse("202", accepted));
    }

    private static MediaType text(String description) {
        return new MediaType()
                .schema(new Schema<String>().types(Set.of("string")).description(description));
    }

    private static void kind(OpenAPI document, Kind kind) {
        String base = "/api/v1/" + kind.plural();
        for (FactType fact : kind.facts()) {
            String path = fact.founding() ? base : base + "/{id}/" + fact.verb();
            path(document, path, kind, fact.verb(), Schemas.command(fact));
        }
        for (Amendment amendment : amendments(kind)) {
            String path =
                    amendment == Amendment.VOIDED
                            ? base + "/{id}/void"
                            : base + "/{id}/events/{sequence}/" + amendment.verb();
            path(document, path, kind, amendment.verb(), Schemas.command(amendment, kind));
        }
        path(document, base + "/{id}/record", kind, "record", record(kind));
    }

    /** Each item is the body of its verb, and names the verb. */
    private static ObjectNode record(Kind kind) {
        ObjectNode item = Json.object().put("type", "object");
        ArrayNode verbs = item.withObject("/properties").putObject("verb").putArray("enum");
        if (kind != Kind.CITATION) {
            kind.facts().forEach(fact -> verbs.add(fact.verb()));
        }
        amendments(kind).forEach(amendment -> verbs.add(amendment.verb()));
        item.putArray("required").add("verb");
        ObjectNode array = Json.object().put("type", "array").put("minItems", 1);
        array.set("items", item);
        return array;
    }

    private static List<Amendment> amendments(Kind kind) {
        return Stream.of(Amendment.values())
                .filter(it -> kind != Kind.CITATION || it != Amendment.CORRECTED)
                .toList();
    }

    private static void path(
            OpenAPI document, String path, Kind kind, String verb, ObjectNode body) {
        Operation operation =
                new Operation()
                        .operationId(kind.singular() + "-" + verb)
                        .addTagsItem(kind.plural())
                        .summary(verb + " a " + kind.singular())
                        .requestBody(new RequestBody().required(true).content(json(body)));
        if (path.contains("{id}")) {
            operation.addParametersItem(parameter(new PathParameter(), "id", "The subject's id"));
        }
        if (path.contains("{sequence}")) {
            operation.addParametersItem(
                    parameter(new PathParameter(), "sequence", "The original's sequence"));
        }
        operation.addParametersItem(
                parameter(
                                new HeaderParameter(),
                                "Idempotency-Key",
                                "Names this request: asked again, the answer is the same")
                        .required(false));
        operation.addParametersItem(
                parameter(
                                new HeaderParameter(),
                                "If-Match",
                                "The last sequence of the subject's stream, in quotes")
                        .required(false));
        ApiResponses responses = new ApiResponses();
        boolean founding = !path.contains("{id}");
        responses.addApiResponse(
                founding ? "201" : "200",
                new ApiResponse().description("Recorded").content(json(Schemas.answer())));
        ANSWERS.forEach(
                (status, description) ->
                        responses.addApiResponse(
                                status, new ApiResponse().description(description)));
        document.getPaths().addPathItem(path, new PathItem().post(operation.responses(responses)));
    }

    private static Parameter parameter(Parameter parameter, String name, String description) {
        return parameter
                .name(name)
                .description(description)
                .schema(new Schema<String>().type("string"));
    }

    private static Content json(ObjectNode schema) {
        try {
            return new Content()
                    .addMediaType(
                            "application/json",
                            new MediaType()
                                    .schema(
                                            Json31.mapper()
                                                    .readValue(Json.write(schema), Schema.class)));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
