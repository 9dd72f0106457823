package io.annals.query.citations;

import io.annals.events.CitationFact;
import io.annals.events.Kind;
import io.annals.query.platform.AsOf;
import io.annals.query.platform.Problem;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A read of this registry, by its address.
 *
 * @param path from {@code /api/v1/} on, percent-encoded
 * @param query the parameters, each as {@code name=value}, percent-encoded
 */
record Read(String path, List<String> query) {

    /** Reads of everything, in which each citation, of itself too, is one more. */
    private static final Set<String> GROWING = Set.of("changes", "diff");

    private static final Pattern PATH = Pattern.compile("/api/v1/[A-Za-z]+(/[A-Za-z0-9_-]+)*");
    private static final Pattern POSITION = Pattern.compile("@[0-9]{1,18}");
    private static final List<String> POINT = List.of("validAt", "knownAt", "minPosition");

    /**
     * Reads an address.
     *
     * @param host by which this registry was addressed, as {@code localhost:8080}
     * @throws Problem 422 if it is not that of a read which can be frozen
     */
    static Read of(String url, @Nullable String host) {
        URI uri;
        try {
            uri = URI.create(new URI(url).toASCIIString());
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw wrong("not-a-url", "is not a URL (RFC 3986): percent-encode what is special");
        }
        if ((uri.isAbsolute() || uri.getRawAuthority() != null)
                && !uri.getRawSchemeSpecificPart().startsWith("//" + host + "/")) {
            throw wrong("other-host", "is not an address of this registry, " + host);
        }
        String path = uri.getRawPath();
        if (path == null || uri.getFragment() != null || !PATH.matcher(path).matches()) {
            throw wrong("not-a-read", "must be the address of a read, from /api/v1/ on");
        }
        Read read =
                new Read(
                        path,
                        uri.getRawQuery() == null
                                ? List.of()
                                : Arrays.stream(uri.getRawQuery().split("&"))
                                        .filter(part -> !part.isEmpty())
                                        .toList());
        String first = read.segments().getFirst();
        if (CitationFact.NOT_READS.contains(first)) {
            throw wrong("not-a-read", first + " cannot be frozen, as they say not as of when");
        }
        if (read.parameter("cursor").isPresent()) {
            throw wrong(
                    "not-a-read", "must be that of a first page: raise limit, leave out cursor");
        }
        return read;
    }

    static Problem wrong(String code, String message) {
        return new Problem(422, code, "url " + message, "/url");
    }

    /** The parts of the path below {@code /api/v1/}. */
    List<String> segments() {
        return List.of(path.substring("/api/v1/".length()).split("/"));
    }

    /** A parameter, decoded. */
    Optional<String> parameter(String name) {
        return query.stream()
                .filter(part -> part.startsWith(name + "="))
                .map(part -> part.substring(name.length() + 1))
                .map(value -> URLDecoder.decode(value, StandardCharsets.UTF_8))
                .findFirst();
    }

    /** The same read at the very point at which it was answered. */
    Read at(JsonNode answer) {
        Read read = this;
        for (String prefix : prefixes()) {
            AsOf asOf = asOf(answer, prefix);
            read =
                    read.without(POINT.stream().map(name -> prefix + name).toList())
                            .with(prefix + "validAt=" + asOf.validAt())
                            .with(prefix + "knownAt=@" + asOf.position());
        }
        return read.without(POINT.subList(2, 3));
    }

    /** The same read with the knowledge of another position; of a diff, at its second point. */
    Read knownAt(long position) {
        String name = prefixes().getLast() + "knownAt";
        return without(List.of(name)).with(name + "=@" + position);
    }

    /** The position whose knowledge it asks for, of a diff at its second point; 0 for none. */
    long position() {
        return parameter(prefixes().getLast() + "knownAt")
                .filter(known -> POSITION.matcher(known).matches())
                .map(known -> Long.parseLong(known.substring(1)))
                .orElse(0L);
    }

    /** The point of an answer; of a diff, its second. */
    AsOf asOf(JsonNode answer) {
        return asOf(answer, prefixes().getLast());
    }

    private static AsOf asOf(JsonNode answer, String prefix) {
        JsonNode asOf = answer.path(member(prefix));
        if (!asOf.isObject()) {
            throw wrong("not-a-read", "is answered without asOf, so that it cannot be frozen");
        }
        return AsOf.of(asOf);
    }

    /** What an answer says, whenever it was given: an {@code href} names the point it is from. */
    JsonNode content(JsonNode answer) {
        if (!answer.isObject()) {
            return answer;
        }
        ObjectNode content = (ObjectNode) withoutAddresses(answer);
        if (GROWING.contains(segments().getFirst()) && content.path("items").isArray()) {
            ((ArrayNode) content.get("items"))
                    .removeIf(
                            item ->
                                    item.path("kind")
                                            .asString("")
                                            .equals(Kind.CITATION.singular()));
        }
        prefixes().forEach(prefix -> content.remove(member(prefix)));
        content.remove("next");
        return content;
    }

    /** A copy without the addresses at which its numbers can be asked for again. */
    static JsonNode withoutAddresses(JsonNode part) {
        JsonNode copy = part.deepCopy();
        copy.findParents("href").forEach(parent -> ((ObjectNode) parent).remove("href"));
        return copy;
    }

    private List<String> prefixes() {
        return path.equals("/api/v1/diff") ? List.of("from.", "to.") : List.of("");
    }

    private static String member(String prefix) {
        return prefix.isEmpty() ? "asOf" : prefix.substring(0, prefix.length() - 1);
    }

    private Read without(List<String> names) {
        return new Read(
                path,
                query.stream()
                        .filter(part -> names.stream().noneMatch(n -> part.startsWith(n + "=")))
                        .toList());
    }

    private Read with(String parameter) {
        return new Read(path, Stream.concat(query.stream(), Stream.of(parameter)).toList());
    }

    /** The address. */
    String url() {
        return query.isEmpty() ? path : path + "?" + String.join("&", query);
    }
}
