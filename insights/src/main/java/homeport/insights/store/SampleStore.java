package homeport.insights.store;

import homeport.insights.load.Grain;
import homeport.insights.load.Histories;
import homeport.insights.load.LoadChunk;
import homeport.insights.load.LoadHistory;
import homeport.insights.load.LoadKey;
import homeport.insights.load.Plan;
import homeport.insights.load.Statement;
import homeport.insights.lock.LockTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All samples of all servers, below one folder. For each server one thread adds; one thread, the
 * keeper's, calls {@link #settle}, {@link #prune} and {@link #remove}; reading is for any.
 */
public final class SampleStore implements Histories, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SampleStore.class);

    /** It names a folder. */
    private static final Pattern RESOURCE_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,254}");

    private final Path root;
    private final Map<String, Shelf> shelves = new ConcurrentHashMap<>();

    /** What is kept of one server. */
    private record Shelf(Series series, StatementLog statements, PlanLog plans, LockLog locks)
            implements LoadHistory {
        @Override
        public void read(Instant from, Instant to, Grain grain, Consumer<LoadChunk> reader) {
            series.read(from, to, grain, reader);
        }

        @Override
        public Grain finest(Instant at, Instant now) {
            Duration age = Duration.between(at, now);
            if (age.compareTo(Kept.TICKS) < 0) return Grain.TICK;
            return age.compareTo(Kept.MINUTES) < 0 ? Grain.MINUTE : Grain.HOUR;
        }

        @Override
        public Optional<Statement> statement(String id) {
            return statements.find(id);
        }

        @Override
        public Optional<Plan> plan(String id) {
            return plans.find(id);
        }

        @Override
        public List<Long> lockSnapshots(Instant from, Instant to, int max) {
            return locks.seconds(from, to, max);
        }

        @Override
        public Optional<LockTree> lockSnapshot(long epochSecond) {
            return locks.find(epochSecond);
        }

        void close() throws IOException {
            series.close();
            statements.close();
            plans.close();
            locks.close();
        }
    }

    /**
     * @param root of mode 0700, made when it is needed: there are texts of statements below it
     */
    public SampleStore(Path root) {
        this.root = root;
    }

    @Override
    public Optional<LoadHistory> of(String resourceId) {
        if (!RESOURCE_ID.matcher(resourceId).matches()) return Optional.empty();
        boolean known = shelves.containsKey(resourceId) || Files.isDirectory(folder(resourceId));
        return known ? Optional.of(shelf(resourceId)) : Optional.empty();
    }

    /**
     * Keeps a tick. What cannot be written stays in memory for a while, and the log tells.
     *
     * @param load hundredths of a session by key; empty: nobody was active
     */
    public void add(String resourceId, Instant at, Map<LoadKey, Integer> load) {
        shelf(resourceId).series().add(at.toEpochMilli(), load);
    }

    /**
     * Keeps a text, if it is new.
     *
     * @return whether it will be found
     */
    public boolean keep(String resourceId, Instant at, Statement statement) {
        try {
            return shelf(resourceId).statements().put(statement, StatementLog.day(at));
        } catch (IOException failed) {
            LOG.debug("a statement of {} cannot be kept", resourceId, failed);
            return false;
        }
    }

    /** Keeps a plan that was seen, or that it was seen again. */
    public void keep(String resourceId, Plan plan) {
        try {
            shelf(resourceId).plans().put(plan);
        } catch (IOException failed) {
            LOG.debug("a plan of {} cannot be kept", resourceId, failed);
        }
    }

    /** Keeps the tree of a second. */
    public void keep(String resourceId, Instant at, LockTree tree) {
        try {
            shelf(resourceId).locks().put(at.getEpochSecond(), tree);
        } catch (IOException failed) {
            LOG.debug("a lock tree of {} cannot be kept", resourceId, failed);
        }
    }

    /** Finishes the hours and days that are over; at least once a minute. */
    public void settle(Instant now) {
        shelves.forEach((id, shelf) -> {
            try {
                shelf.series().settle(now);
                shelf.series().force();
                shelf.statements().force();
                if (shelf.statements().isLarge()) shelf.statements().compact(now, Kept.LONGEST);
                if (shelf.plans().isLarge()) shelf.plans().compact(now.minus(Kept.LONGEST));
            } catch (IOException failed) {
                LOG.warn("samples of {} are not on disk yet: {}", id, failed.toString());
            }
        });
    }

    /** Removes what is older than it may be; about once an hour. */
    public void prune(String resourceId, Instant now, Duration retention) throws IOException {
        if (of(resourceId).isEmpty()) return;
        Shelf shelf = shelf(resourceId);
        shelf.series().prune(now, retention);
        shelf.statements().compact(now, retention);
        shelf.plans().compact(now.minus(retention));
        shelf.locks().prune(now.minus(retention));
    }

    /** The servers of which something is on disk. */
    public List<String> known() throws IOException {
        if (!Files.isDirectory(root)) return List.of();
        try (Stream<Path> all = Files.list(root)) {
            return all.map(folder -> folder.getFileName().toString())
                    .filter(name -> RESOURCE_ID.matcher(name).matches())
                    .sorted()
                    .toList();
        }
    }

    /** Removes all that is known of a server, to which nobody adds any more. */
    public void remove(String resourceId) throws IOException {
        Shelf shelf = shelves.remove(resourceId);
        if (shelf != null) shelf.close();
        WholeFile.deleteTree(folder(resourceId));
    }

    private Shelf shelf(String resourceId) {
        Shelf known = shelves.get(resourceId);
        return known != null ? known : shelves.computeIfAbsent(resourceId, this::open);
    }

    private Shelf open(String resourceId) {
        if (!RESOURCE_ID.matcher(resourceId).matches())
            throw new IllegalArgumentException("a resource id of " + resourceId);
        Path folder = folder(resourceId);
        try {
            WholeFile.folder(folder);
            return new Shelf(
                    Series.open(folder),
                    StatementLog.open(folder),
                    PlanLog.open(folder),
                    new LockLog(folder));
        } catch (IOException failed) {
            throw new UncheckedIOException("samples of " + resourceId + ": " + folder, failed);
        }
    }

    private Path folder(String resourceId) {
        return root.resolve(resourceId);
    }

    @Override
    public void close() throws IOException {
        for (Shelf shelf : shelves.values()) shelf.close();
        shelves.clear();
    }
}
