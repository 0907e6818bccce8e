package homeport.insights.report;

import java.util.List;
import java.util.Map;

/**
 * One thing that was noticed.
 *
 * @param type as Performance Insights calls it: {@code HighDBLoad}
 * @param text a sentence, with figures
 * @param advice what to do next, a sentence each
 * @param now what it was noticed by
 * @param before the same in the stretch before
 */
public record Finding(
        String type,
        Severity severity,
        String text,
        List<String> advice,
        List<Figure> now,
        List<Figure> before) {
    public Finding {
        advice = List.copyOf(advice);
        now = List.copyOf(now);
        before = List.copyOf(before);
    }

    public enum Severity {
        LOW,
        MEDIUM,
        HIGH
    }

    /**
     * Average active sessions.
     *
     * @param dimensions by AWS's name; empty: all load
     */
    public record Figure(String metric, Map<String, String> dimensions, double value) {
        public Figure {
            dimensions = Map.copyOf(dimensions);
        }
    }
}
