package homeport.insights.store;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.insights.load.Plan;
import homeport.insights.sql.Ids;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans are kept once, with when they were seen, and go when that is too long ago. */
class PlanLogTest {
    private static final Instant NOON = Instant.parse("2026-06-14T12:00:00Z");

    @TempDir Path folder;

    private static Plan plan(String name, int second, double cost) {
        Instant at = NOON.plusSeconds(second);
        String json = "[{\"Plan\": {\"Node Type\": \"" + name + "\u20ac\"}}]";
        return new Plan(Ids.of(name), Ids.of("digest"), "shop", at, at, cost, cost, json);
    }

    @Test
    void whenItWasSeenFirstAndLastOutlivesARestart() throws Exception {
        Plan expected;
        try (PlanLog log = PlanLog.open(folder)) {
            log.put(plan("a", 0, 8.25));
            log.put(plan("a", 10, 9.5));
            log.put(plan("b", 20, 1));
            expected = log.find(Ids.of("a")).orElseThrow();
            assertThat(expected.firstSeen()).isEqualTo(NOON);
            assertThat(expected.lastSeen()).isEqualTo(NOON.plusSeconds(10));
            assertThat(expected.firstCost()).isEqualTo(8.25);
            assertThat(expected.lastCost()).isEqualTo(9.5);
            assertThat(expected.json()).isEqualTo(plan("a", 0, 0).json());
        }
        try (PlanLog log = PlanLog.open(folder)) {
            assertThat(log.find(Ids.of("a"))).contains(expected);
            assertThat(log.find(Ids.of("b"))).contains(plan("b", 20, 1));
            assertThat(log.find(Ids.of("c"))).isEmpty();
        }
    }

    @Test
    void theLogDoesNotGrowEachTimeItIsSeen() throws Exception {
        try (PlanLog log = PlanLog.open(folder)) {
            log.put(plan("a", 0, 1));
            long size = Files.size(folder.resolve("plans.log"));
            int minutes = (int) PlanLog.AGAIN.toMinutes();
            for (int second = 0; second < minutes * 60; second++) log.put(plan("a", second, 1));
            assertThat(Files.size(folder.resolve("plans.log"))).isEqualTo(size);
            log.put(plan("a", minutes * 60, 1));
            assertThat(Files.size(folder.resolve("plans.log"))).isGreaterThan(size);
        }
    }

    @Test
    void whatWasNotSeenWithinTheRetentionGoes() throws Exception {
        try (PlanLog log = PlanLog.open(folder)) {
            log.put(plan("old", 0, 1));
            log.put(plan("a", 0, 1));
            log.put(plan("a", 100, 2));
            log.compact(NOON.plusSeconds(50));
            assertThat(log.find(Ids.of("old"))).isEmpty();
            Plan kept = log.find(Ids.of("a")).orElseThrow();
            assertThat(kept.firstSeen()).isEqualTo(NOON);
            assertThat(kept.lastSeen()).isEqualTo(NOON.plusSeconds(100));
            log.put(plan("new", 200, 1));
            assertThat(log.find(Ids.of("new"))).isPresent();
        }
    }

    @Test
    void ofTooManyThoseThatWereSeenLastStay() throws Exception {
        try (PlanLog log = PlanLog.open(folder)) {
            for (int i = 0; i < PlanLog.KNOWN_MAX; i++) log.put(plan("p" + i, i, 1));
            assertThat(log.isLarge()).isTrue();
            log.put(plan("one more", 99_999, 1));
            assertThat(log.find(Ids.of("one more"))).isEmpty();
            log.compact(Instant.EPOCH);
            assertThat(log.isLarge()).isFalse();
            assertThat(log.find(Ids.of("p0"))).isEmpty();
            assertThat(log.find(Ids.of("p" + (PlanLog.KNOWN_MAX - 1)))).isPresent();
        }
    }

    @Test
    void aPlanThatIsTooLargeIsNotKept() throws Exception {
        Plan large = plan("x".repeat(PlanLog.JSON_BYTES_MAX), 0, 1);
        try (PlanLog log = PlanLog.open(folder)) {
            log.put(large);
            assertThat(log.find(large.id())).isEmpty();
        }
    }
}
