package homeport.cloud.logs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A stream that lies in log files of lines, one after another; places are the number of a file and
 * a byte in it. Files may grow, come and go while they are read.
 */
public final class LineLog implements LogStream {
    /** A file's time of change may lag behind what it holds by this. */
    private static final Duration CHANGE_MAX = Duration.ofSeconds(60);

    /** The most by which a file's number may be of another time zone than its events. */
    private static final Duration ZONE_MAX = Duration.ofDays(1);

    private final String name;
    private final Instant created;
    private final Supplier<List<Part>> parts;
    private final LineFormat format;

    /**
     * A file.
     *
     * @param number files are read in this order; a file keeps its number; at least 0
     */
    public record Part(long number, Path file) {}

    /**
     * A stream over files.
     *
     * @param parts the files there are now, in any order; called for each read
     */
    public LineLog(String name, Instant created, Supplier<List<Part>> parts, LineFormat format) {
        this.name = name;
        this.created = created;
        this.parts = parts;
        this.format = format;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Instant created() {
        return created;
    }

    List<Part> parts() {
        return parts.get().stream().sorted(Comparator.comparingLong(Part::number)).toList();
    }

    LineFormat format() {
        return format;
    }

    @Override
    public Facts facts() {
        long bytes = 0;
        Optional<Instant> written = Optional.empty();
        for (Part part : parts()) {
            long size = size(part);
            if (size == 0) continue;
            bytes += size;
            written = written(part);
        }
        if (bytes == 0) return Facts.NONE;
        Budget little = new Budget(Budget.BYTES_MAX);
        return new Facts(
                bytes,
                happened(forward(Place.START, Span.EVER, little)),
                happened(backward(Place.END, Span.EVER, little)),
                written);
    }

    private static Optional<Instant> happened(Walk walk) {
        try (walk) {
            return walk.next().map(event -> Instant.ofEpochMilli(event.millis()));
        }
    }

    private static long size(Part part) {
        try {
            return Files.size(part.file());
        } catch (IOException gone) {
            return 0;
        }
    }

    /** Nothing in it is as new as the span. */
    boolean isOlder(Part part, Span span) {
        return written(part)
                .filter(at -> at.plus(CHANGE_MAX).toEpochMilli() < span.from())
                .isPresent();
    }

    /** Nothing in it is as old as the span. */
    boolean isLater(Part part, Span span) {
        return format.earliest(part.number()) - ZONE_MAX.toMillis() >= span.to();
    }

    private static Optional<Instant> written(Part part) {
        try {
            return Optional.of(Files.getLastModifiedTime(part.file()).toInstant());
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    @Override
    public Place end() {
        for (Part part : parts().reversed()) {
            try (LineFile file = LineFile.open(part, format)) {
                return new Place(part.number(), file.end());
            } catch (IOException gone) {
                continue;
            }
        }
        return Place.START;
    }

    @Override
    public Walk forward(Place from, Span span, Budget budget) {
        return new LinesForward(this, from, span, budget);
    }

    @Override
    public Walk backward(Place before, Span span, Budget budget) {
        return new LinesBackward(this, before, span, budget);
    }
}
