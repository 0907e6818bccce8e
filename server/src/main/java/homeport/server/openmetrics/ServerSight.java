package homeport.server.openmetrics;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is known of one database server at a scrape.
 *
 * @param instance the DB instance's identifier
 * @param counted by the name of {@code CounterReading}; empty: it could not be read of late
 * @param lagSeconds behind its source; empty: it is no replica, or nobody knows
 * @param load empty: insights are off
 */
public record ServerSight(
        String instance,
        String region,
        int vcpus,
        Map<String, Double> counted,
        OptionalDouble lagSeconds,
        Optional<Load> load) {
    public ServerSight {
        counted = Map.copyOf(counted);
    }

    /**
     * Average active sessions of the last minute.
     *
     * @param sampleAgeSeconds since the newest sample; empty: there was none in that minute
     * @param byWaitType {@code CPU} always among them
     * @param byCpuState of those on CPU: {@code running}, {@code queued}
     */
    public record Load(
            OptionalDouble sampleAgeSeconds,
            Map<String, Double> byWaitType,
            Map<String, Double> byCpuState) {
        public Load {
            byWaitType = Map.copyOf(byWaitType);
            byCpuState = Map.copyOf(byCpuState);
        }
    }
}
