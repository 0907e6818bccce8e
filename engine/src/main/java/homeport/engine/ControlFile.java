package homeport.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code global/pg_control} says of a stopped server. Shape of its begin, in the byte order of
 * the machine: system identifier (8 bytes), version of the file (4), version of the catalogue (4),
 * state (4), padding (4), time (8), position of the last checkpoint record (8). Source: PostgreSQL
 * 13 to 18, {@code pg_control.h}, "ControlFileData".
 */
record ControlFile(int state, Lsn checkpoint) {
    /** {@code DB_SHUTDOWNED}: as a primary; a standby that was shut down has state 2. */
    private static final int SHUT_DOWN = 1;

    /** {@code DB_IN_PRODUCTION}: it was a primary's, and nobody has started it since. */
    private static final int IN_PRODUCTION = 6;

    private static final int STATE_MAX = 6;
    private static final int BYTES = 40;

    static ControlFile read(Path data) {
        Path file = data.resolve("global").resolve("pg_control");
        byte[] begin;
        try (InputStream in = Files.newInputStream(file)) {
            begin = in.readNBytes(BYTES);
        } catch (IOException e) {
            throw new EngineException("cannot read " + file, e);
        }
        if (begin.length < BYTES)
            throw new EngineException(file + " has " + begin.length + " bytes, too few");
        ByteBuffer fields = ByteBuffer.wrap(begin).order(ByteOrder.nativeOrder());
        int version = fields.getInt(8);
        int state = fields.getInt(16);
        if (version < 1300 || version > 1999 || state < 0 || state > STATE_MAX)
            throw new EngineException(
                    "%s has version %d and state %d, which we cannot read"
                            .formatted(file, version, state));
        return new ControlFile(state, new Lsn(fields.getLong(32)));
    }

    boolean wasKilled() {
        return state == IN_PRODUCTION;
    }

    Optional<Lsn> cleanEnd() {
        return state == SHUT_DOWN ? Optional.of(checkpoint) : Optional.empty();
    }
}
