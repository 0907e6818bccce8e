package homeport.cloud.cloudwatch.math;

import homeport.cloud.cloudwatch.math.Value.Line;
import java.util.List;
import java.util.Optional;

/** What an expression is evaluated among. Whatever it answers was read before or is read now. */
public interface Scope {
    /** What the other query of that id is; empty when there is none. */
    Optional<Value> byId(String id);

    /**
     * The metrics of the request, in its order.
     *
     * @param part of the ids that are wanted; all when empty
     */
    List<Line> metrics(Optional<String> part);

    /**
     * What SEARCH finds.
     *
     * @param period of the expression when empty
     * @throws MathException the search cannot be read
     */
    List<Line> search(String search, String statistic, Optional<Integer> period);

    /**
     * What DB_PERF_INSIGHTS reads, one line a metric.
     *
     * @throws MathException there is no such service or counter
     */
    List<Line> insights(String service, String resource, List<String> metrics);

    /** Seconds between points of what the expression itself makes. */
    int period();

    /** The first second of a series of that period; inclusive. */
    long start(int period);

    /** Exclusive. */
    long end();
}
