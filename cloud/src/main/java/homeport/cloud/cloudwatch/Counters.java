package homeport.cloud.cloudwatch;

import homeport.cloud.cloudwatch.math.MathException;
import homeport.cloud.cloudwatch.math.TimeSeries;
import java.time.Instant;

/** What DB_PERF_INSIGHTS reads: the counters of databases, by time. */
@FunctionalInterface
public interface Counters {
    /** Where nothing measures databases. */
    Counters NONE =
            asked -> {
                throw new MathException("there are no counters of %s".formatted(asked.resource()));
            };

    /**
     * @param service {@code RDS}
     * @param resource {@code db-…}
     * @param metric with its statistic: {@code os.cpuUtilization.user.avg}
     * @param period seconds between the points that are wanted
     * @param start seconds of the epoch, inclusive; points begin there
     * @param end exclusive
     */
    record Asked(
            String region,
            String service,
            String resource,
            String metric,
            int period,
            long start,
            long end,
            Instant now) {}

    /**
     * @throws MathException there is no such resource or metric; the message says which
     */
    TimeSeries read(Asked asked);
}
