package homeport.proxy.pool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Where node-postgres is: Debian's package {@code node-pg}, else what npm fetches once into the
 * build's folder.
 */
final class NodePostgres {
    private static final String RELEASE = "pg@8.23.1";
    private static final Path DEBIAN = Path.of("/usr/share/nodejs");
    private static final Path FETCHED = Path.of("target/node-postgres").toAbsolutePath();
    private static final long FETCH_SECONDS_MAX = 60;

    private NodePostgres() {}

    /** Empty: there is no Node.js, or no way to that package. */
    static Optional<Path> modules() throws IOException, InterruptedException {
        if (!succeeds(List.of("node", "--version"))) return Optional.empty();
        if (Files.isDirectory(DEBIAN.resolve("pg"))) return Optional.of(DEBIAN);
        Path modules = FETCHED.resolve("node_modules");
        boolean there = Files.isDirectory(modules.resolve("pg"));
        if (!there) {
            Files.createDirectories(FETCHED);
            List<String> fetch =
                    List.of(
                            "npm",
                            "install",
                            "--no-audit",
                            "--no-fund",
                            "--ignore-scripts",
                            "--prefix",
                            FETCHED.toString(),
                            RELEASE);
            there = succeeds(fetch);
        }
        return there ? Optional.of(modules) : Optional.empty();
    }

    private static boolean succeeds(List<String> command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (process.waitFor(FETCH_SECONDS_MAX, TimeUnit.SECONDS))
                return process.exitValue() == 0;
            process.destroyForcibly();
            return false;
        } catch (IOException missing) {
            return false;
        }
    }
}
