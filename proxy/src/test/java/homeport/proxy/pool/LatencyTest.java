package homeport.proxy.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import homeport.proxy.pool.ProxyMetrics.Latency;
import org.junit.jupiter.api.Test;

class LatencyTest {
    @Test
    void aTimeIsCountedWithinOneEighthOfIt() {
        for (long micros = 0; micros < 5_000_000; micros += 1 + micros / 50) {
            int bucket = Latency.bucket(micros);
            long least = Latency.least(bucket);
            long next = Latency.least(bucket + 1);
            assertTrue(least <= micros && micros < next, "at " + micros);
            assertTrue(next - least <= Math.max(1, micros / 8), "at " + micros);
        }
        assertEquals(Latency.BUCKETS - 1, Latency.bucket(Long.MAX_VALUE));
    }

    @Test
    void differencesHaveTheirOwnExtremes() {
        LatencyCounts counts = new LatencyCounts();
        counts.add(5_000_000_000L);
        Latency before = counts.now();
        for (int i = 1; i <= 100; i++) counts.add(i * 1_000_000L);
        Latency came = counts.now().since(before);
        assertEquals(100, came.count());
        assertEquals(5_050_000, came.sumMicros(), 1);
        assertEquals(1000, came.minMicros(), 125);
        assertEquals(100_000, came.maxMicros(), 12_500);
        assertEquals(50_000, came.micros(0.5), 6_250);
        assertEquals(99_000, came.micros(0.99), 12_500);
    }

    @Test
    void oneTimeAloneIsExact() {
        LatencyCounts counts = new LatencyCounts();
        counts.add(1_234_567);
        Latency one = counts.now();
        assertEquals(1234.567, one.minMicros(), 0.001);
        assertEquals(1234.567, one.maxMicros(), 0.001);
        counts.add(-5);
        assertEquals(2, counts.now().count());
        assertEquals(1234.567, counts.now().sumMicros(), 0.001);
    }
}
