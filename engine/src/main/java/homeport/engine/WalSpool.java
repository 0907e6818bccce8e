package homeport.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a server leaves finished WAL for whoever archives it: {@code wal/} beside its data folder,
 * one gzip file each, whole and on disk as soon as it has its name. The server does this alone, so
 * it goes on while Homeport is away. An idle segment is nearly all zeros and packs to some kB.
 */
record WalSpool(NodePlace place) {
    static final String PACKED = ".gz";

    Path folder() {
        return place.home().resolve("wal");
    }

    /**
     * What PostgreSQL runs for each finished file; repeated until it succeeds. Source: PostgreSQL
     * documentation, "Setting Up WAL Archiving".
     */
    String command() {
        String folder = inShell(folder().toString());
        return """
        f=%1$s/%%f; test -e "$f.gz" || { gzip -1 < %%p > "$f.partial" && sync "$f.partial" \
        && mv "$f.partial" "$f.gz" && sync %1$s; }\
        """
                .formatted(folder);
    }

    /** Quoted for the shell and for PostgreSQL, which replaces what follows a percent sign. */
    private static String inShell(String path) {
        return "'" + path.replace("'", "'\\''").replace("%", "%%") + "'";
    }

    /** What is finished, oldest first. */
    List<Path> finished() {
        if (!Files.isDirectory(folder())) return List.of();
        try (Stream<Path> files = Files.list(folder())) {
            return files.filter(file -> file.toString().endsWith(PACKED)).sorted().toList();
        } catch (IOException e) {
            throw new EngineException("cannot list " + folder(), e);
        }
    }
}
