package homeport.insights.counter;

import homeport.insights.watch.Watched;
import java.time.Instant;
import java.util.Map;

/**
 * What was counted for one server by a moment.
 *
 * @param values by the counter's name; CloudWatch's own under {@code cw.} and the metric's name;
 *     what PostgreSQL counts up, since it last began to, under {@code pg.} and its column's name
 */
public record CounterReading(Watched server, Instant at, Map<String, Double> values) {
    /** Before what CloudWatch has and Performance Insights has not. */
    public static final String CLOUDWATCH = "cw.";

    /** Before what PostgreSQL counts, as it counts it. */
    public static final String POSTGRES = "pg.";

    public CounterReading {
        values = Map.copyOf(values);
    }
}
