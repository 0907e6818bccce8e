package homeport.server.openmetrics;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.proxy.pool.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GrafanaDashboardTest {
    private static final Path PAGE = Path.of("..", "docs", "grafana", "homeport.json");
    private static final Pattern METRIC =
            Pattern.compile("\\b(?:pg|homeport|process|jvm)_[a-z0-9_]+(?![a-z0-9_=\"])");

    @Test
    void everyMetricOfTheDashboardIsInAScrape() throws IOException {
        Set<String> named = new TreeSet<>();
        JsonNode dashboard = JsonMapper.shared().readTree(PAGE.toFile());
        for (JsonNode panel : dashboard.get("panels"))
            for (JsonNode target : panel.path("targets"))
                named.addAll(metrics(target.get("expr").asString()));
        for (JsonNode variable : dashboard.get("templating").get("list"))
            named.addAll(metrics(variable.path("definition").asString()));
        assertThat(named).hasSizeGreaterThan(40).isSubsetOf(scrape());
    }

    private static List<String> metrics(String expression) {
        List<String> all = new ArrayList<>();
        Matcher metric = METRIC.matcher(expression);
        while (metric.find()) all.add(metric.group());
        return all;
    }

    /** Of a service with everything that can be measured. */
    private static Set<String> scrape() {
        Map<String, Double> counted = new HashMap<>();
        for (Published one : Published.ALL) counted.put(one.counter(), 1.0);
        ServerSight server =
                new ServerSight(
                        "orders",
                        "us-east-1",
                        2,
                        counted,
                        OptionalDouble.of(0),
                        Optional.of(
                                new ServerSight.Load(
                                        OptionalDouble.of(0),
                                        Map.of("CPU", 0.0),
                                        Map.of("running", 0.0))));
        Snapshot proxy =
                new Snapshot(
                        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, Duration.ZERO);
        List<Family> all = new ArrayList<>(ProcessFamilies.of("1"));
        all.addAll(ServerFamilies.of(List.of(server)));
        all.addAll(ProxyFamilies.of(List.of(new ProxyFamilies.Sight("front", "us-east-1", proxy))));
        return OpenMetricsText.parse(Exposition.text(all)).keySet();
    }
}
