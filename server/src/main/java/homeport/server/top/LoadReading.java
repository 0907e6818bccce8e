package homeport.server.top;

import java.util.List;

/**
 * One instance's load over the last minute. Numbers that are not known are {@value #UNKNOWN}; load
 * is in average active sessions.
 *
 * @param vcpus of its class
 * @param sampleAge seconds since the newest sample
 * @param connections of clients
 * @param load of all sessions
 * @param seconds load of each second, oldest first; {@value #UNKNOWN}: not sampled
 * @param running of those on CPU: on a processor
 * @param queued of those on CPU: waiting for a processor
 * @param waits by type of wait, the most first; {@code CPU} is one
 * @param digests with the most load, first
 * @param holders who holds up others, each followed by those that wait for it
 * @param omitted sessions of that tree that are not among the holders
 */
public record LoadReading(
        String instance,
        String region,
        int vcpus,
        double sampleAge,
        int connections,
        int connectionsMax,
        double load,
        List<Double> seconds,
        double running,
        double queued,
        List<Wait> waits,
        List<Digest> digests,
        List<Holder> holders,
        int omitted) {
    public static final int UNKNOWN = -1;

    /** Digests that are asked for. */
    public static final int DIGESTS_MAX = 20;

    /** Sessions of the tree that are told one by one. */
    public static final int HOLDERS_MAX = 40;

    public LoadReading {
        seconds = List.copyOf(seconds);
        waits = List.copyOf(waits);
        digests = List.copyOf(digests);
        holders = List.copyOf(holders);
    }

    /** Load that waits for one type of thing. */
    public record Wait(String type, double load) {}

    /**
     * A statement without its literals.
     *
     * @param id {@code db.sql_tokenized.id}
     * @param sql empty: unknown
     * @param callsPerSecond and the next: of the last few minutes, as PostgreSQL counted them
     */
    public record Digest(
            String id,
            String sql,
            double load,
            List<Wait> waits,
            double callsPerSecond,
            double millisPerCall) {
        public Digest {
            waits = List.copyOf(waits);
        }
    }

    /**
     * A session in the tree of locks.
     *
     * @param depth 0: it waits for nobody
     * @param pid 0: a prepared transaction
     * @param stateSeconds in that state
     * @param blocked sessions that wait for it, directly or not
     * @param waitsFor what the lock is on; empty at depth 0
     * @param mode of the lock that it asks for
     * @param waitSeconds so far
     * @param sql what it runs, or ran last
     */
    public record Holder(
            int depth,
            int pid,
            String user,
            String database,
            String application,
            String state,
            double stateSeconds,
            int blocked,
            String waitsFor,
            String mode,
            double waitSeconds,
            String sql) {}
}
