package homeport.server.openmetrics;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the text format strictly: throws at the first line that is not as the standard has it.
 * Source: OpenMetrics 1.0, "ABNF" and "Overall Structure". Kinds that Homeport does not tell are
 * not known.
 */
public final class OpenMetricsText {
    private static final Pattern META =
            Pattern.compile("# (TYPE|UNIT|HELP) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)");
    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? (\\S+)");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\\\\\"n])*)\"(,|$)");
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d+(\\.\\d*)?([eE][+-]?\\d+)?|Inf)|NaN");
    private static final Pattern ESCAPED = Pattern.compile("(?:[^\\\\\"]|\\\\[\\\\\"n])*");
    private static final Map<String, String> ENDINGS =
            Map.of("gauge", "", "counter", "_total", "info", "_info");

    private final Map<String, Map<Map<String, String>, Double>> samples = new LinkedHashMap<>();
    private final Set<String> families = new HashSet<>();
    private final Map<String, String> meta = new TreeMap<>();
    private String family = "";

    private OpenMetricsText() {}

    /** By the name of samples, then by their labels. */
    public static Map<String, Map<Map<String, String>, Double>> parse(String text) {
        if (!text.endsWith("\n# EOF\n") && !text.equals("# EOF\n"))
            throw new IllegalArgumentException("it does not end with # EOF");
        OpenMetricsText parser = new OpenMetricsText();
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        for (String line : lines.subList(0, lines.size() - 2)) {
            if (line.startsWith("#")) parser.meta(line);
            else parser.sample(line);
        }
        return parser.samples;
    }

    private void meta(String line) {
        Matcher parts = META.matcher(line);
        require(parts.matches(), line);
        String name = parts.group(2);
        if (!name.equals(family)) {
            require(families.add(name), "families come twice or mixed: " + line);
            meta.clear();
            family = name;
        }
        require(meta.put(parts.group(1), parts.group(3)) == null, line);
        switch (parts.group(1)) {
            case "TYPE" -> require(ENDINGS.containsKey(parts.group(3)), line);
            case "UNIT" -> require(name.endsWith("_" + parts.group(3)), line);
            default -> require(ESCAPED.matcher(parts.group(3)).matches(), line);
        }
    }

    private void sample(String line) {
        Matcher parts = SAMPLE.matcher(line);
        require(parts.matches(), line);
        require(meta.containsKey("TYPE") && meta.containsKey("HELP"), line);
        String type = meta.get("TYPE");
        require(parts.group(1).equals(family + ENDINGS.get(type)), line);
        require(NUMBER.matcher(parts.group(3)).matches(), line);
        double value = number(parts.group(3));
        if (type.equals("counter")) require(value >= 0, line);
        if (type.equals("info")) require(value == 1, line);
        Map<String, String> labels = labels(parts.group(2), line);
        Map<Map<String, String>, Double> all =
                samples.computeIfAbsent(parts.group(1), _ -> new LinkedHashMap<>());
        require(all.put(labels, value) == null, "labels come twice: " + line);
    }

    private static Map<String, String> labels(String text, String line) {
        Map<String, String> labels = new TreeMap<>();
        if (text == null || text.isEmpty()) return labels;
        Matcher label = LABEL.matcher(text);
        int end = 0;
        while (end < text.length()) {
            require(label.find(end) && label.start() == end, line);
            String value =
                    label.group(2).replaceAll("\\\\n", "\n").replaceAll("\\\\([\\\\\"])", "$1");
            require(labels.put(label.group(1), value) == null, line);
            end = label.end();
        }
        require(!text.endsWith(","), line);
        return labels;
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private static void require(boolean holds, String line) {
        if (!holds) throw new IllegalArgumentException("not OpenMetrics: " + line);
    }
}
