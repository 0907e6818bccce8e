package homeport.store.series;

import homeport.store.StoreException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Numbers by time, on disk. Points are taken into memory; {@link #care} writes them to the file
 * within its period, so a {@code kill -9} loses what came since, and nothing else: the file holds
 * each flush whole or not at all. Once an hour they go into blocks of one series each. With age
 * they are put together to coarser ones; what is read is the same before that was done and after.
 * Safe from any thread; each call takes the lock for as long as it works.
 */
public final class SeriesStore implements AutoCloseable {
    private static final int ROLL_SLICE = 200;
    private static final long ROLL_SECONDS = 600;

    private final Retention retention;
    private final Bounds bounds;
    private final SeriesFile file;
    private final SampleCodec codec = new SampleCodec();
    private final Blocks blocks;
    private final NavigableMap<String, Live> byName = new TreeMap<>();
    private final TreeMap<Integer, Live> byId = new TreeMap<>();
    private final List<Live> changed = new ArrayList<>();
    private int freshWeight;
    private long settled = Long.MIN_VALUE;
    private long rolled = Long.MIN_VALUE;
    private int rollFrom = Integer.MAX_VALUE;
    private boolean closed;

    private SeriesStore(SeriesFile file, Retention retention, Bounds bounds) {
        this.file = file;
        this.retention = retention;
        this.bounds = bounds;
        this.blocks = new Blocks(file, codec, retention);
    }

    /**
     * Opens or makes the series of one folder. Who opens it later must bring the same tiers; ages
     * may change.
     *
     * @throws StoreException another process has it, it is of a newer Homeport, or the folder
     *     cannot be used
     */
    public static SeriesStore open(Path folder, Retention retention) {
        return open(folder, retention, Bounds.DEFAULT);
    }

    static SeriesStore open(Path folder, Retention retention, Bounds bounds) {
        SeriesStore store = new SeriesStore(SeriesFile.open(folder), retention, bounds);
        try {
            store.load();
            return store;
        } catch (SQLException failed) {
            store.close();
            throw failure("cannot be read", failed);
        }
    }

    private void load() throws SQLException {
        for (var row : file.series()) remember(new Live(row.id(), row.name(), row.last(), true));
        for (byte[] flush : file.fresh()) codec.open(flush).ifPresent(this::replay);
    }

    private void replay(Bytes.In in) {
        while (in.more()) {
            Live live = byId.get(in.count());
            int tier = in.count();
            int resolution = retention.tiers().get(tier).resolution();
            for (Sample sample : SampleCodec.read(in, resolution))
                if (live != null)
                    freshWeight +=
                            live.add(
                                    retention.tiers().size(),
                                    tier,
                                    sample.second(),
                                    sample.stats());
        }
    }

    private void remember(Live live) {
        byName.put(live.name, live);
        byId.put(live.id, live);
    }

    /**
     * Takes one point; what is older than the retention is left out.
     *
     * @throws SeriesFullException it is the first of a series, and there are too many of them
     * @throws StoreException memory is full and cannot be emptied to the file
     */
    public synchronized void put(Point point, Instant now) {
        open();
        int tier = retention.tier(point.resolution(), point.second(), now.getEpochSecond());
        if (tier == retention.tiers().size()) return;
        if (freshWeight >= bounds.freshMax()) settle(now);
        Live live = byName.get(point.series());
        if (live == null) {
            if (byName.size() >= bounds.seriesMax())
                throw new SeriesFullException(bounds.seriesMax());
            int id = byId.isEmpty() ? 1 : byId.lastKey() + 1;
            live = new Live(id, point.series(), point.second(), false);
            remember(live);
        }
        long second = Retention.down(point.second(), retention.tiers().get(tier).resolution());
        freshWeight += live.add(retention.tiers().size(), tier, second, point.stats());
        if (live.pending.isEmpty()) changed.add(live);
        live.addPending(retention.tiers().size(), tier, second, point.stats());
    }

    /**
     * What a series has from {@code from} on and before {@code to}, by time and then by resolution:
     * as finely as it is kept at that age.
     *
     * @param from seconds of the epoch
     * @return nothing when there is no such series
     * @throws StoreException the file cannot be read
     */
    public synchronized List<Sample> read(String series, long from, long to, Instant now) {
        open();
        Live live = byName.get(series);
        if (live == null || from >= to) return List.of();
        long moment = now.getEpochSecond();
        int tiers = retention.tiers().size();
        int last = Math.min(retention.tier(1, to, moment), tiers - 1);
        int step = retention.tiers().get(last).resolution();
        long end = Retention.down(to + step - 1, step);
        List<Sample> found;
        try {
            found = new ArrayList<>(blocks.read(live.id, from, end));
        } catch (SQLException failed) {
            throw failure("cannot be read", failed);
        }
        found.addAll(fresh(live, from, end));
        TreeMap<Long, Stats> sorted = new TreeMap<>();
        for (Sample sample : found) {
            int tier = retention.tier(sample.resolution(), sample.second(), moment);
            if (tier == tiers) continue;
            long second = Retention.down(sample.second(), retention.tiers().get(tier).resolution());
            if (second >= from && second < to)
                sorted.merge(second * tiers + tier, sample.stats(), Stats::merge);
        }
        List<Sample> samples = new ArrayList<>(sorted.size());
        sorted.forEach((key, stats) -> {
            int resolution = retention.tiers().get((int) (key % tiers)).resolution();
            samples.add(new Sample(key / tiers, resolution, stats));
        });
        return samples;
    }

    private List<Sample> fresh(Live live, long from, long to) {
        List<Sample> samples = new ArrayList<>();
        for (int tier = 0; tier < live.fresh.size(); tier++) {
            int resolution = retention.tiers().get(tier).resolution();
            live.fresh
                    .get(tier)
                    .subMap(from, to)
                    .forEach((second, stats) -> samples.add(new Sample(second, resolution, stats)));
        }
        return samples;
    }

    /**
     * The series whose names begin so and whose newest point is not before {@code since}, by name.
     *
     * @param since seconds of the epoch
     */
    public synchronized List<Named> names(String prefix, long since) {
        open();
        List<Named> names = new ArrayList<>();
        for (Live live : beginning(prefix))
            if (live.last >= since) names.add(new Named(live.name, live.last));
        return names;
    }

    private List<Live> beginning(String prefix) {
        List<Live> found = new ArrayList<>();
        for (Live live : byName.tailMap(prefix, true).values()) {
            if (!live.name.startsWith(prefix)) break;
            found.add(live);
        }
        return found;
    }

    /** How many blocks were found damaged since this was opened; each was left out. */
    public synchronized long damaged() {
        return blocks.damaged();
    }

    /**
     * Writes what is new to the file and, when it is time, makes blocks and a few of the old ones
     * coarser. Called each second or so; how often is how much a {@code kill -9} loses.
     *
     * @throws StoreException the file cannot be written; nothing is lost yet, call it again
     */
    public synchronized void care(Instant now) {
        open();
        long second = now.getEpochSecond();
        if (settled == Long.MIN_VALUE) settled = second;
        boolean due = second - settled >= bounds.settleEvery().toSeconds();
        if (due || freshWeight > bounds.freshMax() / 2) settle(now);
        else flush();
        roll(second);
    }

    /** Writes what is new to the file. */
    public synchronized void flush() {
        if (changed.isEmpty()) return;
        Bytes body = new Bytes();
        for (Live live : changed) {
            for (int tier = 0; tier < live.pending.size(); tier++) {
                if (live.pending.get(tier).isEmpty()) continue;
                int resolution = retention.tiers().get(tier).resolution();
                List<Sample> samples = new ArrayList<>();
                live.pending
                        .get(tier)
                        .forEach((second, stats) ->
                                samples.add(new Sample(second, resolution, stats)));
                body.varint(live.id);
                body.varint(tier);
                SampleCodec.write(body, resolution, samples);
            }
        }
        write(() -> {
            file.write(changed.stream().filter(l -> !l.written).map(Live::row).toList());
            file.addFresh(codec.frame(body));
        });
        written();
    }

    private void written() {
        for (Live live : changed) {
            live.written = true;
            live.pending = List.of();
        }
        changed.clear();
    }

    /** Puts what is in memory into blocks. */
    private void settle(Instant now) {
        List<Live> fresh = byId.values().stream().filter(l -> !l.fresh.isEmpty()).toList();
        write(() -> {
            for (Live live : fresh)
                blocks.add(live.id, fresh(live, 0, Long.MAX_VALUE), now.getEpochSecond());
            file.write(fresh.stream().map(Live::row).toList());
            file.dropFresh();
        });
        written();
        fresh.forEach(live -> live.fresh = List.of());
        freshWeight = 0;
        settled = now.getEpochSecond();
    }

    /** A slice of all series each time, all of them every ten minutes. */
    private void roll(long now) {
        if (rollFrom == Integer.MAX_VALUE) {
            if (rolled != Long.MIN_VALUE && now - rolled < ROLL_SECONDS) return;
            rolled = now;
            rollFrom = 0;
        }
        List<Live> slice =
                byId.tailMap(rollFrom, true).values().stream().limit(ROLL_SLICE).toList();
        long oldest = retention.boundary(retention.tiers().size() - 1, now);
        List<Live> over = new ArrayList<>();
        write(() -> {
            for (Live live : slice) {
                if (live.last >= oldest || !live.fresh.isEmpty()) {
                    blocks.roll(live.id, now);
                } else {
                    file.drop(live.id);
                    over.add(live);
                }
            }
        });
        over.forEach(this::lose);
        rollFrom = slice.size() < ROLL_SLICE ? Integer.MAX_VALUE : slice.getLast().id + 1;
    }

    private void lose(Live live) {
        byName.remove(live.name);
        byId.remove(live.id);
    }

    /**
     * Drops what the series of that beginning have from before {@code before}, a block at a time:
     * some of the last block may stay. A series of which nothing is younger goes whole.
     *
     * @param before seconds of the epoch
     */
    public synchronized void forget(String prefix, long before, Instant now) {
        open();
        List<Live> all = beginning(prefix);
        if (all.isEmpty()) return;
        settle(now);
        List<Live> over = all.stream().filter(live -> live.last < before).toList();
        write(() -> {
            for (Live live : all) {
                if (live.last < before) file.drop(live.id);
                else blocks.drop(live.id, before);
            }
        });
        over.forEach(this::lose);
    }

    private interface Change {
        void make() throws SQLException;
    }

    /** All of it or nothing. */
    private void write(Change change) {
        try {
            try {
                change.make();
                file.commit();
            } catch (SQLException | RuntimeException failed) {
                file.undo(failed);
                throw failed;
            }
        } catch (SQLException failed) {
            throw failure("cannot be written", failed);
        }
    }

    private static StoreException failure(String what, SQLException cause) {
        return new StoreException("the series %s: %s".formatted(what, cause.getMessage()), cause);
    }

    private void open() {
        if (closed) throw new StoreException("the series are closed");
    }

    /** Writes what is new, and lets the file go. */
    @Override
    public synchronized void close() {
        if (closed) return;
        closed = true;
        try {
            flush();
        } finally {
            codec.close();
            try {
                file.close();
            } catch (SQLException failed) {
                throw failure("cannot be closed", failed);
            }
        }
    }
}
