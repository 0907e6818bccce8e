package homeport.cloud.cloudwatch;

import static homeport.cloud.Caller.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import homeport.aws.AwsException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.EntityMetricData;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.cloudwatch.model.StatisticSet;

/** What is taken and what is refused. Source: API reference, "PutMetricData", "MetricDatum". */
final class PutMetricDataTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    private static final StatisticSet ONE =
            StatisticSet.builder().sampleCount(1.0).sum(1.0).minimum(1.0).maximum(1.0).build();

    @TempDir private Path folder;
    private CloudWatchWorld world;

    @BeforeEach
    void open() {
        world = new CloudWatchWorld(folder);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private record Row(
            String story, Consumer<MetricDatum.Builder> datum, String code, String says) {
        Arguments arguments() {
            return Arguments.of(story, this);
        }
    }

    private static Row row(
            String story, String code, String says, Consumer<MetricDatum.Builder> datum) {
        return new Row(story, datum, code, says);
    }

    static Stream<Arguments> refusals() {
        return Stream.concat(ofForms(), ofMembers()).map(Row::arguments);
    }

    private static Stream<Row> ofForms() {
        String combination = "InvalidParameterCombination";
        return Stream.of(
                row(
                        "not a number",
                        "InvalidParameterValue",
                        "The value NaN for parameter MetricData.member.1.Value",
                        d -> d.value(Double.NaN)),
                row(
                        "infinity",
                        "InvalidParameterValue",
                        "Infinity",
                        d -> d.value(Double.POSITIVE_INFINITY)),
                row(
                        "no value",
                        "MissingParameter",
                        "MetricData.member.1.Value is required",
                        _ -> {}),
                row(
                        "a value and a set",
                        combination,
                        "mutually exclusive",
                        d -> d.value(1.0).statisticValues(ONE)),
                row(
                        "a value and values",
                        combination,
                        "mutually exclusive",
                        d -> d.value(1.0).values(1.0)),
                row(
                        "values and a set",
                        combination,
                        "mutually exclusive",
                        d -> d.values(1.0).statisticValues(ONE)),
                row(
                        "counts without values",
                        "MissingParameter",
                        "Values is required",
                        d -> d.counts(1.0)),
                row(
                        "counts of another size",
                        combination,
                        "must be of the same size",
                        d -> d.values(1.0, 2.0).counts(1.0)),
                row(
                        "151 values",
                        "InvalidParameterValue",
                        "size greater than 150",
                        d -> d.values(Collections.nCopies(151, 1.0))));
    }

    private static Stream<Row> ofMembers() {
        String value = "InvalidParameterValue";
        Dimension twice = CloudWatchWorld.host("h");
        return Stream.of(
                row("over 2^360", value, "is invalid", d -> d.value(Math.scalb(1.0, 361))),
                row(
                        "an odd resolution",
                        value,
                        "The value 30 for parameter MetricData.member.1.StorageResolution",
                        d -> d.value(1.0).storageResolution(30)),
                row(
                        "older than two weeks",
                        value,
                        "within the past two weeks",
                        d -> d.value(1.0).timestamp(NOW.minus(Duration.ofDays(15)))),
                row(
                        "three hours ahead",
                        value,
                        "two hours in the future",
                        d -> d.value(1.0).timestamp(NOW.plus(Duration.ofHours(3)))),
                row(
                        "a blank name",
                        value,
                        "MetricName is invalid",
                        d -> d.value(1.0).metricName("  ")),
                row(
                        "a control character",
                        value,
                        "MetricName is invalid",
                        d -> d.value(1.0).metricName("a\u0001b")),
                row(
                        "a dimension twice",
                        value,
                        "is given twice",
                        d -> d.value(1.0).dimensions(twice, twice)),
                row(
                        "a dimension not of ASCII",
                        value,
                        "not ASCII",
                        d -> d.value(1.0).dimensions(CloudWatchWorld.host("größe"))),
                row(
                        "a dimension with a colon",
                        value,
                        "Dimensions.member.1.Name",
                        d ->
                                d.value(1.0)
                                        .dimensions(
                                                Dimension.builder().name(":a").value("b").build())),
                row(
                        "a set upside down",
                        "InvalidParameterCombination",
                        "more than",
                        d ->
                                d.statisticValues(s ->
                                        s.sampleCount(1.0).sum(1.0).minimum(2.0).maximum(1.0))),
                row("a negative count", value, "is invalid", d -> d.values(1.0).counts(-1.0)));
    }

    @ParameterizedTest(name = "{0} is refused")
    @MethodSource("refusals")
    void refuses(String story, Row row) {
        refused(row.code(), row.says(), () -> world.put(row.datum()));
        assertThat(world.series.names("", 0)).isEmpty();
    }

    @Test
    void nothingOfARequestIsTakenWhenOneOfItIsRefused() {
        refused(
                "InvalidParameterValue",
                "MetricData.member.2.Value",
                () -> world.putAll(List.of(d -> d.value(1.0), d -> d.value(Double.NaN))));
        assertThat(world.series.names("", 0)).isEmpty();
    }

    @Test
    void aThousandAreTakenAtOnceAndNoMore() {
        List<Consumer<MetricDatum.Builder>> many = new ArrayList<>();
        for (int i = 0; i < 1000; i++) many.add(d -> d.value(1.0));
        world.putAll(many);
        many.add(d -> d.value(1.0));
        refused("InvalidParameterValue", "size greater than 1000", () -> world.putAll(many));
        assertThat(world.statistics(r -> r.statistics(Statistic.SUM)).datapoints().getFirst().sum())
                .isEqualTo(1000);
    }

    @Test
    void namespacesOfServicesAreNotForUsers() {
        for (String namespace : List.of("AWS/RDS", "AWS/", ":a"))
            assertThat(
                            catchThrowable(() ->
                                    world.api.call(
                                            PutMetricDataResponse.class,
                                            PutMetricDataRequest.builder()
                                                    .namespace(namespace)
                                                    .metricData(
                                                            MetricDatum.builder()
                                                                    .metricName("m")
                                                                    .value(1.0)
                                                                    .build())
                                                    .build())))
                    .isInstanceOf(AwsException.class)
                    .hasMessageContaining("for parameter Namespace is invalid");
    }

    @Test
    void allThreeFormsOfADatumAddUp() {
        world.put(d -> d.value(2.0));
        world.put(d -> d.values(4.0, 6.0, 9.0).counts(1.0, 2.0, 0.0));
        world.put(d ->
                d.statisticValues(s -> s.sampleCount(3.0).sum(30.0).minimum(8.0).maximum(12.0)));
        world.put(
                d -> d.statisticValues(s -> s.sampleCount(0.0).sum(0.0).minimum(0.0).maximum(0.0)));
        Datapoint point =
                world.statistics(r ->
                                r.statistics(
                                        Statistic.SAMPLE_COUNT,
                                        Statistic.SUM,
                                        Statistic.MINIMUM,
                                        Statistic.MAXIMUM,
                                        Statistic.AVERAGE))
                        .datapoints()
                        .getFirst();
        assertThat(point.sampleCount()).isEqualTo(7);
        assertThat(point.sum()).isEqualTo(48);
        assertThat(point.minimum()).isEqualTo(2);
        assertThat(point.maximum()).isEqualTo(12);
        assertThat(point.average()).isEqualTo(48.0 / 7);
        assertThat(point.unitAsString()).isEqualTo("None");
    }

    @Test
    void aDatumOfAnEntityIsADatum() {
        world.api.call(
                PutMetricDataResponse.class,
                PutMetricDataRequest.builder()
                        .namespace("App")
                        .entityMetricData(
                                EntityMetricData.builder()
                                        .metricData(
                                                MetricDatum.builder()
                                                        .metricName("m")
                                                        .value(3.0)
                                                        .build())
                                        .build())
                        .build());
        assertThat(world.statistics(r -> r.statistics(Statistic.SUM)).datapoints()).hasSize(1);
    }
}
