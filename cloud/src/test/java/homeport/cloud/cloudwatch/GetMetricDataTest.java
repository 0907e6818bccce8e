package homeport.cloud.cloudwatch;

import static homeport.cloud.Caller.refused;
import static homeport.cloud.cloudwatch.CloudWatchWorld.math;
import static homeport.cloud.cloudwatch.CloudWatchWorld.metric;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.store.series.Stats;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;

/** Many metrics, math and searches at once. Source: API reference, "GetMetricData". */
final class GetMetricDataTest {
    @TempDir private Path folder;
    private CloudWatchWorld world;
    private Instant now;

    @BeforeEach
    void open() {
        world = new CloudWatchWorld(folder);
        now = world.api.now;
        for (int minute = 0; minute < 5; minute++) {
            Instant at = now.minusSeconds(minute * 60L);
            world.put("cpu", "a", at, 10 - minute);
            world.put("cpu", "b", at, 100);
            world.put("mem", "a", at, 1000 + minute);
        }
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void theNewestPointsComeFirstUnlessAskedOtherwise() {
        MetricDataResult result = only(world.data(_ -> {}, metric("m1", "cpu", "a", "Average")));
        assertThat(result.id()).isEqualTo("m1");
        assertThat(result.label()).isEqualTo("cpu");
        assertThat(result.statusCode()).isEqualTo(StatusCode.COMPLETE);
        assertThat(result.values()).containsExactly(10.0, 9.0, 8.0, 7.0, 6.0);
        assertThat(result.timestamps().getFirst()).isEqualTo(now);
        MetricDataResult up =
                only(
                        world.data(
                                r -> r.scanBy(ScanBy.TIMESTAMP_ASCENDING),
                                metric("m1", "cpu", "a", "Average")));
        assertThat(up.values()).containsExactly(6.0, 7.0, 8.0, 9.0, 10.0);
    }

    @Test
    void mathSeesOtherQueriesAndHiddenOnesAreNotTold() {
        GetMetricDataResponse answer =
                world.data(
                        _ -> {},
                        math("e2", "e1 / 2"),
                        math("e1", "m1 + m2").toBuilder().returnData(false).build(),
                        metric("m1", "cpu", "a", "Sum").toBuilder().returnData(false).build(),
                        metric("m2", "cpu", "b", "Sum").toBuilder().returnData(false).build());
        assertThat(only(answer).id()).isEqualTo("e2");
        assertThat(only(answer).label()).isEqualTo("e2");
        assertThat(only(answer).values().getFirst()).isEqualTo(55.0);
    }

    @Test
    void aSearchHasAnAnswerForEachMetricThatItFinds() {
        var answer =
                world.data(
                        _ -> {}, math("s", "SEARCH('{App,host} MetricName=\"cpu\"', 'Sum', 60)"));
        assertThat(answer.metricDataResults())
                .extracting(MetricDataResult::id)
                .containsExactly("s", "s");
        assertThat(answer.metricDataResults())
                .extracting(MetricDataResult::label)
                .containsExactly("a", "b");
        assertThat(
                        only(world.data(
                                        _ -> {},
                                        math("s", "MAX(SEARCH('{App,host} cpu', 'Sum', 60))")))
                                .values())
                .containsOnly(100.0);
    }

    @Test
    void labelsTellWhatTheyAreToldToTell() {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("plain", "plain");
        rows.put("${PROP('Dim.host')}|${PROP('MetricName')}|${PROP('Stat')}", "a|cpu|Average");
        rows.put("${PROP('Namespace')} ${PROP('Period')} ${PROP('Region')}", "App 60 us-east-1");
        rows.put("${LABEL} ${AVG} ${MIN} ${MAX} ${SUM} ${LAST}", "cpu 8 6 10 40 10");
        rows.put("${FIRST} ${DATAPOINT_COUNT}", "6 5");
        rows.put("${MAX_TIME}", "2026-11-24 11:30:00 +0130");
        rows.put("${MIN_TIME_RELATIVE}", "4m ago");
        rows.put("${NOSUCH}", "${NOSUCH}");
        rows.forEach((label, expected) ->
                assertThat(
                                only(world.data(
                                                r -> r.labelOptions(o -> o.timezone("+0130")),
                                                metric("m1", "cpu", "a", "Average").toBuilder()
                                                        .label(label)
                                                        .build()))
                                        .label())
                        .as(label)
                        .isEqualTo(expected));
        MetricDataQuery search =
                math("s", "SEARCH('{App,host} cpu', 'Sum', 60)").toBuilder()
                        .label("on ${PROP('Dim.host')}")
                        .build();
        assertThat(world.data(_ -> {}, search).metricDataResults())
                .extracting(MetricDataResult::label)
                .containsExactly("on a", "on b");
    }

    @Test
    void pagesTellEachPointOnceWhileNewOnesCome() {
        List<String> seen = new ArrayList<>();
        Optional<String> token = Optional.empty();
        int pages = 0;
        do {
            String next = token.orElse(null);
            GetMetricDataResponse page =
                    world.data(
                            r -> r.maxDatapoints(4).nextToken(next),
                            metric("m1", "cpu", "a", "Sum"),
                            metric("m2", "mem", "a", "Sum"));
            for (MetricDataResult result : page.metricDataResults())
                for (Instant at : result.timestamps()) seen.add(result.id() + at);
            token = Optional.ofNullable(page.nextToken());
            boolean partial =
                    page.metricDataResults().getLast().statusCode() == StatusCode.PARTIAL_DATA;
            assertThat(partial).isEqualTo(token.isPresent());
            world.put("cpu", "a", now, 1);
            pages++;
        } while (token.isPresent());
        assertThat(pages).isEqualTo(3);
        assertThat(seen).hasSize(10).doesNotHaveDuplicates();
    }

    @Test
    void countersOfDatabasesAreRead() {
        var answer =
                world.data(
                        r -> r.scanBy(ScanBy.TIMESTAMP_ASCENDING),
                        math("e", "DB_PERF_INSIGHTS('RDS', 'db-A', 'os.cpuUtilization.user.avg')"));
        assertThat(only(answer).values()).containsExactly(42.0, 43.0);
    }

    @Test
    void metricsAreSelectedGroupedOrderedAndLimited() {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("SELECT AVG(cpu) FROM App", "cpu=55.0");
        rows.put("SELECT MAX(cpu) FROM SCHEMA(\"App\", host) WHERE host != 'b'", "cpu=10.0");
        rows.put("SELECT SUM(cpu) FROM SCHEMA(App, other)", "");
        rows.put("select sum(cpu) from App group by host", "a=10.0 b=100.0");
        rows.put("SELECT SUM(cpu) FROM App GROUP BY host ORDER BY MAX() DESC LIMIT 1", "b=100.0");
        rows.put("SELECT COUNT(cpu) FROM App WHERE host = 'a' AND host != 'c'", "cpu=1.0");
        rows.forEach((select, expected) -> {
            StringBuilder told = new StringBuilder();
            MetricDataQuery query = math("q", select).toBuilder().period(60).build();
            for (MetricDataResult one : world.data(_ -> {}, query).metricDataResults())
                told.append(told.isEmpty() ? "" : " ")
                        .append(one.label())
                        .append('=')
                        .append(one.values().getFirst());
            assertThat(told.toString()).as(select).isEqualTo(expected);
        });
    }

    @Test
    void refusesWhatCannotBe() {
        Map<String, List<MetricDataQuery>> rows = new LinkedHashMap<>();
        MetricDataQuery good = metric("m1", "cpu", "a", "Sum");
        rows.put("not unique: m1", List.of(good, good));
        rows.put(
                "The value M1 for parameter MetricDataQueries.member.1.Id is not matching",
                List.of(good.toBuilder().id("M1").build()));
        rows.put(
                "Exactly one of the parameters MetricDataQueries.member.1.MetricStat and",
                List.of(good.toBuilder().expression("m1").build()));
        rows.put(
                "Exactly one of the parameters MetricDataQueries.member.2.MetricStat and",
                List.of(good, MetricDataQuery.builder().id("e").build()));
        rows.put(
                "Mean for parameter MetricDataQueries.member.1.MetricStat.Stat",
                List.of(metric("m1", "cpu", "a", "Mean")));
        rows.put("Error in expression 'e': nothing has the id 'm9'", List.of(math("e", "m9")));
        rows.put(
                "Error in expression 'e': it depends on itself",
                List.of(math("e", "f"), math("f", "e")));
        rows.put("Error in expression 'e': it ends too early", List.of(math("e", "1 +")));
        rows.put("Error in expression 'e': it makes a number", List.of(good, math("e", "AVG(m1)")));
        rows.put("the query has its end where ( is needed", List.of(math("e", "SELECT AVG")));
        rows.put("the search's { is not closed", List.of(math("e", "SEARCH('{App', 'Sum', 60)")));
        rows.forEach((says, queries) -> {
            refused(
                    "ValidationError",
                    says,
                    () -> world.data(_ -> {}, queries.toArray(MetricDataQuery[]::new)));
        });
        refused("MissingParameter", "MetricDataQueries", () -> world.data(_ -> {}));
        refused(
                "ValidationError",
                "MaxDatapoints is 0",
                () -> world.data(r -> r.maxDatapoints(0), good));
        refused(
                "ValidationError",
                "StartTime",
                () -> world.data(r -> r.startTime(r.build().endTime()), good));
        refused("InvalidNextToken", "NextToken", () -> world.data(r -> r.nextToken("x"), good));
        refused(
                "ValidationError",
                "LabelOptions.Timezone is UTC",
                () -> world.data(r -> r.labelOptions(o -> o.timezone("UTC")), good));
    }

    @Test
    void deepDependenciesAreEvaluatedOnce() {
        List<MetricDataQuery> queries = new ArrayList<>();
        queries.add(metric("e0", "cpu", "a", "Sum"));
        for (int i = 1; i < 200; i++)
            queries.add(
                    math("e" + i, "(e%d + e%d) / 2".formatted(i - 1, i - 1)).toBuilder()
                            .returnData(i == 199)
                            .build());
        var answer = world.data(_ -> {}, queries.toArray(MetricDataQuery[]::new));
        assertThat(answer.metricDataResults().getLast().values().getFirst()).isEqualTo(10.0);
    }

    @Test
    void alarmsReadTheSameWithoutARequest() {
        world.metrics.put(
                "us-east-1",
                "AWS/RDS",
                "ReplicaLag",
                Map.of("DBInstanceIdentifier", "r1"),
                "Seconds",
                now.getEpochSecond(),
                Stats.set(60, 600, 5, 15),
                now);
        MetricId lag = MetricId.of("AWS/RDS", "ReplicaLag", Map.of("DBInstanceIdentifier", "r1"));
        var series =
                world.metrics.read(
                        "us-east-1",
                        lag,
                        Statistic.parse("Maximum").orElseThrow(),
                        Optional.of("Seconds"),
                        60,
                        now.getEpochSecond() - 120,
                        now.getEpochSecond() + 60,
                        now);
        assertThat(series.size()).isEqualTo(1);
        assertThat(series.value(0)).isEqualTo(15);
        var checked = Queries.check("Metrics", List.of(metric("m1", "cpu", "a", "Sum")));
        assertThat(checked.period()).isEqualTo(60);
        List<Answer> answers =
                world.queries.answer(
                        "us-east-1",
                        "000000000000",
                        checked,
                        now.minus(Duration.ofMinutes(3)),
                        now,
                        now);
        assertThat(answers).singleElement().extracting(a -> a.series().size()).isEqualTo(3);
    }

    private static MetricDataResult only(GetMetricDataResponse answer) {
        assertThat(answer.metricDataResults()).hasSize(1);
        return answer.metricDataResults().getFirst();
    }
}
