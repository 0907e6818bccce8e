package homeport.cloud.cloudwatch;

import homeport.cloud.cloudwatch.Evaluation.Around;
import homeport.cloud.cloudwatch.math.TimeSeries;
import homeport.cloud.cloudwatch.math.Value.Line;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What lines are called: a label with {@code ${…}} tokens, or what tells a line from the others.
 * Source: CloudWatch user guide, "Using dynamic labels".
 */
final class Labels {
    private static final Pattern TOKEN =
            Pattern.compile("\\$\\{\\s*(?:PROP\\(\\s*'([^']*)'\\s*\\)|([A-Z_]+))\\s*}");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xx");
    private static final MathContext DIGITS = new MathContext(6);

    private final String template;
    private final Around around;

    /**
     * @param template as given; may be absent
     */
    Labels(String template, Around around) {
        this.template = Optional.ofNullable(template).orElse("");
        this.around = around;
    }

    static Map<String, String> properties(MetricId metric, Statistic statistic, int period) {
        Map<String, String> properties = new HashMap<>();
        properties.put("Namespace", metric.namespace());
        properties.put("MetricName", metric.name());
        properties.put("Stat", statistic.text());
        properties.put("Period", Integer.toString(period));
        metric.dimensions().forEach((name, value) -> properties.put("Dim." + name, value));
        return properties;
    }

    /** The name where names differ, and the values of those dimensions that differ. */
    static Map<MetricId, String> telling(List<MetricId> metrics) {
        boolean names = metrics.stream().map(MetricId::name).distinct().count() > 1;
        TreeSet<String> differing = new TreeSet<>();
        for (MetricId metric : metrics) differing.addAll(metric.dimensions().keySet());
        differing.removeIf(name ->
                metrics.stream()
                                .map(metric -> Optional.ofNullable(metric.dimensions().get(name)))
                                .distinct()
                                .count()
                        == 1);
        Map<MetricId, String> labels = new HashMap<>();
        for (MetricId metric : metrics) {
            StringBuilder label = new StringBuilder();
            if (names || differing.isEmpty()) label.append(metric.name());
            for (String name : differing) {
                String value = metric.dimensions().get(name);
                if (value != null) label.append(label.isEmpty() ? "" : " ").append(value);
            }
            labels.put(metric, label.toString());
        }
        return labels;
    }

    String of(Line line, String fallback) {
        if (template.isEmpty()) return fallback;
        Matcher token = TOKEN.matcher(template);
        StringBuilder label = new StringBuilder();
        boolean told = !line.label().isEmpty() && !template.contains("${");
        while (token.find())
            token.appendReplacement(
                    label,
                    Matcher.quoteReplacement(
                            token.group(1) != null
                                    ? property(token.group(1), line)
                                    : token(token.group(2), line, fallback)));
        token.appendTail(label);
        return told ? label + " " + line.label() : label.toString();
    }

    private String property(String name, Line line) {
        return switch (name) {
            case "Region" -> around.region();
            case "AccountId", "AccountLabel" -> around.account();
            default -> new TreeMap<>(line.properties()).getOrDefault(name, "");
        };
    }

    private String token(String name, Line line, String fallback) {
        TimeSeries series = line.series();
        if (name.equals("LABEL")) return fallback;
        if (name.equals("DATAPOINT_COUNT")) return Integer.toString(series.size());
        if (series.size() == 0) return "--";
        if (name.equals("AVG")) return number(sum(series) / series.size());
        if (name.equals("SUM")) return number(sum(series));
        String which = name.replaceFirst("_TIME(_RELATIVE)?$", "");
        Optional<Integer> at = index(which, series);
        if (at.isEmpty()) return "${" + name + "}";
        if (name.endsWith("_TIME")) return time(series.second(at.get()));
        if (name.endsWith("_RELATIVE")) return relative(series.second(at.get()));
        return number(series.value(at.get()));
    }

    private static Optional<Integer> index(String which, TimeSeries series) {
        int at = which.equals("LAST") ? series.size() - 1 : 0;
        for (int i = 0; i < series.size(); i++) {
            boolean more = series.value(i) > series.value(at);
            boolean less = series.value(i) < series.value(at);
            if (which.equals("MAX") && more || which.equals("MIN") && less) at = i;
        }
        return List.of("FIRST", "LAST", "MAX", "MIN").contains(which)
                ? Optional.of(at)
                : Optional.empty();
    }

    private static double sum(TimeSeries series) {
        double sum = 0;
        for (int i = 0; i < series.size(); i++) sum += series.value(i);
        return sum;
    }

    private static String number(double value) {
        BigDecimal brief = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
        return brief.toPlainString();
    }

    private String time(long second) {
        return TIME.format(Instant.ofEpochSecond(second).atOffset(around.zone()));
    }

    private String relative(long second) {
        Duration age = Duration.between(Instant.ofEpochSecond(second), around.now());
        StringBuilder text = new StringBuilder();
        if (age.toDays() > 0) text.append(age.toDays()).append("d ");
        if (age.toHours() > 0) text.append(age.toHoursPart()).append("h ");
        return text.append(age.toMinutesPart()).append("m ago").toString();
    }
}
