package homeport.engine;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a server in recovery its WAL file by file, a few ahead of what it asks for. The server's
 * {@code restore_command} leaves a request in a folder and takes the answer from there, so no
 * program of ours has to start for each file, and a recovery whose Homeport is gone fails instead
 * of ending too early. One thread, from {@link #open} to {@link #close}.
 */
final class WalFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WalFeed.class);
    private static final String WANTED = ".wanted";
    private static final String ABSENT = ".absent";
    private static final String FAILED = ".failed";
    private static final int AHEAD = 4;

    /** Recovery does not go back once it goes forward. */
    private static final int BEHIND = 8;

    private static final Duration POLL = Duration.ofMillis(5);
    private static final Duration JOIN_MAX = Duration.ofSeconds(10);

    private final Path folder;
    private final Path data;
    private final WalSource source;
    private final Account account;
    private final Thread thread;
    private volatile boolean closed;

    private WalFeed(Path folder, Path data, WalSource source, Account account) {
        this.folder = folder;
        this.data = data;
        this.source = source;
        this.account = account;
        this.thread = Thread.ofVirtual().name("wal feed").unstarted(this::run);
    }

    /**
     * @param folder of nobody else; made anew
     * @param data of the server, which keeps what it has replayed until it is done
     */
    static WalFeed open(Path folder, Path data, WalSource source, Account account) {
        Durable.delete(folder);
        account.folder(folder);
        WalFeed feed = new WalFeed(folder, data, source, account);
        feed.thread.start();
        return feed;
    }

    /**
     * What PostgreSQL runs for each file that it needs. A status above 125 ends the recovery as
     * failed; 1 means that the archive has no such file. Source: PostgreSQL documentation,
     * "Recovering Using a Continuous Archive Backup".
     */
    String command() {
        return """
        f=%s/%%f; rm -f "$f.absent"; test -e "$f" || : > "$f.wanted"; n=0; \
        until test -e "$f"; do test ! -e "$f.absent" || exit 1; test ! -e "$f.failed" || exit 255; \
        n=$((n+1)); test $n -lt 12000 || exit 255; sleep 0.01; done; mv "$f" %%p\
        """
                .formatted(WalSpool.inShell(folder.toString()));
    }

    private void run() {
        while (!closed) {
            Optional<String> wanted = wanted();
            if (wanted.isPresent()) answer(wanted.get());
            else LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private Optional<String> wanted() {
        try (DirectoryStream<Path> requests = Files.newDirectoryStream(folder, "*" + WANTED)) {
            for (Path request : requests) {
                String name = request.getFileName().toString();
                Files.delete(request);
                return Optional.of(name.substring(0, name.length() - WANTED.length()));
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new EngineException("cannot read requests for WAL in " + folder, e);
        }
    }

    private void answer(String name) {
        try {
            if (!give(name)) {
                mark(name, ABSENT);
                return;
            }
        } catch (IOException failure) {
            LOG.warn("no WAL for a recovery: {}", failure.toString());
            mark(name, FAILED);
            return;
        }
        WalSegment.parse(name).ifPresent(this::giveAhead);
    }

    /** What cannot be given now is asked for later, and answered then. */
    private void giveAhead(WalSegment after) {
        WalSegment next = after.next();
        try {
            forget(after.number() - BEHIND);
            for (int i = 0; i < AHEAD && !closed; i++, next = next.next())
                if (!give(next.name())) return;
        } catch (IOException failure) {
            LOG.info("WAL file {} is not there ahead: {}", next.name(), failure.toString());
        }
    }

    /** What was replayed before would take the disk's room. */
    private void forget(long before) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(data.resolve("pg_wal"))) {
            for (Path file : files) {
                Optional<WalSegment> segment = WalSegment.parse(file.getFileName().toString());
                if (segment.filter(s -> s.number() < before).isPresent())
                    Files.deleteIfExists(file);
            }
        }
    }

    private boolean give(String name) throws IOException {
        Path whole = folder.resolve(name);
        if (Files.exists(whole)) return true;
        Path partial = Durable.partial(whole);
        Files.deleteIfExists(partial);
        if (!source.fetch(name, partial)) return false;
        account.own(partial);
        Files.move(partial, whole, StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    private void mark(String name, String what) {
        try {
            Path mark = Files.createFile(folder.resolve(name + what));
            account.own(mark);
        } catch (IOException e) {
            throw new EngineException("cannot answer a request for WAL in " + folder, e);
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(JOIN_MAX);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
        Durable.delete(folder);
    }
}
