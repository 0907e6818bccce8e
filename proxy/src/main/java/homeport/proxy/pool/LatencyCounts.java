package homeport.proxy.pool;

/** How long something has taken, each time. Adding allocates nothing. Owner: the loop's thread. */
final class LatencyCounts {
    private final long[] buckets = new long[ProxyMetrics.Latency.BUCKETS];
    private long count;
    private long nanos;

    void add(long took) {
        long sure = Math.max(0, took);
        count++;
        nanos += sure;
        buckets[ProxyMetrics.Latency.bucket(sure / 1000)]++;
    }

    long count() {
        return count;
    }

    long nanos() {
        return nanos;
    }

    ProxyMetrics.Latency now() {
        return new ProxyMetrics.Latency(count, nanos, buckets);
    }
}
