package homeport.cloud.logs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Lines of files from a place on. Owner: one thread. */
final class LinesForward implements Walk {
    private final LineLog log;
    private final Span span;
    private final Budget budget;
    private final Deque<LineLog.Part> left = new ArrayDeque<>();
    private Optional<LineFile> open = Optional.empty();
    private Place place;
    private boolean isOver;

    LinesForward(LineLog log, Place from, Span span, Budget budget) {
        this.log = log;
        this.span = span;
        this.budget = budget;
        place = from;
        for (LineLog.Part part : log.parts()) if (part.number() >= from.first()) left.add(part);
    }

    @Override
    public Optional<LogEvent> next() {
        try {
            while (!isOver && !budget.isSpent()) {
                if (open.isEmpty() && !opened()) continue;
                Optional<LogEvent> event = step(open.get());
                if (event.isPresent()) return event;
            }
            return Optional.empty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private boolean opened() throws IOException {
        LineLog.Part part = left.poll();
        if (part == null || log.isLater(part, span)) {
            isOver = true;
            return false;
        }
        if (log.isOlder(part, span) && !left.isEmpty())
            return false; // the newest is where new ones come
        try {
            LineFile file = LineFile.open(part, log.format());
            long start = part.number() == place.first() ? place.second() : 0;
            file.fromTime(start, Long.MAX_VALUE, span.from());
            place = new Place(part.number(), file.place());
            open = Optional.of(file);
            return true;
        } catch (NoSuchFileException rotatedAway) {
            return false;
        }
    }

    private Optional<LogEvent> step(LineFile file) throws IOException {
        Optional<LogEvent> event = file.next();
        if (event.isEmpty()) {
            file.close();
            open = Optional.empty();
            return event;
        }
        place = event.get().after();
        budget.spend(place.second() - event.get().place().second());
        return event.filter(one -> span.has(one.millis()));
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
        open.ifPresent(LineFile::close);
    }
}
