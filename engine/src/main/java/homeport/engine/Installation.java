package homeport.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The binaries of one PostgreSQL release.
 *
 * @param programs the folder of {@code postgres} and {@code initdb}
 */
record Installation(EngineVersion version, Path programs) {
    private static final Pattern SAID = Pattern.compile("\\(PostgreSQL\\) (\\d+)\\.(\\d+)\\b");

    String postgres() {
        return programs.resolve("postgres").toString();
    }

    String initdb() {
        return programs.resolve("initdb").toString();
    }

    static boolean complete(Path programs) {
        return Files.isExecutable(programs.resolve("postgres"))
                && Files.isExecutable(programs.resolve("initdb"));
    }

    /** What {@code postgres --version} printed; empty for a beta or something else. */
    static Optional<EngineVersion> version(String said) {
        Matcher matcher = SAID.matcher(said);
        if (!matcher.find() || Integer.parseInt(matcher.group(1)) < 10) return Optional.empty();
        return Optional.of(EngineVersion.parse(matcher.group(1) + "." + matcher.group(2)));
    }
}
