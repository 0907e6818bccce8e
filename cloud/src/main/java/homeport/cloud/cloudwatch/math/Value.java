package homeport.cloud.cloudwatch.math;

import java.util.List;
import java.util.Map;

/** What a part of an expression is. Source: CloudWatch user guide, "Using metric math". */
public sealed interface Value {
    /** What messages call it. */
    String kind();

    /** A number (S). */
    record Scalar(double value) implements Value {
        @Override
        public String kind() {
            return "a number";
        }
    }

    /**
     * A time series (TS).
     *
     * @param label tells it from others of its list; empty when it needs none
     * @param properties of the metric that it is: {@code MetricName}, {@code Dim.<name>} …
     * @param period seconds
     */
    record Line(String label, Map<String, String> properties, int period, TimeSeries series)
            implements Value {
        public Line {
            properties = Map.copyOf(properties);
        }

        /** Made of others, and of no metric. */
        static Line made(int period, TimeSeries series) {
            return new Line("", Map.of(), period, series);
        }

        @Override
        public String kind() {
            return "a time series";
        }

        Line with(TimeSeries other) {
            return new Line(label, properties, period, other);
        }
    }

    /** Several time series (TS[]). */
    record Lines(List<Line> lines) implements Value {
        public Lines {
            lines = List.copyOf(lines);
        }

        @Override
        public String kind() {
            return "an array of time series";
        }
    }

    /** A quoted text or a word such as {@code REPEAT}. */
    record Text(String text) implements Value {
        @Override
        public String kind() {
            return "a text";
        }
    }

    /** Texts in brackets. */
    record Texts(List<String> texts) implements Value {
        public Texts {
            texts = List.copyOf(texts);
        }

        @Override
        public String kind() {
            return "a list of texts";
        }
    }
}
