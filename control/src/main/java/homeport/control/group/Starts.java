package homeport.control.group;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Spaces out the starts of a node that does not stay up: the first two at once, then after 1 s, 2 s
 * and so on up to a minute. Safe from any thread.
 */
final class Starts {
    /** A server that was started so long ago has stayed up. */
    private static final Duration HEALTHY = Duration.ofSeconds(30);

    private static final int AT_ONCE = 2;
    private static final int DOUBLINGS_MAX = 6;

    private final Map<String, Row> rows = new ConcurrentHashMap<>();

    /** Starts in a row, the newest of them, and when another may follow. */
    private record Row(int count, Instant newest, Instant next) {}

    void begun(String node, Instant now) {
        rows.compute(
                node,
                (_, row) -> {
                    boolean first = row == null || row.newest().plus(HEALTHY).isBefore(now);
                    int count = first ? 1 : row.count() + 1;
                    return new Row(count, now, now.plus(pause(count)));
                });
    }

    private static Duration pause(int count) {
        if (count < AT_ONCE) return Duration.ZERO;
        return Duration.ofSeconds(1L << Math.min(count - AT_ONCE, DOUBLINGS_MAX));
    }

    Set<String> resting(Instant now) {
        return rows.entrySet().stream()
                .filter(row -> now.isBefore(row.getValue().next()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }
}
