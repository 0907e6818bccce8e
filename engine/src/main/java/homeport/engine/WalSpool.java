package homeport.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Where a server leaves finished WAL for whoever archives it: {@code wal/} beside its data folder,
 * one gzip file each, whole and on disk as soon as it has its name. The server does this alone, so
 * it goes on while Homeport is away. An idle segment is nearly all zeros and packs to some kB.
 */
record WalSpool(NodePlace place) {
    static final String PACKED = ".gz";

    /** Source: PostgreSQL, xlogarchive.c. */
    private static final String READY = ".ready";

    private static final String DONE = ".done";

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
    static String inShell(String path) {
        return "'" + path.replace("'", "'\\''").replace("%", "%%") + "'";
    }

    /**
     * Packs what a server that runs no more had finished and not packed: its folder may go next.
     *
     * @param account that the files belong to
     */
    void rescue(Account account) {
        Path wal = place.data().resolve("pg_wal");
        Path status = wal.resolve("archive_status");
        if (!Files.isDirectory(status)) return;
        try (Stream<Path> marks = Files.list(status)) {
            if (!archives()) return;
            for (Path mark : marks.filter(file -> file.toString().endsWith(READY)).toList()) {
                String file = mark.getFileName().toString();
                String name = file.substring(0, file.length() - READY.length());
                pack(wal.resolve(name), folder().resolve(name + PACKED), account);
                Files.move(mark, status.resolve(name + DONE), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new EngineException("cannot pack the WAL of " + place.home(), e);
        }
    }

    /** It was to leave its WAL here when it was last configured. */
    private boolean archives() throws IOException {
        Path settings = place.data().resolve("postgresql.conf");
        return Files.exists(settings)
                && Files.readString(settings).contains(Node.ARCHIVE + " = 'on'");
    }

    private static void pack(Path from, Path to, Account account) throws IOException {
        if (Files.exists(to) || !Files.exists(from)) return;
        account.folder(to.getParent());
        Path partial = Durable.partial(to);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(partial))) {
            Files.copy(from, out);
        }
        account.own(partial);
        try (FileChannel file = FileChannel.open(partial, StandardOpenOption.WRITE)) {
            file.force(true);
        }
        Durable.move(partial, to);
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
