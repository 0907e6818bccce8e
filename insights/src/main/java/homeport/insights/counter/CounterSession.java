package homeport.insights.counter;

import homeport.insights.watch.Access;
import homeport.insights.watch.Access.Server;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.postgresql.PGConnection;

/** The session by which one server's counts are read, and what they were before. One thread. */
final class CounterSession {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

    private final Server server;
    private final Connection session;
    private final DatabaseQuery query;
    private final DigestQuery digests;
    private final Host host;
    private Map<String, Double> before = Map.of();

    private CounterSession(Server server, Access access, Path proc) throws SQLException {
        this.server = server;
        this.host = new Host(proc);
        this.session = access.open(Optional.empty(), "insights counters", ANSWER_MAX);
        try {
            try (Statement sql = session.createStatement()) {
                sql.execute("SET statement_timeout = '4s'");
                sql.execute("SET lock_timeout = '100ms'");
                sql.execute("SET max_parallel_workers_per_gather = 0");
                sql.execute("SET jit = off");
            }
            session.unwrap(PGConnection.class).setPrepareThreshold(1);
            query = new DatabaseQuery(session);
            digests = new DigestQuery(session);
        } catch (SQLException failed) {
            hangUp();
            throw failed;
        }
    }

    /**
     * @throws SQLException nobody answers there, yet
     */
    static CounterSession open(Server server, Access access, Path proc) throws SQLException {
        return new CounterSession(server, access, proc);
    }

    boolean isOf(Server other) {
        return server.equals(other);
    }

    /**
     * @param seconds since the reading before
     * @param full whether sizes are read too, which takes longer
     */
    Map<String, Double> read(int vcpus, double seconds, boolean full) throws SQLException {
        Map<String, Double> values = new TreeMap<>(host.read(server.pid(), vcpus, seconds));
        Map<String, Double> now = query.read();
        for (Measure one : Measure.ALL)
            if (!before.isEmpty() || one.kind() == Measure.Kind.GAUGE)
                one.value(before, now, seconds)
                        .ifPresent(value -> values.put(one.counter().name(), value));
        now.forEach((column, count) -> values.put(CounterReading.POSTGRES + column, count));
        cloudWatch(now, values);
        if (full) Sizes.of(server.pid()).ifPresent(sizes -> sizes.into(values));
        before = new HashMap<>(now);
        return values;
    }

    /** What has a place in CloudWatch only. Source: RDS User Guide, "CloudWatch metrics". */
    private static void cloudWatch(Map<String, Double> now, Map<String, Double> values) {
        copy(now, "client_count", "DatabaseConnections", values);
        copy(now, "max_used_xact_ids", "MaximumUsedTransactionIDs", values);
        copy(now, "oldest_slot_lag", "OldestReplicationSlotLag", values);
        copy(now, "oldest_logical_slot_lag", "OldestLogicalReplicationSlotLag", values);
        copy(now, "oldest_slot_lag", "ReplicationSlotDiskUsage", values);
        copy(now, "checkpoint_lag", "CheckpointLag", values);
        Double log = values.get("db.WAL.wal_bytes");
        if (log != null) values.put(CounterReading.CLOUDWATCH + "TransactionLogsGeneration", log);
    }

    private static void copy(
            Map<String, Double> now, String column, String metric, Map<String, Double> values) {
        Double value = now.get(column);
        if (value != null) values.put(CounterReading.CLOUDWATCH + metric, Math.max(0, value));
    }

    /** What digests have done since they were read last. */
    Optional<DigestQuery.Grown> digests() throws SQLException {
        return digests.read();
    }

    /** In a thread of its own: a server that hangs does not say goodbye either. */
    void hangUp() {
        try {
            session.abort(task -> Thread.ofVirtual().name("hang up").start(task));
        } catch (SQLException gone) {
            return; // which is what was wanted
        }
    }
}
