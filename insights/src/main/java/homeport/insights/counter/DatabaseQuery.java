package homeport.insights.counter;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads what a server counts, in one statement: a column for each count, of all databases together.
 * What a release does not count is missing. Owner: one thread.
 */
final class DatabaseQuery implements AutoCloseable {
    /** Where checkpoints got a view of their own, and {@code pg_stat_io} sessions' writes. */
    private static final int WITH_CHECKPOINTER = 17;

    private static final int WITH_WAL = 14;

    private static final String DATABASES =
            """
            (SELECT sum(numbackends) AS numbackends, sum(xact_commit) AS xact_commit,
                    sum(xact_rollback) AS xact_rollback, sum(blks_read) AS blks_read,
                    sum(blks_hit) AS blks_hit, sum(tup_returned) AS tup_returned,
                    sum(tup_fetched) AS tup_fetched, sum(tup_inserted) AS tup_inserted,
                    sum(tup_updated) AS tup_updated, sum(tup_deleted) AS tup_deleted,
                    sum(temp_files) AS temp_files, sum(temp_bytes) AS temp_bytes,
                    sum(deadlocks) AS deadlocks, sum(blk_read_time) AS blk_read_time
             FROM pg_stat_database) AS databases
            """;
    private static final String WRITER =
            """
            (SELECT checkpoints_timed, checkpoints_req,
                    checkpoints_timed + checkpoints_req AS checkpoints, checkpoint_write_time,
                    checkpoint_sync_time, buffers_checkpoint, buffers_clean, maxwritten_clean,
                    buffers_backend, buffers_backend_fsync, buffers_alloc
             FROM pg_stat_bgwriter) AS writer
            """;
    private static final String WRITER_17 =
            """
            (SELECT num_timed AS checkpoints_timed, num_requested AS checkpoints_req,
                    num_timed + num_requested AS checkpoints, write_time AS checkpoint_write_time,
                    sync_time AS checkpoint_sync_time, buffers_written AS buffers_checkpoint
             FROM pg_stat_checkpointer) AS checkpointer,
            (SELECT buffers_clean, maxwritten_clean, buffers_alloc FROM pg_stat_bgwriter) AS writer,
            (SELECT sum(coalesce(writes, 0) + coalesce(extends, 0)) AS buffers_backend,
                    sum(fsyncs) AS buffers_backend_fsync
             FROM pg_stat_io WHERE backend_type = 'client backend') AS backends
            """;
    private static final String SESSIONS =
            """
            (SELECT count(*) FILTER (WHERE client) AS client_count,
                    count(*) FILTER (WHERE client AND xact_start IS NOT NULL)
                        AS active_transactions,
                    count(*) FILTER (WHERE wait_event_type = 'Lock') AS blocked_transactions,
                    count(*) FILTER (WHERE client AND state = 'active') AS active_count,
                    count(*) FILTER (WHERE client AND state = 'idle') AS idle_count,
                    count(*) FILTER (WHERE state = 'idle in transaction')
                        AS idle_in_transaction_count,
                    count(*) FILTER (WHERE state = 'idle in transaction (aborted)')
                        AS idle_in_transaction_aborted_count,
                    coalesce(max(extract(epoch FROM clock_timestamp() - state_change))
                        FILTER (WHERE state LIKE 'idle in transaction%'), 0)
                        AS idle_in_transaction_max_time,
                    max(greatest(age(backend_xid), age(backend_xmin)))
                        FILTER (WHERE backend_type <> 'walsender') AS oldest_running_xid_age,
                    max(age(backend_xmin)) FILTER (WHERE backend_type = 'walsender')
                        AS oldest_standby_xid_age
             FROM (SELECT *, backend_type = 'client backend' AS client
                   FROM pg_stat_get_activity(NULL)
                   WHERE NOT (usesysid = (SELECT oid FROM pg_roles WHERE rolname = current_user)
                              AND starts_with(application_name, 'homeport'))) AS theirs) AS sessions
            """;
    private static final String AGES =
            """
            (SELECT max(age(datfrozenxid)) AS max_used_xact_ids FROM pg_database) AS frozen,
            (SELECT max(age(transaction)) AS oldest_prepared_xid_age
             FROM pg_prepared_xacts) AS prepared,
            (SELECT max(age(coalesce(xmin, catalog_xmin)))
                        FILTER (WHERE slot_type = 'logical' AND active)
                        AS oldest_active_slot_xid_age,
                    max(age(coalesce(xmin, catalog_xmin)))
                        FILTER (WHERE slot_type = 'logical' AND NOT active)
                        AS oldest_inactive_slot_xid_age,
                    max(position - restart_lsn) AS oldest_slot_lag,
                    max(position - restart_lsn) FILTER (WHERE slot_type = 'logical')
                        AS oldest_logical_slot_lag
             FROM pg_replication_slots,
                  (SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
                               ELSE pg_current_wal_lsn() END) AS here (position)) AS slots
            """;
    private static final String REST =
            """
            (SELECT archived_count, failed_count FROM pg_stat_archiver) AS archiver,
            (SELECT current_setting('max_connections')::int AS max_connections,
                    extract(epoch FROM clock_timestamp() - checkpoint_time) AS checkpoint_lag
             FROM pg_control_checkpoint()) AS settings
            """;
    private static final String WAL = "(SELECT wal_bytes FROM pg_stat_wal) AS wal";

    private final PreparedStatement query;

    DatabaseQuery(Connection session) throws SQLException {
        int major = session.getMetaData().getDatabaseMajorVersion();
        String from =
                String.join(
                        ",\n",
                        DATABASES,
                        major >= WITH_CHECKPOINTER ? WRITER_17 : WRITER,
                        SESSIONS,
                        AGES,
                        REST);
        if (major >= WITH_WAL) from += ",\n" + WAL;
        query = session.prepareStatement("SELECT * FROM " + from);
    }

    Map<String, Double> read() throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            row.next();
            ResultSetMetaData columns = row.getMetaData();
            Map<String, Double> counts = new HashMap<>();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                double value = row.getDouble(i);
                if (!row.wasNull()) counts.put(columns.getColumnLabel(i), value);
            }
            return counts;
        }
    }

    @Override
    public void close() throws SQLException {
        query.close();
    }
}
