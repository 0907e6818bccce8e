package homeport.server.site;

import homeport.insights.counter.CounterReading;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The newest counters of each server that there is. Safe from any thread. */
final class NewestReadings {
    /** Three readings were missed, and a little. */
    private static final Duration AGE_MAX = Duration.ofSeconds(35);

    /** Sizes are read once a minute only: they stand until the next. */
    private static final String LOG_SIZE = CounterReading.CLOUDWATCH + "TransactionLogsDiskUsage";

    private final Map<String, CounterReading> readings = new ConcurrentHashMap<>();

    void add(CounterReading reading) {
        readings.merge(reading.server().resourceId(), reading, NewestReadings::after);
        readings.values().removeIf(one -> !isNew(one, reading.at())); // servers that are gone
    }

    private static CounterReading after(CounterReading before, CounterReading now) {
        Double size = before.values().get(LOG_SIZE);
        if (size == null || now.values().containsKey(LOG_SIZE)) return now;
        Map<String, Double> values = new HashMap<>(now.values());
        values.put(LOG_SIZE, size);
        return new CounterReading(now.server(), now.at(), values);
    }

    /** Empty when the server was not read lately: it may be down. */
    Optional<CounterReading> of(String resourceId, Instant now) {
        return Optional.ofNullable(readings.get(resourceId)).filter(one -> isNew(one, now));
    }

    private static boolean isNew(CounterReading one, Instant now) {
        return one.at().plus(AGE_MAX).isAfter(now);
    }
}
