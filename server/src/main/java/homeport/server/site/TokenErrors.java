package homeport.server.site;

import homeport.proxy.auth.DbTokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sign-ins by token that failed, in a bounded file for each database: what {@code
 * iam-db-auth-error} shows. Any thread.
 */
final class TokenErrors implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TokenErrors.class);

    private static final FileAttribute<Set<PosixFilePermission>> OWN =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path folder;
    private final Map<String, ProxyLogFile> files = new ConcurrentHashMap<>();

    TokenErrors(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    /** Notes a failure; never waits. */
    void note(String resourceId, Instant at, String user, DbTokens.Verdict verdict) {
        if (verdict.refusal().isEmpty()) return;
        String line =
                "%s [%s] %s: %s"
                        .formatted(
                                at.truncatedTo(ChronoUnit.MILLIS),
                                readable(user),
                                verdict.refusal().get().text(),
                                readable(verdict.because()));
        try {
            files.computeIfAbsent(resourceId, this::open).accept(line);
        } catch (UncheckedIOException refused) {
            LOG.warn("{}: {}", refused.getMessage(), line); // a full disk must not answer for it
        }
    }

    private ProxyLogFile open(String resourceId) {
        try {
            Files.createDirectories(folder, OWN);
        } catch (IOException refused) {
            throw new UncheckedIOException("failed sign-ins cannot be noted", refused);
        }
        return ProxyLogFile.open(folder.resolve(resourceId + ".log"));
    }

    /** A role may be called anything, lines included. */
    private static String readable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    /** Removes the files of databases that are gone. */
    void keep(Set<String> resourceIds) {
        for (String id : Set.copyOf(files.keySet()))
            if (!resourceIds.contains(id)) files.remove(id).close();
        try (Stream<Path> all = Files.exists(folder) ? Files.list(folder) : Stream.empty()) {
            for (Path file : all.toList()) {
                String name = file.getFileName().toString();
                String id = name.substring(0, Math.max(0, name.indexOf('.')));
                if (!resourceIds.contains(id)) Files.deleteIfExists(file);
            }
        } catch (IOException later) {
            LOG.warn("{} cannot be tidied: {}", folder, later.toString());
        }
    }

    @Override
    public void close() {
        List.copyOf(files.values()).forEach(ProxyLogFile::close);
    }
}
