package homeport.insights.store;

import homeport.insights.load.Grain;
import homeport.insights.load.LoadChunk;
import homeport.insights.load.LoadKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The load of one server. Hours that are not finished are in memory and in logs; a finished one is
 * written as ticks, minutes and an hour, in this order, and only then leaves memory, so that a
 * reader who looks at memory first misses nothing. All of finishing may be repeated after a crash.
 * {@link #add} is for one thread, {@link #settle} and {@link #prune} for one other; reading for
 * any.
 */
final class Series {
    private static final Logger LOG = LoggerFactory.getLogger(Series.class);

    /** A clock that goes back by no more than this loses ticks; by more, what is after its time. */
    private static final Duration BACK_MAX = Duration.ofSeconds(5);

    /** How late the last tick of an hour may come. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    /** Hours that wait in memory because the disk is full. */
    private static final int WAITING_MAX = 24;

    /** How many hours of ticks are given up to make room for a newer one. */
    private static final int ROOM_TRIES = 3;

    private static final long HOUR = Grain.HOUR.length().toMillis();
    private static final long DAY = Grain.DAY.length().toMillis();

    private final CellFiles ticks;
    private final CellFiles minutes;
    private final CellFiles hours;
    private final CellFiles days;
    private final NavigableMap<Long, OpenHour> open = new ConcurrentSkipListMap<>();
    private final ReentrantLock turn = new ReentrantLock(); // who opens or finishes hours
    private final Set<Long> staleDays = new HashSet<>(); // under the turn
    private volatile boolean full;

    private Series(Path folder) {
        ticks = CellFiles.of(folder, Grain.TICK);
        minutes = CellFiles.of(folder, Grain.MINUTE);
        hours = CellFiles.of(folder, Grain.HOUR);
        days = CellFiles.of(folder, Grain.DAY);
    }

    /** With what a killed service left. */
    static Series open(Path folder) throws IOException {
        Series series = new Series(folder);
        List<Path> left = WholeFile.list(series.ticks.folder(), OpenHour.ENDING).toList();
        for (Path log : left) {
            String name = log.getFileName().toString();
            long hour = Long.parseLong(name.substring(0, name.length() - OpenHour.ENDING.length()));
            series.open.put(hour, series.openHour(hour, Long.MAX_VALUE));
        }
        series.staleDays.addAll(series.hours.numbers());
        return series;
    }

    private OpenHour openHour(long hour, long before) throws IOException {
        OpenHour opened = OpenHour.open(ticks.folder(), hour, before);
        Optional<LoadChunk> finished = ticks.read(hour);
        if (finished.isPresent()) opened.addAll(finished.get(), before);
        return opened;
    }

    /**
     * @param at epoch milliseconds, after all before it; see {@link #BACK_MAX}
     * @param load hundredths of a session by key
     */
    void add(long at, Map<LoadKey, Integer> load) {
        try {
            OpenHour current = current(at);
            if (at <= current.newest()) return;
            current.add(at, load);
            if (full) LOG.info("{}: samples are written again", ticks.folder());
            full = false;
        } catch (IOException failed) {
            if (!full) LOG.warn("{}: samples cannot be written: {}", ticks.folder(), failed);
            full = true;
        }
    }

    private OpenHour current(long at) throws IOException {
        long hour = Math.floorDiv(at, HOUR);
        OpenHour known = open.get(hour);
        if (known != null && at > known.newest() - BACK_MAX.toMillis()) return known;
        turn.lock();
        try {
            OpenHour stale = open.remove(hour);
            if (stale != null) stale.close();
            OpenHour opened = openHour(hour, at);
            open.put(hour, opened);
            return opened;
        } finally {
            turn.unlock();
        }
    }

    /** Finishes the hours that are over, and the days. */
    void settle(Instant now) {
        turn.lock();
        try {
            for (OpenHour hour : open.values()) if (isOver(hour, now)) finish(hour);
            while (open.size() > WAITING_MAX) giveUp(open.firstEntry().getValue());
            long today = Math.floorDiv(now.toEpochMilli(), DAY);
            for (long day : List.copyOf(staleDays)) if (day < today) finishDay(day);
        } catch (IOException later) {
            if (!full) LOG.warn("{}: an hour waits in memory: {}", ticks.folder(), later);
            full = true;
        } finally {
            turn.unlock();
        }
    }

    /** Nothing comes to it any more; one that lies ahead is of a clock that was wrong. */
    private static boolean isOver(OpenHour hour, Instant now) {
        long end = (hour.hour() + 1) * HOUR;
        return now.toEpochMilli() >= end + GRACE.toMillis()
                || now.toEpochMilli() < end - HOUR - GRACE.toMillis();
    }

    private void finish(OpenHour hour) throws IOException {
        LoadChunk chunk = hour.chunk();
        if (chunk.points() > 0) {
            writeWithRoom(hour.hour(), chunk);
            put(minutes, hour.hour() * HOUR, HOUR, chunk, Grain.MINUTE);
            put(hours, hour.hour() * HOUR, HOUR, chunk, Grain.HOUR);
            staleDays.add(hour.hour() * HOUR / DAY);
        }
        open.remove(hour.hour());
        hour.delete();
    }

    /** Puts a stretch of time into the file that it belongs to, for what that had of it. */
    private static void put(CellFiles files, long start, long length, LoadChunk chunk, Grain grain)
            throws IOException {
        long file = files.number(start);
        Optional<LoadChunk> had = files.read(file);
        List<LoadChunk> all = new ArrayList<>();
        had.ifPresent(others -> all.add(Chunks.only(others, at -> at < start)));
        all.add(chunk);
        had.ifPresent(others -> all.add(Chunks.only(others, at -> at >= start + length)));
        files.write(file, Rollup.of(all, grain));
    }

    /** Newer samples are worth more than the oldest seconds, whose minutes stay. */
    private void writeWithRoom(long hour, LoadChunk chunk) throws IOException {
        for (int attempt = 0; ; attempt++) {
            try {
                ticks.write(hour, chunk);
                return;
            } catch (IOException noRoom) {
                if (attempt == ROOM_TRIES || ticks.removeOldest().isEmpty()) throw noRoom;
            }
        }
    }

    private void giveUp(OpenHour hour) throws IOException {
        LOG.warn("{}: hour {} is lost, there is no room for it", ticks.folder(), hour.hour());
        open.remove(hour.hour());
        hour.delete();
    }

    private void finishDay(long day) throws IOException {
        Optional<LoadChunk> whole = hours.read(day);
        if (whole.isPresent()) put(days, day * DAY, DAY, whole.get(), Grain.DAY);
        staleDays.remove(day);
    }

    void read(Instant from, Instant to, Grain grain, Consumer<LoadChunk> reader) {
        if (!from.isBefore(to)) return;
        Map<Long, LoadChunk> unfinished = new ConcurrentSkipListMap<>();
        open.subMap(hourOf(from), true, hourOf(to), true)
                .forEach((hour, one) -> unfinished.put(hour, one.chunk()));
        switch (grain) {
            case TICK -> readTicks(from, to, unfinished, reader);
            case MINUTE, HOUR -> readCells(from, to, grain, unfinished, reader);
            case DAY -> readDays(from, to, unfinished, reader);
        }
    }

    private static long hourOf(Instant at) {
        return Math.floorDiv(milli(at), HOUR);
    }

    /** Far beyond what anybody asks for, and still a number of milliseconds. */
    private static long milli(Instant at) {
        return at.getEpochSecond() > 1L << 40 ? 1L << 50 : Math.max(0, at.toEpochMilli());
    }

    private void readTicks(
            Instant from, Instant to, Map<Long, LoadChunk> unfinished, Consumer<LoadChunk> reader) {
        for (long hour : numbers(ticks, from, to, unfinished.keySet()))
            Optional.ofNullable(unfinished.get(hour)).or(() -> ticks.read(hour)).ifPresent(reader);
    }

    private void readCells(
            Instant from,
            Instant to,
            Grain grain,
            Map<Long, LoadChunk> unfinished,
            Consumer<LoadChunk> reader) {
        CellFiles files = grain == Grain.MINUTE ? minutes : hours;
        for (long number : numbers(files, from, to, spans(files, unfinished)))
            cells(files, number, grain, unfinished).forEach(reader);
    }

    private static Set<Long> spans(CellFiles files, Map<Long, LoadChunk> unfinished) {
        Set<Long> spans = new HashSet<>();
        unfinished.keySet().forEach(hour -> spans.add(files.number(hour * HOUR)));
        return spans;
    }

    /** What a file has, and of the same span the hours that are not finished; oldest first. */
    private static List<LoadChunk> cells(
            CellFiles files, long number, Grain grain, Map<Long, LoadChunk> unfinished) {
        List<LoadChunk> all = new ArrayList<>();
        files.read(number).map(chunk -> without(chunk, unfinished.keySet())).ifPresent(all::add);
        unfinished.forEach((hour, chunk) -> {
            if (files.number(hour * HOUR) == number) all.add(Rollup.of(List.of(chunk), grain));
        });
        return sorted(all);
    }

    private static LoadChunk without(LoadChunk chunk, Set<Long> hours) {
        for (long at : chunk.at())
            if (hours.contains(at / HOUR))
                return Chunks.only(chunk, one -> !hours.contains(one / HOUR));
        return chunk;
    }

    private static List<LoadChunk> sorted(List<LoadChunk> chunks) {
        return chunks.stream()
                .filter(chunk -> chunk.points() > 0)
                .sorted((a, b) -> Long.compare(a.at()[0], b.at()[0]))
                .toList();
    }

    private void readDays(
            Instant from, Instant to, Map<Long, LoadChunk> unfinished, Consumer<LoadChunk> reader) {
        Set<Long> done = new HashSet<>();
        long newest = Long.MIN_VALUE;
        for (long file : numbers(days, from, to, Set.of())) {
            Optional<LoadChunk> chunk = days.read(file);
            if (chunk.isEmpty()) continue;
            for (long at : chunk.get().at()) {
                done.add(at / DAY);
                newest = Math.max(newest, at / DAY);
            }
            reader.accept(chunk.get());
        }
        for (long day : numbers(hours, from, to, spans(hours, unfinished)))
            if (day > newest && !done.contains(day))
                reader.accept(Rollup.of(cells(hours, day, Grain.HOUR, unfinished), Grain.DAY));
    }

    /** Of files that may have something of the range, and of these others, ascending. */
    private static List<Long> numbers(CellFiles files, Instant from, Instant to, Set<Long> others) {
        try {
            Set<Long> all = new TreeSet<>(files.numbers());
            all.addAll(others);
            long first = files.number(milli(from));
            long last = files.number(milli(to) - 1);
            return all.stream().filter(n -> n >= first && n <= last).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot list " + files.folder(), unreadable);
        }
    }

    /**
     * Removes what is older than it may be.
     *
     * @param retention of hours and days; ticks and minutes go earlier
     */
    void prune(Instant now, Duration retention) throws IOException {
        long at = now.toEpochMilli();
        ticks.removeBefore(at - Kept.TICKS.toMillis());
        minutes.removeBefore(at - min(Kept.MINUTES, retention).toMillis());
        hours.removeBefore(at - retention.toMillis());
        pruneDays(at - retention.toMillis());
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private void pruneDays(long before) throws IOException {
        days.removeBefore(before);
        long file = days.number(before);
        Optional<LoadChunk> oldest = days.read(file);
        if (oldest.isEmpty() || oldest.get().points() == 0) return;
        if (oldest.get().at()[0] + DAY > before) return;
        LoadChunk kept = Chunks.only(oldest.get(), at -> at + DAY > before);
        if (kept.points() == 0) days.remove(file);
        else days.write(file, kept);
    }

    /** What is in memory is in the files of logs, too. */
    void force() throws IOException {
        for (OpenHour hour : open.values()) hour.force();
    }

    void close() throws IOException {
        for (OpenHour hour : open.values()) hour.close();
    }
}
