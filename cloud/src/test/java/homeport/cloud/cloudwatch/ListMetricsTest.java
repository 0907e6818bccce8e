package homeport.cloud.cloudwatch;

import static homeport.cloud.Caller.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudwatch.model.DimensionFilter;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsResponse;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/** Which metrics there are. Source: API reference, "ListMetrics". */
final class ListMetricsTest {
    @TempDir private Path folder;
    private CloudWatchWorld world;

    @BeforeEach
    void open() {
        world = new CloudWatchWorld(folder);
        for (String host : List.of("a", "b")) world.put("cpu", host, world.api.now, 1);
        world.put("mem", "a", world.api.now, 1);
        world.put(d -> d.metricName("plain").value(1.0).unit(StandardUnit.COUNT));
        world.put(d -> d.metricName("plain").value(1.0).unit(StandardUnit.BYTES));
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void metricsAreListedOnceByNameAndDimensions() {
        assertThat(list(_ -> {})).containsExactly("cpu{a}", "cpu{b}", "mem{a}", "plain{}");
        assertThat(list(r -> r.namespace("App").metricName("cpu")))
                .containsExactly("cpu{a}", "cpu{b}");
        assertThat(list(r -> r.metricName("mem"))).containsExactly("mem{a}");
        assertThat(list(r -> r.namespace("Ap"))).isEmpty();
        assertThat(list(r -> r.dimensions(filter("host", "a"))))
                .containsExactly("cpu{a}", "mem{a}");
        assertThat(list(r -> r.dimensions(DimensionFilter.builder().name("host").build())))
                .containsExactly("cpu{a}", "cpu{b}", "mem{a}");
        assertThat(list(r -> r.dimensions(filter("host", "a"), filter("other", "x")))).isEmpty();
        assertThat(list(r -> r.owningAccount("111111111111"))).isEmpty();
    }

    @Test
    void anotherRegionHasItsOwn() {
        var other =
                world.api.call(
                        "eu-west-1",
                        ListMetricsResponse.class,
                        ListMetricsRequest.builder().build());
        assertThat(other.metrics()).isEmpty();
    }

    @Test
    void whatHadNoDataForTwoWeeksIsNotListed() {
        world.api.now = world.api.now.plus(Duration.ofHours(4));
        world.put("new", "a", world.api.now, 1);
        assertThat(list(r -> r.recentlyActive("PT3H"))).containsExactly("new{a}");
        assertThat(list(_ -> {})).hasSize(5);
        world.api.now = world.api.now.plus(Duration.ofDays(14)).minusSeconds(60);
        assertThat(list(_ -> {})).containsExactly("new{a}");
    }

    @Test
    void fiveHundredMakeAPage() {
        for (int i = 0; i < 1000; i++) world.put("page", "h" + i, world.api.now, 1);
        List<String> all = new ArrayList<>();
        String token = null;
        int pages = 0;
        do {
            String next = token;
            var page = answer(r -> r.metricName("page").nextToken(next));
            assertThat(page.metrics()).hasSizeLessThanOrEqualTo(500);
            page.metrics().forEach(metric -> all.add(text(metric)));
            token = page.nextToken();
            pages++;
        } while (token != null);
        assertThat(pages).isEqualTo(2);
        assertThat(all).hasSize(1000).doesNotHaveDuplicates();
        refused("InvalidNextToken", "NextToken", () -> answer(r -> r.nextToken("%")));
    }

    private static DimensionFilter filter(String name, String value) {
        return DimensionFilter.builder().name(name).value(value).build();
    }

    private ListMetricsResponse answer(Consumer<ListMetricsRequest.Builder> asked) {
        var request = ListMetricsRequest.builder();
        asked.accept(request);
        return world.api.call(ListMetricsResponse.class, request.build());
    }

    private List<String> list(Consumer<ListMetricsRequest.Builder> asked) {
        return answer(asked).metrics().stream().map(ListMetricsTest::text).toList();
    }

    private static String text(Metric metric) {
        StringBuilder text = new StringBuilder(metric.metricName()).append('{');
        metric.dimensions().forEach(one -> text.append(one.value()));
        return text.append('}').toString();
    }
}
