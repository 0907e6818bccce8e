package homeport.cloud.cloudwatch.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes of history: the oldest first, and nobody's noise pushes out another's. */
final class PruningTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    private static String key(String alarm, Instant at, int number) {
        return "/history/us-east-1/%s/%013d-%08d".formatted(alarm, at.toEpochMilli(), number);
    }

    @Test
    void thirtyDaysAndAThousandOfEachAreKept() {
        List<String> keys = new ArrayList<>();
        String old = key("quiet", NOW.minus(Duration.ofDays(30)).minusMillis(1), 0);
        keys.add(old);
        keys.add(key("quiet", NOW.minus(Duration.ofDays(30)), 1));
        for (int i = 0; i < Pruning.OF_ALARM_MAX + 5; i++)
            keys.add(key("noisy", NOW.minusSeconds(10_000 - i), i));
        List<String> gone = Pruning.gone(keys, NOW);
        assertThat(gone).hasSize(6).contains(old, key("noisy", NOW.minusSeconds(10_000), 0));
        assertThat(gone).doesNotContain(keys.getLast());
    }

    @Test
    void allTogetherHaveALimit() {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < Pruning.ALL_MAX + 7; i++)
            keys.add(key("a" + i % 100, NOW.minusSeconds(i), i));
        assertThat(Pruning.gone(keys, NOW)).hasSize(7).doesNotContain(keys.getFirst());
    }
}
