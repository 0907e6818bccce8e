package homeport.cloud.cloudwatch;

import homeport.cloud.cloudwatch.Queries.Checked;
import homeport.cloud.cloudwatch.Queries.Query;
import homeport.cloud.cloudwatch.math.MathException;
import homeport.cloud.cloudwatch.math.Scope;
import homeport.cloud.cloudwatch.math.TimeSeries;
import homeport.cloud.cloudwatch.math.Value;
import homeport.cloud.cloudwatch.math.Value.Line;
import homeport.cloud.cloudwatch.math.Value.Lines;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** One request's queries answered for one time. Each is evaluated once; used by one thread. */
final class Evaluation {
    private static final int FOUND_MAX = 500;

    /** Points of all metrics of one request, in memory at once: 16 bytes each. */
    private static final int READ_MAX = 5_000_000;

    private final Metrics metrics;
    private final Counters counters;
    private final Checked checked;
    private final Around around;
    private final Map<String, List<Line>> done = new HashMap<>();
    private int read;

    /**
     * @param zone in which labels tell times
     */
    record Around(
            String region,
            String account,
            Instant start,
            Instant end,
            Instant now,
            ZoneOffset zone) {}

    Evaluation(Metrics metrics, Counters counters, Checked checked, Around around) {
        this.metrics = metrics;
        this.counters = counters;
        this.checked = checked;
        this.around = around;
    }

    List<Answer> answers() {
        List<Answer> answers = new ArrayList<>();
        for (Query query : checked.byId().values()) {
            if (!query.returned()) continue;
            Labels labels = new Labels(query.given().label(), around);
            for (Line line : lines(query))
                answers.add(
                        new Answer(
                                query.given().id(),
                                labels.of(line, fallback(query, line)),
                                line.period(),
                                line.series()));
        }
        return answers;
    }

    private static String fallback(Query query, Line line) {
        if (!line.label().isEmpty()) return line.label();
        return query instanceof Query.OfMetric of ? of.metric().name() : query.given().id();
    }

    private List<Line> lines(Query query) {
        String id = query.given().id();
        List<Line> known = done.get(id);
        if (known != null) return known;
        List<Line> lines;
        try {
            lines =
                    switch (query) {
                        case Query.OfMetric of -> List.of(line(of));
                        case Query.OfMath of -> of.formula().evaluate(new Here(of.period()));
                        case Query.OfSelect of -> selected(of);
                    };
        } catch (MathException wrong) {
            throw Queries.refusal(id, wrong);
        }
        done.put(id, lines);
        return lines;
    }

    private Line line(Query.OfMetric of) {
        return line("", of.metric(), of.statistic(), of.unit(), of.period());
    }

    private Line line(
            String label, MetricId metric, Statistic statistic, Optional<String> unit, int period) {
        Window window = window(period);
        TimeSeries series =
                metrics.read(
                        around.region(),
                        metric,
                        statistic,
                        unit,
                        period,
                        window.start(),
                        window.end(),
                        around.now());
        read += series.size();
        if (read > READ_MAX)
            throw new MathException(
                    "its metrics have more than %d points; a longer period makes fewer"
                            .formatted(READ_MAX));
        return new Line(label, Labels.properties(metric, statistic, period), period, series);
    }

    private Window window(int period) {
        return Window.of(around.start(), around.end(), period, around.now());
    }

    private List<Line> found(Predicate<MetricId> wanted, Statistic statistic, int period) {
        List<MetricId> found =
                metrics
                        .list(
                                around.region(),
                                Optional.empty(),
                                Optional.empty(),
                                around.now().minus(Metrics.LISTED))
                        .stream()
                        .filter(wanted)
                        .limit(FOUND_MAX)
                        .toList();
        Map<MetricId, String> labels = Labels.telling(found);
        return found.stream()
                .map(metric ->
                        line(labels.get(metric), metric, statistic, Optional.empty(), period))
                .toList();
    }

    private List<Line> selected(Query.OfSelect of) {
        return new Selection(metrics, of.select(), window(of.period()), around).lines();
    }

    /** What an expression of one period sees. */
    private final class Here implements Scope {
        private final int period;

        private Here(int period) {
            this.period = period;
        }

        @Override
        public Optional<Value> byId(String id) {
            return Optional.ofNullable(checked.byId().get(id))
                    .map(query -> {
                        List<Line> lines = lines(query);
                        boolean one = lines.size() == 1 && lines.getFirst().label().isEmpty();
                        return one ? lines.getFirst() : new Lines(lines);
                    });
        }

        @Override
        public List<Line> metrics(Optional<String> part) {
            Stream<Query.OfMetric> all =
                    checked.byId().values().stream()
                            .filter(Query.OfMetric.class::isInstance)
                            .map(Query.OfMetric.class::cast);
            return all.filter(one -> part.isEmpty() || one.given().id().contains(part.get()))
                    .map(one -> {
                        Line line = lines(one).getFirst();
                        String label =
                                new Labels(one.given().label(), around)
                                        .of(line, one.metric().name());
                        return new Line(label, line.properties(), line.period(), line.series());
                    })
                    .toList();
        }

        @Override
        public List<Line> search(String search, String statistic, Optional<Integer> asked) {
            Statistic of =
                    Statistic.parse(statistic)
                            .orElseThrow(() ->
                                    new MathException(
                                            "SEARCH is given the statistic %s, which is none"
                                                    .formatted(statistic)));
            int by = asked.orElse(period);
            if (!Window.allowed(by))
                throw new MathException("SEARCH is given a period of %d seconds".formatted(by));
            return found(Search.parse(search), of, by);
        }

        @Override
        public List<Line> insights(String service, String resource, List<String> names) {
            List<Line> lines = new ArrayList<>();
            for (String name : names) {
                Window window = window(period);
                TimeSeries series =
                        counters.read(
                                new Counters.Asked(
                                        around.region(),
                                        service,
                                        resource,
                                        name,
                                        period,
                                        window.start(),
                                        window.end(),
                                        around.now()));
                String label = names.size() == 1 ? "" : name;
                lines.add(new Line(label, Map.of("MetricName", name), period, series));
            }
            return lines;
        }

        @Override
        public int period() {
            return period;
        }

        @Override
        public long start(int of) {
            return window(of).start();
        }

        @Override
        public long end() {
            return around.end().getEpochSecond();
        }
    }
}
