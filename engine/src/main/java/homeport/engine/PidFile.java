package homeport.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a postmaster wrote of itself. Shape of {@code postmaster.pid}, a line each: process id, data
 * folder, start time in seconds, port, socket folder, address, shared memory, status. Source:
 * PostgreSQL, {@code miscadmin.h}, "LOCK_FILE_LINE".
 */
record PidFile(long pid, Instant started, boolean accepts) {
    private static final int START_LINE = 2;
    private static final int STATUS_LINE = 7;

    static Path in(Path data) {
        return data.resolve("postmaster.pid");
    }

    /** Empty when there is none, or it is still being written. */
    static Optional<PidFile> read(Path data) {
        List<String> lines;
        try {
            lines = Files.readAllLines(in(data));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new EngineException("cannot read " + in(data), e);
        }
        if (lines.size() <= START_LINE) return Optional.empty();
        try {
            long pid = Long.parseLong(lines.getFirst().strip());
            Instant started = Instant.ofEpochSecond(Long.parseLong(lines.get(START_LINE).strip()));
            String status = lines.size() > STATUS_LINE ? lines.get(STATUS_LINE).strip() : "";
            boolean accepts = status.equals("ready") || status.equals("standby");
            return Optional.of(new PidFile(pid, started, accepts));
        } catch (NumberFormatException torn) {
            return Optional.empty();
        }
    }
}
