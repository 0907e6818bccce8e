package homeport.cloud.logs;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Optional;
import java.util.zip.CRC32C;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * An event as a line of a stream's file: CRC-32C of the rest in 8 hex digits, number in the stream,
 * time, time of storing (both ms since 1970), message as a JSON string.
 *
 * @param number grows by one with each event stored in the stream
 */
record EventLine(long number, long millis, long ingested, String message) {
    /** Events of a stream are read in this order. */
    static final Comparator<EventLine> ORDER =
            Comparator.comparingLong(EventLine::millis).thenComparingLong(EventLine::number);

    private static final int SUM_CHARS = 8;
    private static final int FIELDS = 4;
    private static final JsonMapper JSON = JsonMapper.shared();

    String text() {
        String rest =
                "%d %d %d %s".formatted(number, millis, ingested, JSON.writeValueAsString(message));
        return sum(rest) + " " + rest;
    }

    /** Empty when the line was not written whole, or has changed since. */
    static Optional<EventLine> parse(String line) {
        if (line.length() <= SUM_CHARS + 1) return Optional.empty();
        String rest = line.substring(SUM_CHARS + 1);
        if (!line.startsWith(sum(rest) + " ")) return Optional.empty();
        String[] fields = rest.split(" ", FIELDS);
        try {
            return Optional.of(
                    new EventLine(
                            Long.parseLong(fields[0]),
                            Long.parseLong(fields[1]),
                            Long.parseLong(fields[2]),
                            JSON.readValue(fields[3], String.class)));
        } catch (NumberFormatException | JacksonException notOurs) {
            return Optional.empty();
        }
    }

    private static String sum(String text) {
        CRC32C sum = new CRC32C();
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        return "%08x".formatted(sum.getValue());
    }

    LogEvent event() {
        return new LogEvent(
                new Place(millis, number),
                new Place(millis, number + 1),
                millis,
                ingested,
                message);
    }
}
