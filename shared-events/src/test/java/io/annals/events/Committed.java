package io.annals.events;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;

/** Files that are generated and committed. */
final class Committed {

    private Committed() {}

    /** A path of the module's own folder. */
    static Path path(String path) {
        return Path.of(System.getProperty("basedir", "")).resolve(path);
    }

    /**
     * Holds a file to what is generated, or writes it.
     *
     * @param property the system property that lets it be written
     */
    static void check(Path file, String generated, String property) throws IOException {
        if (Boolean.getBoolean(property)) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, generated);
        }
        assertThat(file).as("to write it anew: -D%s=true", property).content().isEqualTo(generated);
    }

    /** The texts of the files of a folder by their names; empty if there is no folder. */
    static TreeMap<String, String> folder(Path folder) throws IOException {
        TreeMap<String, String> texts = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    texts.put(file.getFileName().toString(), Files.readString(file));
                }
            }
        }
        return texts;
    }

    /** JSON for people to read, with the same line ends everywhere. */
    static String pretty(JsonNode json) {
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
        return Json.mapper().writer().with(printer).writeValueAsString(json);
    }
}
