import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/** Checks ({@code check}) or rewrites ({@code rewrite}) every Java source of the modules under a folder. */
class Format {
    static final Formatter FORMATTER = new Formatter(
            JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.AOSP).build());

    public static void main(String[] args) throws Exception {
        boolean rewrite = args[0].equals("rewrite");
        Path root = Path.of(args[1]);
        List<Path> sources;
        try (var tree = Files.find(root, 20, (path, attributes) -> path.toString().endsWith(".java")
                && path.toString().contains("/src/")
                        && !path.toString().contains("/target/"))) {
            sources = tree.toList();
        }
        var unformatted = new TreeSet<String>();
        for (Path source : sources) {
            String before = Files.readString(source);
            String after;
            try {
                after = FORMATTER.formatSourceAndFixImports(before);
            } catch (Exception e) {
                System.err.println(root.relativize(source) + ": " + e.getMessage());
                System.exit(1);
                return;
            }
            if (!after.equals(before)) {
                unformatted.add(root.relativize(source).toString());
                if (rewrite) {
                    Files.writeString(source, after);
                }
            }
        }
        if (rewrite) {
            System.out.println(unformatted.size() + " of " + sources.size() + " Java sources rewritten");
        } else if (!unformatted.isEmpty()) {
            System.err.println("Not formatted (google-java-format, AOSP):");
            unformatted.forEach(source -> System.err.println("  " + source));
            System.err.println("To format: mvn -Pformat validate");
            System.exit(1);
        }
    }
}
