package homeport.control.group;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Spaces out the starts of a node that does not stay up: the first two at once, then after 1 s, 2 s
 * and so on up to a minute. Who has served since its start, as a primary or as one that commits
 * wait for, has stayed up, however soon something killed it, and who is stopped on purpose has not
 * failed to. Safe from any thread.
 */
final class Starts {
    /** A server that was started so long ago has stayed up. */
    private static final Duration HEALTHY = Duration.ofSeconds(30);

    /** So has one that has served for so long. */
    private static final Duration SERVED = Duration.ofSeconds(1);

    private static final int AT_ONCE = 2;
    private static final int DOUBLINGS_MAX = 6;

    private final Map<String, Row> rows = new ConcurrentHashMap<>();

    /**
     * Starts in a row, the newest of them, when another may follow, and when it was first and last
     * seen to serve after the newest.
     */
    private record Row(
            int count, Instant newest, Instant next, Optional<Instant> from, Optional<Instant> to) {
        boolean stayedUp(Instant now) {
            boolean served =
                    from.isPresent()
                            && Duration.between(from.get(), to.get()).compareTo(SERVED) >= 0;
            return served || newest.plus(HEALTHY).isBefore(now);
        }
    }

    void begun(String node, Instant now) {
        rows.compute(
                node,
                (_, row) -> {
                    int count = row == null || row.stayedUp(now) ? 1 : row.count() + 1;
                    Instant next = now.plus(pause(count));
                    return new Row(count, now, next, Optional.empty(), Optional.empty());
                });
    }

    /** The node serves now. */
    void serves(String node, Instant now) {
        rows.computeIfPresent(
                node,
                (_, row) ->
                        new Row(
                                row.count(),
                                row.newest(),
                                row.next(),
                                row.from().or(() -> Optional.of(now)),
                                Optional.of(now)));
    }

    /** The node was up and has been stopped on purpose. */
    void stopped(String node) {
        rows.remove(node);
    }

    private static Duration pause(int count) {
        if (count < AT_ONCE) return Duration.ZERO;
        return Duration.ofSeconds(1L << Math.min(count - AT_ONCE, DOUBLINGS_MAX));
    }

    Set<String> resting(Instant now) {
        return rows.entrySet().stream()
                .filter(row -> !row.getValue().stayedUp(now))
                .filter(row -> now.isBefore(row.getValue().next()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }
}
