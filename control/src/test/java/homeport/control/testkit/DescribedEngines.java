package homeport.control.testkit;

import homeport.engine.EngineVersion;
import homeport.engine.Engines;
import homeport.engine.Node;
import homeport.engine.NodePlace;
import homeport.engine.Setting;
import homeport.engine.StoredCopy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Engines that cannot start nodes but whose settings come from a real PostgreSQL: {@code postgres
 * --describe-config} of an installation on this machine, whatever its major version. That command
 * leaves out the words of enums and the units, so those that tests speak of are added here.
 */
public final class DescribedEngines implements Engines {
    private static final Map<String, String> UNITS =
            Map.of(
                    "shared_buffers", "8kB",
                    "effective_cache_size", "8kB",
                    "maintenance_work_mem", "kB",
                    "autovacuum_work_mem", "kB",
                    "work_mem", "kB",
                    "statement_timeout", "ms",
                    "max_wal_size", "MB");
    private static final Map<String, List<String>> WORDS =
            Map.of(
                    "log_statement", List.of("none", "ddl", "mod", "all"),
                    "wal_level", List.of("minimal", "replica", "logical"),
                    "password_encryption", List.of("md5", "scram-sha-256"));

    private final List<EngineVersion> versions;
    private final List<Setting> settings;

    /**
     * @param versions as they are to be listed, newest first
     * @throws IllegalStateException no PostgreSQL is installed here
     */
    public DescribedEngines(String... versions) {
        this.versions = Arrays.stream(versions).map(EngineVersion::parse).toList();
        this.settings = describe();
    }

    @Override
    public List<EngineVersion> versions() {
        return versions;
    }

    @Override
    public List<Setting> settings(int major) {
        return settings;
    }

    @Override
    public Node node(NodePlace place) {
        throw new UnsupportedOperationException("these engines only describe themselves");
    }

    @Override
    public Outcome tryOut(StoredCopy copy, Path home, Duration max, Runnable restored) {
        throw new UnsupportedOperationException("these engines only describe themselves");
    }

    @Override
    public void clearTrials(Path below) {}

    /** The newest installed {@code postgres}. */
    public static Optional<Path> binary() {
        Path root = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(root)) return Optional.empty();
        try (Stream<Path> installed = Files.list(root)) {
            return installed
                    .map(version -> version.resolve("bin/postgres"))
                    .filter(Files::isExecutable)
                    .max(Comparator.naturalOrder());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<Setting> describe() {
        Path binary = binary().orElseThrow(() -> new IllegalStateException("no PostgreSQL here"));
        try {
            Process described =
                    new ProcessBuilder(binary.toString(), "--describe-config")
                            .redirectErrorStream(true)
                            .start();
            String text =
                    new String(described.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            List<Setting> settings = new ArrayList<>();
            text.lines()
                    .map(line -> line.split("\t", -1))
                    .map(DescribedEngines::setting)
                    .forEach(settings::add);
            // Nodes preload it, so a real Engines lists its settings too.
            settings.add(
                    new Setting(
                            "pg_stat_statements.max",
                            "postmaster",
                            "integer",
                            Optional.empty(),
                            Optional.of("100"),
                            Optional.of("1073741823"),
                            List.of(),
                            Optional.of("5000"),
                            "Statements tracked at most."));
            settings.sort(Comparator.comparing(Setting::name));
            return List.copyOf(settings);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Columns: name, context, group, type, boot value, min, max, description, detail. */
    private static Setting setting(String[] row) {
        String type =
                switch (row[3]) {
                    case "BOOLEAN" -> "bool";
                    case "INTEGER" -> "integer";
                    case "REAL" -> "real";
                    case "ENUM" -> "enum";
                    default -> "string";
                };
        return new Setting(
                row[0],
                row[1],
                type,
                Optional.ofNullable(UNITS.get(row[0])),
                present(row[5]),
                present(row[6]),
                WORDS.getOrDefault(row[0], List.of()),
                present(row[4]),
                row[7]);
    }

    private static Optional<String> present(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
