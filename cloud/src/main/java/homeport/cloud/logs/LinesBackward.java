package homeport.cloud.logs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Lines of files before a place, the newest first. Owner: one thread. */
final class LinesBackward implements Walk {
    /** How much of a file is read at once. */
    private static final int WINDOW_BYTES = 256 * 1024;

    private final LineLog log;
    private final Span span;
    private final Budget budget;

    /** The newest first. */
    private final Deque<LineLog.Part> left = new ArrayDeque<>();

    /** Read, and not given yet; the newest first. */
    private final Deque<LogEvent> read = new ArrayDeque<>();

    private Place place;
    private boolean isOver;

    LinesBackward(LineLog log, Place before, Span span, Budget budget) {
        this.log = log;
        this.span = span;
        this.budget = budget;
        place = before;
        for (LineLog.Part part : log.parts()) if (part.number() <= before.first()) left.push(part);
    }

    @Override
    public Optional<LogEvent> next() {
        while (!isOver) {
            while (!read.isEmpty()) {
                LogEvent event = read.poll();
                place = event.place();
                if (span.has(event.millis())) return Optional.of(event);
            }
            if (budget.isSpent()) return Optional.empty();
            readMore();
        }
        return Optional.empty();
    }

    private void readMore() {
        LineLog.Part part = left.peek();
        if (part == null || log.isOlder(part, span)) {
            isOver = true;
            return;
        }
        long before = part.number() == place.first() ? place.second() : Long.MAX_VALUE;
        if (log.isLater(part, span) || before == 0) {
            left.poll();
            return;
        }
        try (LineFile file = LineFile.open(part, log.format())) {
            for (LogEvent event : file.lastBefore(before, WINDOW_BYTES)) read.push(event);
        } catch (NoSuchFileException rotatedAway) {
            // what it had is gone
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        budget.spend(WINDOW_BYTES);
        if (read.isEmpty()) left.poll();
    }

    @Override
    public Place place() {
        return place;
    }

    @Override
    public boolean isOver() {
        return isOver;
    }

    @Override
    public void close() {
        read.clear();
    }
}
