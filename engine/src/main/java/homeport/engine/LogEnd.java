package homeport.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the log of a primary ends that was killed when its followers had all of it, in the file
 * {@code log-end} beside its data folder. What the file says is believed only while the log itself
 * has nothing there. Shape: the segment's name, a space, the position.
 */
record LogEnd(NodePlace place, Account account) {
    /** Of a record's total length, with which it begins; a page is zeros where it has none. */
    private static final int LENGTH_BYTES = 4;

    /**
     * @param segment of {@code pg_wal}
     * @param position where the next record would begin
     */
    record At(String segment, Lsn position) {
        static At parse(String text) {
            String[] parts = text.strip().split(" ");
            if (parts.length != 2) throw new IllegalArgumentException("not an end: " + text);
            return new At(parts[0], Lsn.parse(parts[1]));
        }

        @Override
        public String toString() {
            return segment + " " + position;
        }
    }

    private Path file() {
        return place.home().resolve("log-end");
    }

    void keep(At end) {
        Durable.write(file(), end + "\n", account);
    }

    void forget() {
        try {
            Files.deleteIfExists(file());
        } catch (IOException e) {
            throw new EngineException("cannot remove " + file(), e);
        }
    }

    /** Empty when none is known, or something has been written there since, or who can tell. */
    Optional<Lsn> read() {
        try {
            At end = At.parse(Files.readString(file()));
            return hasRecordAt(end) ? Optional.empty() : Optional.of(end.position());
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException | IllegalArgumentException _) {
            return Optional.empty(); // as after a crash: the node is copied
        }
    }

    /** Source: PostgreSQL, xlogrecord.h; xlog.c, AdvanceXLInsertBuffer, which clears a page. */
    private boolean hasRecordAt(At end) throws IOException {
        ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES);
        Path segment = place.data().resolve("pg_wal").resolve(end.segment());
        try (SeekableByteChannel in = Files.newByteChannel(segment)) {
            in.position(end.position().bytes() % WalSegment.SEGMENT_BYTES);
            while (length.hasRemaining()) if (in.read(length) < 0) return true;
        }
        return length.getInt(0) != 0;
    }
}
