package homeport.cloud.logs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Events of one file of lines, read on from a place in it. A line without an end is none yet, and
 * what a long event has over its bound is left out. Owner: one thread.
 */
final class LineFile implements AutoCloseable {
    /** Longest text of an event. Source: CloudWatch Logs quotas, "Event size". */
    static final int EVENT_BYTES_MAX = 256 * 1024;

    /** How much at the end of a file is read to find the end of its last line. */
    private static final int TAIL_BYTES = 2 * EVENT_BYTES_MAX;

    /** A search by time ends when so little is left, which is read. */
    private static final long SEARCH_BYTES_MIN = 128 * 1024;

    /** Times in a file may be out of order by this, as sessions write when they come to it. */
    private static final long DISORDER_MILLIS = 10_000;

    private final FileChannel file;
    private final LineLog.Part part;
    private final LineFormat format;
    private final long size;
    private LineReader lines;
    private long limit;
    private String nextLine = "";
    private long nextStart;
    private boolean hasNext;
    private long millis;

    private LineFile(FileChannel file, LineLog.Part part, LineFormat format) throws IOException {
        this.file = file;
        this.part = part;
        this.format = format;
        size = file.size();
        millis = Math.max(0, format.earliest(part.number()));
    }

    /**
     * @throws java.nio.file.NoSuchFileException it was rotated away
     */
    static LineFile open(LineLog.Part part, LineFormat format) throws IOException {
        return new LineFile(FileChannel.open(part.file()), part, format);
    }

    /** Behind the last line that has an end. */
    long end() throws IOException {
        long from = Math.max(0, size - TAIL_BYTES);
        LineReader all = new LineReader(file, from, size, 0);
        long end = from;
        while (all.read()) if (all.wasEnded()) end = all.place();
        return end;
    }

    /** Goes on there, which is where an event begins. */
    void from(long start, long before) throws IOException {
        limit = Math.min(before, size);
        lines = new LineReader(file, start, limit, EVENT_BYTES_MAX);
        peek();
    }

    /** Goes on with the first event that begins there or behind. */
    private void fromLineIn(long start, long before) throws IOException {
        from(start, before);
        if (start == 0) return;
        peek();
        while (hasNext && format.continues(nextLine)) peek();
    }

    /** Goes on where events of the moment, or soon after, begin; the start when none is older. */
    void fromTime(long start, long before, long moment) throws IOException {
        long target = moment - DISORDER_MILLIS;
        long low = start;
        long high = Math.min(before, size);
        while (high - low > SEARCH_BYTES_MIN) {
            long middle = low + (high - low) / 2;
            OptionalLong there = millisFrom(middle, high);
            if (there.isPresent() && there.getAsLong() < target) low = middle;
            else high = middle;
        }
        if (low == start) from(start, before);
        else fromLineIn(low, before);
    }

    private OptionalLong millisFrom(long start, long before) throws IOException {
        LineReader some =
                new LineReader(file, start, Math.min(before, start + SEARCH_BYTES_MIN / 2), 1024);
        some.read();
        while (some.read()) {
            OptionalLong found = format.millis(some.text());
            if (found.isPresent()) return found;
        }
        return OptionalLong.empty();
    }

    private void peek() throws IOException {
        nextStart = lines.place();
        hasNext = lines.read();
        nextLine = hasNext ? lines.text() : "";
        if (hasNext && !lines.wasEnded() && limit == size) hasNext = false;
    }

    /** Bytes before which everything has been read. */
    long place() {
        return nextStart;
    }

    Optional<LogEvent> next() throws IOException {
        if (!hasNext) return Optional.empty();
        long start = nextStart;
        StringBuilder text = new StringBuilder(nextLine);
        format.millis(nextLine).ifPresent(told -> millis = told);
        peek();
        while (hasNext && format.continues(nextLine)) {
            if (text.length() + nextLine.length() < EVENT_BYTES_MAX)
                text.append('\n').append(nextLine);
            peek();
        }
        return Optional.of(
                new LogEvent(
                        new Place(part.number(), start),
                        new Place(part.number(), nextStart),
                        millis,
                        millis,
                        text.toString()));
    }

    /**
     * The last events before a place.
     *
     * @return oldest first; empty when there is none
     */
    List<LogEvent> lastBefore(long before, int window) throws IOException {
        long end = Math.min(before, size);
        for (long bytes = window; end > 0; bytes *= 4) {
            long start = Math.max(0, end - bytes);
            fromLineIn(start, end);
            List<LogEvent> events = new ArrayList<>();
            for (var one = next(); one.isPresent(); one = next()) events.add(one.get());
            if (!events.isEmpty() || start == 0) return events;
        }
        return List.of();
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException read) {
            // nothing was written
        }
    }
}
