package io.annals.seeds;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The commands about one kind of subject that the report gives rise to.
 *
 * @param name the kind as in paths: {@code parks}
 * @param lines one command a line in the import format (NDJSON), in an order in which they can be
 *     imported
 */
public record SeedFile(String name, List<String> lines) {

    public SeedFile {
        lines = List.copyOf(lines);
    }

    /** Number of commands. */
    public int count() {
        return lines.size();
    }

    static SeedFile read(String name) {
        String resource = "/seeds/" + name + ".ndjson";
        try (InputStream in = SeedFile.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("not on the class path: " + resource);
            }
            var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            return new SeedFile(name, reader.lines().filter(line -> !line.isBlank()).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
