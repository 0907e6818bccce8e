package homeport.insights.store;

import homeport.insights.load.Grain;
import homeport.insights.load.LoadChunk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The finished files of one grain of one server, each named by the number of its span. */
final class CellFiles {
    private static final Logger LOG = LoggerFactory.getLogger(CellFiles.class);
    private static final String ENDING = ".load";

    private final Path folder;
    private final long span;

    private CellFiles(Path folder, long span) {
        this.folder = folder;
        this.span = span;
    }

    static CellFiles of(Path server, Grain grain) {
        long span =
                switch (grain) {
                    case TICK -> Grain.HOUR.length().toMillis();
                    // Keys take half of the room, and are much the same from hour to hour.
                    case MINUTE -> Grain.HOUR.length().toMillis() * 6;
                    case HOUR -> Grain.DAY.length().toMillis();
                    case DAY -> Grain.DAY.length().toMillis() * 32;
                };
        return new CellFiles(server.resolve(grain.name().toLowerCase(Locale.ROOT)), span);
    }

    /** The number of the file that has a moment, in epoch milliseconds. */
    long number(long at) {
        return Math.floorDiv(at, span);
    }

    /** Where a file begins, epoch milliseconds. */
    long start(long number) {
        return number * span;
    }

    Path folder() {
        return folder;
    }

    /** Empty when there is none, or it is damaged: then it is a gap, and the log tells. */
    Optional<LoadChunk> read(long number) {
        Path file = file(number);
        try {
            Optional<byte[]> bytes = WholeFile.read(file);
            return bytes.isEmpty() ? Optional.empty() : Optional.of(ChunkCodec.decode(bytes.get()));
        } catch (IOException damaged) {
            LOG.warn("{} cannot be read, its samples are lost: {}", file, damaged.getMessage());
            return Optional.empty();
        }
    }

    void write(long number, LoadChunk chunk) throws IOException {
        WholeFile.write(file(number), ChunkCodec.encode(chunk));
    }

    private Path file(long number) {
        return folder.resolve(number + ENDING);
    }

    /** Of the files there are, ascending. */
    List<Long> numbers() throws IOException {
        return WholeFile.list(folder, ENDING)
                .map(file -> file.getFileName().toString())
                .map(name -> Long.parseLong(name.substring(0, name.length() - ENDING.length())))
                .sorted()
                .toList();
    }

    /** Removes those of which every moment is before this one. */
    void removeBefore(long at) throws IOException {
        for (long number : numbers()) if (start(number + 1) <= at) remove(number);
    }

    /** Removes the oldest, unless it is the only one; empty: nothing was removed. */
    OptionalLong removeOldest() throws IOException {
        List<Long> numbers = numbers();
        if (numbers.size() < 2) return OptionalLong.empty();
        remove(numbers.getFirst());
        return OptionalLong.of(numbers.getFirst());
    }

    void remove(long number) throws IOException {
        Files.deleteIfExists(file(number));
    }
}
