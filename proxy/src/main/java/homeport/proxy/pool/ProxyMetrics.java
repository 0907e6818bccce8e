package homeport.proxy.pool;

import java.util.List;

/**
 * Everything that is measured of a proxy, at one moment. Counts are since the proxy began and only
 * grow, so a reader takes differences; a latency's are too. Source of the names: RDS user guide,
 * "Monitoring RDS Proxy metrics with CloudWatch".
 *
 * @param endpoints by name, {@code default} among them once it has been listened at
 * @param targets every target that it has led to, in each role that it had
 * @param roles those that were of use so far
 */
public record ProxyMetrics(List<Endpoint> endpoints, List<Target> targets, List<Role> roles) {
    /** Keeps copies. */
    public ProxyMetrics {
        endpoints = List.copyOf(endpoints);
        targets = List.copyOf(targets);
        roles = List.copyOf(roles);
    }

    /**
     * A way in.
     *
     * @param clients that are in now
     * @param inSetup that are signing in now
     * @param queries simple queries, Execute messages and function calls
     * @param borrow from asking for a connection to having one
     * @param database from the server's having a request to its being ready again
     * @param query from the proxy's having a request to the server's being ready again
     */
    public record Endpoint(
            String name,
            int clients,
            int clientsTls,
            int inSetup,
            long received,
            long closed,
            long setupSucceeded,
            long setupFailedAuth,
            long queries,
            long queriesTls,
            Latency borrow,
            Latency database,
            Latency query) {}

    /**
     * A target in one role. Connections to targets have no TLS: they are local sockets.
     *
     * @param isTarget it is one now
     * @param open connections now; the next three are how many of them are so
     * @param openMax how many there may be
     * @param requests connections that were to be opened
     */
    public record Target(
            String id,
            homeport.proxy.pool.Target.Role role,
            boolean isTarget,
            int open,
            int borrowed,
            int inTransaction,
            int pinned,
            int openMax,
            long requests,
            long succeeded,
            long failed,
            Latency database) {}

    /**
     * A role.
     *
     * @param looks times that it was looked whether a target answers, one each second
     */
    public record Role(
            homeport.proxy.pool.Target.Role role,
            long borrowRequests,
            long borrowsAborted,
            long looks,
            long looksAvailable) {}

    /**
     * How long something took.
     *
     * @param nanos all together
     * @param buckets how often by {@link #bucket}
     */
    public record Latency(long count, long nanos, long[] buckets) {
        /** Eight to each doubling, up to over an hour. */
        static final int BUCKETS = 240;

        /** Nothing has happened. */
        public static final Latency NONE = new Latency(0, 0, new long[BUCKETS]);

        private static final int FINE_BITS = 3;
        private static final int FINE = 1 << FINE_BITS;

        /** Keeps a copy. */
        public Latency {
            buckets = buckets.clone();
        }

        /** Of so many microseconds, at least 0. */
        static int bucket(long micros) {
            if (micros < FINE) return (int) micros;
            int doublings = Long.SIZE - 1 - Long.numberOfLeadingZeros(micros);
            int fine = (int) (micros >>> doublings - FINE_BITS) & FINE - 1;
            return Math.min(BUCKETS - 1, (doublings - FINE_BITS + 1) * FINE + fine);
        }

        /** The fewest microseconds that are counted there. */
        static long least(int bucket) {
            if (bucket < FINE) return bucket;
            int doublings = bucket / FINE + FINE_BITS - 1;
            return (1L << doublings) + ((long) (bucket % FINE) << doublings - FINE_BITS);
        }

        /** What came since an earlier one of the same. */
        public Latency since(Latency earlier) {
            long[] came = new long[BUCKETS];
            for (int i = 0; i < BUCKETS; i++) came[i] = buckets[i] - earlier.buckets[i];
            return new Latency(count - earlier.count, nanos - earlier.nanos, came);
        }

        /** Of two different ones. */
        public Latency with(Latency other) {
            long[] both = new long[BUCKETS];
            for (int i = 0; i < BUCKETS; i++) both[i] = buckets[i] + other.buckets[i];
            return new Latency(count + other.count, nanos + other.nanos, both);
        }

        /** Microseconds, all together. */
        public double sumMicros() {
            return nanos / 1000.0;
        }

        /** Microseconds that so great a share, from over 0 to 1, did not exceed; to one eighth. */
        public double micros(double share) {
            if (count == 0) return 0;
            if (count == 1) return sumMicros();
            long rank = Math.max(1, (long) Math.ceil(share * count));
            int bucket = 0;
            for (long seen = buckets[0]; seen < rank && bucket < BUCKETS - 1; ) {
                bucket++;
                seen += buckets[bucket];
            }
            return (least(bucket) + least(bucket + 1)) / 2.0;
        }

        /** Least microseconds, to one eighth. */
        public double minMicros() {
            return Math.min(micros(Double.MIN_VALUE), sumMicros() / Math.max(1, count));
        }

        /** Most microseconds, to one eighth. */
        public double maxMicros() {
            return Math.max(micros(1), sumMicros() / Math.max(1, count));
        }
    }
}
