package homeport.insights.query;

import static homeport.insights.testkit.MemoryHistory.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import homeport.insights.load.Column;
import homeport.insights.load.LoadKey;
import homeport.insights.load.Statement;
import homeport.insights.testkit.MemoryHistory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LoadReaderTest {
    private static final Instant NOON = Instant.parse("2026-06-14T12:00:00Z");
    private static final LoadKey SLEEPER =
            key(Column.WAIT_TYPE, "Timeout", Column.WAIT_EVENT, "PgSleep", Column.USER, "ann");
    private static final LoadKey WORKER =
            key(Column.WAIT_TYPE, "CPU", Column.WAIT_EVENT, "CPU", Column.USER, "bob");

    @Test
    void averageIsTheSumOfSamplesDividedByTheirNumber() {
        MemoryHistory history = new MemoryHistory();
        for (int second = 0; second < 60; second++)
            history.tick(NOON.plusSeconds(second), second < 30 ? list(SLEEPER, WORKER) : list());
        LoadResult result = ask(history, 60, 60, Statistic.AVG, Optional.empty(), Map.of());
        assertThat(result.total().values()).containsExactly(1.0);
        assertThat(result.total().average()).isEqualTo(1.0);
    }

    @Test
    void aSecondThatWasNotSampledIsNoZero() {
        MemoryHistory history = new MemoryHistory();
        for (int second = 0; second < 10; second++) history.tick(NOON.plusSeconds(second), SLEEPER);
        LoadResult result = ask(history, 120, 60, Statistic.AVG, Optional.empty(), Map.of());
        assertThat(result.total().values()).containsExactly(1.0, Double.NaN);
    }

    @Test
    void statisticsAreOfSingleSeconds() {
        MemoryHistory history = new MemoryHistory();
        history.tick(NOON, SLEEPER, SLEEPER, WORKER);
        history.tick(NOON.plusSeconds(1), SLEEPER);
        history.tick(NOON.plusSeconds(2));
        history.tick(NOON.plusSeconds(3), SLEEPER, SLEEPER);
        Map<Statistic, Double> expected =
                Map.of(
                        Statistic.AVG, 1.5,
                        Statistic.MIN, 0.0,
                        Statistic.MAX, 3.0,
                        Statistic.SUM, 6.0,
                        Statistic.SAMPLE_COUNT, 4.0);
        expected.forEach((statistic, value) -> {
            LoadResult result = ask(history, 60, 60, statistic, Optional.empty(), Map.of());
            assertThat(result.total().values()).as(statistic.suffix()).containsExactly(value);
        });
        LoadResult most = ask(history, 60, 60, Statistic.MAX, by(DimensionGroup.USER), Map.of());
        assertThat(most.groups().getFirst().series().values()).containsExactly(2.0);
    }

    @Test
    void groupsComeByLoadAndEqualsByName() {
        MemoryHistory history = new MemoryHistory();
        history.tick(NOON, WORKER, SLEEPER, key(Column.USER, "cid"), key(Column.USER, "cid"));
        LoadResult result =
                ask(
                        history,
                        60,
                        60,
                        Statistic.AVG,
                        Optional.of(
                                new Grouping(DimensionGroup.USER, List.of(Dimension.USER_NAME), 3)),
                        Map.of());
        assertThat(result.groups())
                .extracting(group -> group.dimensions().get(Dimension.USER_NAME))
                .containsExactly("cid", "ann", "bob");
    }

    @Test
    void fewerDimensionsPutGroupsTogether() {
        MemoryHistory history = new MemoryHistory();
        history.tick(
                NOON,
                key(Column.WAIT_TYPE, "IO", Column.WAIT_EVENT, "DataFileRead"),
                key(Column.WAIT_TYPE, "IO", Column.WAIT_EVENT, "WALWrite"));
        Grouping types =
                new Grouping(DimensionGroup.WAIT_EVENT, List.of(Dimension.WAIT_EVENT_TYPE), 10);
        assertThat(ask(history, 60, 60, Statistic.AVG, Optional.of(types), Map.of()).groups())
                .hasSize(1)
                .first()
                .satisfies(group -> assertThat(group.series().average()).isEqualTo(2.0));
    }

    @Test
    void aFilterLeavesTheOthersOut() {
        MemoryHistory history = new MemoryHistory();
        history.tick(NOON, SLEEPER, WORKER, WORKER);
        LoadResult bob =
                ask(
                        history,
                        60,
                        60,
                        Statistic.AVG,
                        by(DimensionGroup.WAIT_EVENT),
                        Map.of(Dimension.USER_NAME, "bob"));
        assertThat(bob.total().average()).isEqualTo(2.0);
        assertThat(bob.groups()).hasSize(1);
        LoadResult nobody =
                ask(
                        history,
                        60,
                        60,
                        Statistic.AVG,
                        by(DimensionGroup.WAIT_EVENT),
                        Map.of(Dimension.USER_NAME, "o'|\"x"));
        assertThat(nobody.total().values()).containsExactly(0.0);
        assertThat(nobody.groups()).isEmpty();
    }

    @Test
    void onlyWhatWaitsForAnotherHasABlocker() {
        MemoryHistory history = new MemoryHistory();
        history.tick(NOON, WORKER, key(Column.BLOCKING_SESSION, "66.1a"));
        LoadResult result =
                ask(history, 60, 60, Statistic.AVG, by(DimensionGroup.BLOCKING_SESSION), Map.of());
        assertThat(result.total().average()).isEqualTo(2.0);
        assertThat(result.groups())
                .extracting(LoadResult.Group::dimensions)
                .containsExactly(Map.of(Dimension.BLOCKING_SESSION_ID, "66.1a"));
    }

    @Test
    void statementsAreShownWithTextAndNumberAtMost500BytesOfWholeCharacters() {
        String text = "select '" + "é".repeat(400) + "'";
        MemoryHistory history =
                new MemoryHistory()
                        .statement(new Statement("t1", "42", "d1", text))
                        .tick(NOON, key(Column.SQL, "t1", Column.DIGEST, "d1"));
        var shown =
                ask(history, 60, 60, Statistic.AVG, by(DimensionGroup.SQL), Map.of())
                        .groups()
                        .getFirst()
                        .dimensions();
        assertThat(shown)
                .containsEntry(Dimension.SQL_ID, "t1")
                .containsEntry(Dimension.SQL_DB_ID, "42")
                .containsEntry(Dimension.SQL_TOKENIZED_ID, "d1")
                .containsEntry(Dimension.SQL_STATEMENT, "select '" + "é".repeat(246));
    }

    @Test
    void partitionsShareOutWhatAGroupHas() {
        MemoryHistory history = new MemoryHistory();
        history.tick(NOON, SLEEPER, SLEEPER, WORKER);
        history.tick(NOON.plusSeconds(1), SLEEPER, WORKER);
        LoadQuery query =
                new LoadQuery(
                        Window.around(NOON, NOON.plusSeconds(60), 60),
                        Statistic.AVG,
                        by(DimensionGroup.WAIT_EVENT),
                        Map.of());
        var all =
                LoadReader.partitioned(history, query, by(DimensionGroup.USER).orElseThrow(), NOON);
        assertThat(all.partitions()).hasSize(2);
        assertThat(all.averages()).isDeepEqualTo(new double[][] {{1.5, 0}, {0, 1.0}});
    }

    /** Whatever load is divided by, its parts are the whole. */
    @Test
    void theGroupsOfAnyGroupingAddUpToTheTotal() {
        long seed = 20261127;
        Random random = new Random(seed);
        MemoryHistory history = new MemoryHistory();
        for (int second = 0; second < 600; second++) {
            if (random.nextInt(10) == 0) continue;
            List<LoadKey> sessions = new ArrayList<>();
            for (int i = random.nextInt(6); i > 0; i--)
                sessions.add(
                        key(
                                Column.USER,
                                "u" + random.nextInt(4),
                                Column.WAIT_EVENT,
                                random.nextBoolean() ? "CPU" : "DataFileRead",
                                Column.DATABASE,
                                random.nextInt(3) == 0 ? "" : "d" + random.nextInt(2)));
            history.tick(NOON.plusSeconds(second), sessions.toArray(LoadKey[]::new));
        }
        for (DimensionGroup group :
                List.of(DimensionGroup.USER, DimensionGroup.WAIT_EVENT, DimensionGroup.DATABASE)) {
            LoadResult result = ask(history, 600, 60, Statistic.AVG, by(group), Map.of());
            for (int i = 0; i < 10; i++) {
                int period = i;
                double parts =
                        result.groups().stream()
                                .mapToDouble(one -> one.series().values()[period])
                                .sum();
                assertThat(parts)
                        .as("%s, minute %d, seed %d", group, i, seed)
                        .isCloseTo(result.total().values()[i], within(1e-9));
            }
        }
    }

    private static LoadKey[] list(LoadKey... keys) {
        return keys;
    }

    private static Optional<Grouping> by(DimensionGroup group) {
        return Optional.of(new Grouping(group, group.dimensions(), 25));
    }

    private static LoadResult ask(
            MemoryHistory history,
            int seconds,
            int period,
            Statistic statistic,
            Optional<Grouping> grouping,
            Map<Dimension, String> filter) {
        Window window = Window.around(NOON, NOON.plusSeconds(seconds), period);
        LoadQuery query = new LoadQuery(window, statistic, grouping, filter);
        LoadResult result = LoadReader.answer(history, query, NOON.plusSeconds(seconds));
        assertThat(Arrays.stream(result.total().values()).count()).isEqualTo(window.periods());
        return result;
    }
}
