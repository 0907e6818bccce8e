package homeport.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Engines of this machine: what the user named, what the distribution installed, what Homeport
 * ships.
 */
public final class LocalEngines implements Engines {
    /** The common name that lets a peer stream WAL as {@code rdsrepladmin}. */
    public static final String REPLICATION_COMMON_NAME = "homeport:rdsrepladmin";

    private final Tools tools;

    private LocalEngines(Tools tools) {
        this.tools = tools;
    }

    /**
     * @param cache where shipped binaries are unpacked; readable by the account of the engines
     * @param enginePath a folder with PostgreSQL's programs, which wins over all others
     * @param embedded the folder of the shipped {@code postgres-<version>.jar} files
     * @throws EngineException a folder cannot be used
     */
    public static LocalEngines open(
            Path cache,
            Optional<Path> enginePath,
            Optional<Path> embedded,
            Authority authority,
            Account account) {
        try {
            Files.createDirectories(cache);
            Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxr-xr-x"));
            Path real = cache.toRealPath();
            Binaries binaries =
                    new Binaries(
                            new SystemInstalls(enginePath),
                            new EmbeddedInstalls(embedded, real, account),
                            account);
            String roots = Files.readString(authority.rootCertificate());
            return new LocalEngines(
                    new Tools(
                            account,
                            new ProcessTable(account),
                            authority,
                            binaries,
                            new SettingsTable(real, account),
                            new AdminAccess(authority, roots),
                            new Exits()));
        } catch (IOException e) {
            throw new EngineException("cannot use " + cache + " for engines", e);
        }
    }

    @Override
    public List<EngineVersion> versions() {
        return tools.binaries().versions();
    }

    /**
     * Unpacks that version now, so that the first node made with it need not wait.
     *
     * @throws EngineException it is not here
     */
    public void prepare(EngineVersion version) {
        tools.binaries().exact(version);
    }

    @Override
    public List<Setting> settings(int major) {
        EngineVersion newest =
                versions().stream()
                        .filter(v -> v.major() == major)
                        .findFirst()
                        .orElseThrow(() ->
                                new EngineException(
                                        "no PostgreSQL " + major + " here, only " + versions()));
        return tools.settings().of(tools.binaries().exact(newest));
    }

    @Override
    public Node node(NodePlace place) {
        Path home = real(place.home().toAbsolutePath().normalize());
        return new LocalNode(new NodePlace(home, place.address(), place.port()), tools);
    }

    @Override
    public Outcome tryOut(StoredCopy copy, Path home, Duration max, Runnable restored) {
        return new Trial(tools, real(home.toAbsolutePath().normalize())).of(copy, max, restored);
    }

    @Override
    public void clearTrials(Path below) {
        Trial.clear(tools, real(below.toAbsolutePath().normalize()));
    }

    /**
     * A session as {@code rdsadmin}, the superuser, by certificate; the caller closes it.
     *
     * @throws SQLException nobody answers there, or not as one of ours
     */
    public Connection connect(NodePlace place, String database) throws SQLException {
        return tools.admin().connect(place, database);
    }

    /**
     * Clears what a killed Homeport left half done below {@code root}: helper processes, folders
     * that never became whole or were being removed. For the start, before anything is made there.
     *
     * @return what was done, a sentence each
     */
    public List<String> sweep(Path root) {
        return Sweep.run(real(root.toAbsolutePath().normalize()), tools.processes());
    }

    /** The path as the kernel names it; the last parts may not exist yet. */
    private static Path real(Path path) {
        Path parent = path.getParent();
        if (parent == null) return path;
        try {
            return Files.exists(path)
                    ? path.toRealPath()
                    : real(parent).resolve(path.getFileName());
        } catch (IOException e) {
            throw new EngineException("cannot resolve " + path, e);
        }
    }
}
