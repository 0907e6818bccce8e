package homeport.engine;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * PostgreSQL as somebody else installed it: the folder the user named, the packages of the
 * distribution, the search path; in this order. Each binary is asked for its version once, and
 * again when the file changed. Safe from any thread.
 */
final class SystemInstalls {
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final Duration ASK_MAX = Duration.ofSeconds(10);

    private final Optional<Path> enginePath;
    private final Map<Binary, Optional<EngineVersion>> asked = new ConcurrentHashMap<>();

    private record Binary(Path path, FileTime changed) {}

    /**
     * @param enginePath a folder with {@code postgres} and {@code initdb}, or the one above its
     *     {@code bin}
     * @throws EngineException the folder has no engine
     */
    SystemInstalls(Optional<Path> enginePath) {
        this.enginePath = enginePath.map(SystemInstalls::programs);
    }

    /** Earlier ones win. */
    List<Installation> list() {
        Set<Path> folders = new LinkedHashSet<>();
        enginePath.ifPresent(folders::add);
        folders.addAll(packaged());
        folders.addAll(onPath());
        List<Installation> found = new ArrayList<>();
        for (Path programs : folders)
            version(programs).ifPresent(v -> found.add(new Installation(v, programs)));
        return found;
    }

    private static Path programs(Path named) {
        for (Path programs : List.of(named, named.resolve("bin")))
            if (Installation.complete(programs)) return programs.toAbsolutePath();
        throw new EngineException(
                "no PostgreSQL in " + named + ": it has no executable postgres and initdb");
    }

    private static List<Path> packaged() {
        List<Path> found = new ArrayList<>();
        if (!Files.isDirectory(DEBIAN)) return found;
        try (DirectoryStream<Path> majors = Files.newDirectoryStream(DEBIAN)) {
            for (Path major : majors)
                if (Installation.complete(major.resolve("bin"))) found.add(major.resolve("bin"));
        } catch (NotDirectoryException e) {
            return found;
        } catch (IOException e) {
            throw new EngineException("cannot list " + DEBIAN, e);
        }
        return found;
    }

    private static List<Path> onPath() {
        List<Path> found = new ArrayList<>();
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            Path postgres = Path.of(folder).resolve("postgres");
            if (folder.isEmpty() || !Files.isExecutable(postgres)) continue;
            try {
                Path programs = postgres.toRealPath().getParent();
                if (Installation.complete(programs)) found.add(programs);
            } catch (IOException e) {
                throw new EngineException("cannot follow " + postgres, e);
            }
        }
        return found;
    }

    private Optional<EngineVersion> version(Path programs) {
        Path postgres = programs.resolve("postgres");
        try {
            Binary binary = new Binary(postgres, Files.getLastModifiedTime(postgres));
            return asked.computeIfAbsent(binary, _ -> ask(postgres));
        } catch (IOException e) {
            throw new EngineException("cannot look at " + postgres, e);
        }
    }

    private static Optional<EngineVersion> ask(Path postgres) {
        List<String> command = List.of(postgres.toString(), "--version");
        Command.Result said = Command.run(command, Path.of("/"), "", ASK_MAX);
        return said.exit() == 0 ? Installation.version(said.output()) : Optional.empty();
    }
}
