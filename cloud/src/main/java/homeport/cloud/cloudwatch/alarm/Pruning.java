package homeport.cloud.cloudwatch.alarm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which entries of history go: what is over 30 days old, and more than there is room for. */
final class Pruning {
    static final Duration KEPT = Duration.ofDays(30);

    /** Of one alarm. */
    static final int OF_ALARM_MAX = 1000;

    /** Of all; each has some 2 KiB. */
    static final int ALL_MAX = 20_000;

    private Pruning() {}

    /**
     * @param keys {@code …/<alarm>/<millisecond>-<number>}
     */
    static List<String> gone(List<String> keys, Instant now) {
        List<String> newest = new ArrayList<>(keys);
        newest.sort(Comparator.comparing((String key) -> AlarmStore.stamp(key)).reversed());
        String oldest = "%013d".formatted(now.minus(KEPT).toEpochMilli());
        Map<String, Integer> kept = new HashMap<>();
        List<String> gone = new ArrayList<>();
        int all = 0;
        for (String key : newest) {
            String alarm = key.substring(0, key.lastIndexOf('/'));
            boolean room = all < ALL_MAX && kept.getOrDefault(alarm, 0) < OF_ALARM_MAX;
            if (AlarmStore.stamp(key).compareTo(oldest) < 0 || !room) gone.add(key);
            else {
                kept.merge(alarm, 1, Integer::sum);
                all++;
            }
        }
        return gone;
    }
}
