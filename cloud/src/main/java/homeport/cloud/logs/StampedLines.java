package homeport.cloud.logs;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.OptionalLong;

/**
 * Lines that each begin with a moment, {@code 2026-11-24T10:00:00.123Z}, and a blank. A file's
 * number is the moment of its first line in ms, which it keeps when it is renamed.
 */
public final class StampedLines implements LineFormat {
    private static final int STAMP_CHARS_MAX = 30;

    @Override
    public boolean continues(String line) {
        return false;
    }

    @Override
    public OptionalLong millis(String line) {
        int blank = line.indexOf(' ');
        if (blank < 0 || blank > STAMP_CHARS_MAX || !Character.isDigit(line.charAt(0)))
            return OptionalLong.empty();
        try {
            return OptionalLong.of(Instant.parse(line.substring(0, blank)).toEpochMilli());
        } catch (DateTimeParseException notAMoment) {
            return OptionalLong.empty();
        }
    }

    @Override
    public long earliest(long number) {
        return number;
    }
}
