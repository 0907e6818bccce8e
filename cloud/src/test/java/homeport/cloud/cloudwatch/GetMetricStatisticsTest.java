package homeport.cloud.cloudwatch;

import static homeport.cloud.Caller.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsRequest;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;

/** What is told of a metric by time. Source: API reference, "GetMetricStatistics". */
final class GetMetricStatisticsTest {
    @TempDir private Path folder;
    private CloudWatchWorld world;
    private Instant now;

    @BeforeEach
    void open() {
        world = new CloudWatchWorld(folder);
        now = world.api.now;
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aMetricThatIsNotThereHasNoPoints() {
        var answer = world.statistics(r -> r.statistics(Statistic.SUM));
        assertThat(answer.label()).isEqualTo("m");
        assertThat(answer.datapoints()).isEmpty();
    }

    @Test
    void theStartIsInclusiveAndTheEndIsNot() {
        for (int minute = 0; minute < 5; minute++) put(minute, minute);
        List<Datapoint> points =
                sums(r -> r.startTime(now.minusSeconds(240)).endTime(now.minusSeconds(60)));
        assertThat(points).extracting(Datapoint::sum).containsExactly(4.0, 3.0, 2.0);
        assertThat(points)
                .extracting(Datapoint::timestamp)
                .containsExactly(
                        now.minusSeconds(240), now.minusSeconds(180), now.minusSeconds(120));
    }

    @Test
    void periodsBeginAtTheStartWhichIsTakenDownToTheMinute() {
        for (int minute = 0; minute < 10; minute++) put(minute, 1);
        List<Datapoint> points =
                sums(r -> r.startTime(now.minusSeconds(7 * 60 - 42)).endTime(now).period(180));
        assertThat(points).extracting(Datapoint::sum).containsExactly(3.0, 3.0, 1.0);
        assertThat(points.getFirst().timestamp()).isEqualTo(now.minusSeconds(420));
    }

    @ParameterizedTest(name = "a start {0} ago is taken down to {1} s")
    @CsvSource({"P14D, 60", "P16D, 300", "P64D, 3600"})
    void olderStartsAreTakenDownFurther(String ago, int step) {
        Instant then = now.minus(Duration.parse(ago)).minusSeconds(7);
        Window window = Window.of(then, now, 3600, now);
        assertThat(window.start()).isEqualTo(Math.floorDiv(then.getEpochSecond(), step) * step);
        assertThat(Window.of(then, now, 10, now).start())
                .isLessThanOrEqualTo(then.getEpochSecond());
    }

    @ParameterizedTest(name = "of {0} ago there are points at {1} s: {2}")
    @CsvSource({
        "PT1H, 1, true",
        "PT4H, 1, false",
        "PT4H, 60, true",
        "P14D, 60, true",
        "P16D, 60, false",
        "P16D, 300, true",
        "P64D, 300, false",
        "P64D, 3600, true",
        "P456D, 3600, false",
    })
    void finerThanItIsKeptThereAreNoPoints(String ago, int period, boolean there) {
        Instant then = world.api.now;
        world.put(d -> d.value(1.0).timestamp(then).storageResolution(1));
        world.api.now = then.plus(Duration.parse(ago));
        List<Datapoint> points =
                sums(r -> r.startTime(then).endTime(then.plusSeconds(period)).period(period));
        assertThat(points).hasSize(there ? 1 : 0);
    }

    @Test
    void dimensionsMustBeTheWholeSet() {
        world.put("m", "a", now, 1);
        world.put("m", "b", now, 2);
        assertThat(sums(_ -> {})).isEmpty();
        assertThat(sums(r -> r.dimensions(CloudWatchWorld.host("b"))))
                .extracting(Datapoint::sum)
                .containsExactly(2.0);
    }

    @Test
    void unitsAreKeptApartAndNeverConverted() {
        world.put(d -> d.value(1.0).unit(StandardUnit.SECONDS));
        world.put(d -> d.value(1000.0).unit(StandardUnit.MILLISECONDS));
        assertThat(sums(_ -> {}))
                .extracting(Datapoint::unitAsString)
                .containsExactlyInAnyOrder("Seconds", "Milliseconds");
        assertThat(sums(r -> r.unit(StandardUnit.SECONDS)))
                .extracting(Datapoint::sum)
                .containsExactly(1.0);
        assertThat(sums(r -> r.unit(StandardUnit.BYTES))).isEmpty();
    }

    @Test
    void percentilesComeUnderTheirNames() {
        world.put(d -> d.values(1.0, 2.0, 3.0, 4.0).counts(1.0, 1.0, 1.0, 97.0));
        Datapoint point =
                world.statistics(r -> r.extendedStatistics("p50", "p1", "tm90", "IQM"))
                        .datapoints()
                        .getFirst();
        assertThat(point.extendedStatistics())
                .containsOnlyKeys("p50", "p1", "tm90", "IQM")
                .containsEntry("p50", 4.0)
                .containsEntry("p1", 1.0);
        assertThat(point.average()).isNull();
    }

    @Test
    void aPointOfWhichNothingCanBeToldIsLeftOut() {
        world.put(d -> d.values(-1.0, 5.0));
        assertThat(world.statistics(r -> r.extendedStatistics("p50")).datapoints()).isEmpty();
    }

    @Test
    void refusesWhatCannotBe() {
        Map<String, Consumer<GetMetricStatisticsRequest.Builder>> rows =
                Map.of(
                        "MissingParameter: At least one of the parameters", _ -> {},
                        "InvalidParameterCombination: mutually exclusive",
                                r -> r.statistics(Statistic.SUM).extendedStatistics("p50"),
                        "InvalidParameterValue: The value p101 for parameter ExtendedStatistics",
                                r -> r.extendedStatistics("p101"),
                        "InvalidParameterValue: The value Sum for parameter ExtendedStatistics",
                                r -> r.extendedStatistics("Sum"),
                        "InvalidParameterValue: it is 90",
                                r -> r.statistics(Statistic.SUM).period(90),
                        "InvalidParameterValue: it is 15",
                                r -> r.statistics(Statistic.SUM).period(15),
                        "InvalidParameterCombination: StartTime must be less",
                                r -> r.statistics(Statistic.SUM).endTime(now.minusSeconds(600)),
                        "InvalidParameterCombination: You have requested up to 1441 datapoints, which exceeds the limit of 1440",
                                r ->
                                        r.statistics(Statistic.SUM)
                                                .startTime(now.minusSeconds(1441 * 60))
                                                .endTime(now));
        rows.forEach((expected, request) -> {
            String[] part = expected.split(": ", 2);
            refused(part[0], part[1], () -> world.statistics(request));
        });
    }

    private void put(int minutesAgo, double value) {
        world.put(d -> d.value(value).timestamp(now.minusSeconds(minutesAgo * 60L)));
    }

    private List<Datapoint> sums(Consumer<GetMetricStatisticsRequest.Builder> asked) {
        return world.statistics(
                        r -> {
                            r.statistics(Statistic.SUM);
                            asked.accept(r);
                        })
                .datapoints();
    }
}
