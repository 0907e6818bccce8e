package homeport.insights.counter;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One counter of the database: what it is made of and how. Source of names and units: RDS User
 * Guide, "Performance Insights counters" for RDS for PostgreSQL.
 *
 * @param column of {@link DatabaseQuery}; counts up for all kinds but gauges
 * @param per what a ratio is divided by
 */
record Measure(Counter counter, Kind kind, String column, Optional<String> per) {
    enum Kind {
        GAUGE,
        PER_SECOND,
        PER_MINUTE,
        RATIO
    }

    /**
     * What happened between two readings; empty when a count went back, which means that it was
     * reset, or a ratio has nothing to be divided by.
     *
     * @param seconds between them, over 0
     */
    Optional<Double> value(Map<String, Double> before, Map<String, Double> now, double seconds) {
        return switch (kind) {
            case GAUGE -> Optional.ofNullable(now.get(column));
            case PER_SECOND -> grown(column, before, now).map(change -> change / seconds);
            case PER_MINUTE -> grown(column, before, now).map(change -> change / seconds * 60);
            case RATIO ->
                    grown(per.orElseThrow(), before, now)
                            .filter(events -> events > 0)
                            .flatMap(events ->
                                    grown(column, before, now).map(change -> change / events));
        };
    }

    private static Optional<Double> grown(
            String column, Map<String, Double> before, Map<String, Double> now) {
        Double from = before.get(column);
        Double to = now.get(column);
        if (from == null || to == null || to < from) return Optional.empty();
        return Optional.of(to - from);
    }

    private static Measure gauge(String name, String column, String unit, String description) {
        return new Measure(
                new Counter(name, description, unit), Kind.GAUGE, column, Optional.empty());
    }

    private static Measure rate(String name, String column, String unit, String description) {
        return new Measure(
                new Counter(name, description, unit + " per second"),
                Kind.PER_SECOND,
                column,
                Optional.empty());
    }

    private static Measure minutely(String name, String column, String unit, String description) {
        return new Measure(
                new Counter(name, description, unit + " per minute"),
                Kind.PER_MINUTE,
                column,
                Optional.empty());
    }

    private static Measure ratio(
            String name, String column, String per, String unit, String description) {
        return new Measure(
                new Counter(name, description, unit), Kind.RATIO, column, Optional.of(per));
    }

    static final List<Measure> ALL =
            List.of(
                    rate("db.Cache.blks_hit", "blks_hit", "Blocks", "Found in the buffer cache."),
                    rate("db.Cache.buffers_alloc", "buffers_alloc", "Blocks", "Buffers given out."),
                    rate(
                            "db.Checkpoint.buffers_checkpoint",
                            "buffers_checkpoint",
                            "Blocks",
                            "Written by checkpoints."),
                    ratio(
                            "db.Checkpoint.checkpoint_sync_time",
                            "checkpoint_sync_time",
                            "checkpoints",
                            "Milliseconds per checkpoint",
                            "Spent on flushing files."),
                    ratio(
                            "db.Checkpoint.checkpoint_write_time",
                            "checkpoint_write_time",
                            "checkpoints",
                            "Milliseconds per checkpoint",
                            "Spent on writing files."),
                    ratio(
                            "db.Checkpoint.checkpoint_sync_latency",
                            "checkpoint_sync_time",
                            "checkpoints",
                            "Milliseconds",
                            "Time for flushing, by checkpoint."),
                    ratio(
                            "db.Checkpoint.checkpoint_write_latency",
                            "checkpoint_write_time",
                            "checkpoints",
                            "Milliseconds",
                            "Time for writing, by checkpoint."),
                    minutely(
                            "db.Checkpoint.checkpoints_req",
                            "checkpoints_req",
                            "Checkpoints",
                            "Checkpoints that were asked for, by the log's size too."),
                    minutely(
                            "db.Checkpoint.checkpoints_timed",
                            "checkpoints_timed",
                            "Checkpoints",
                            "Checkpoints whose time had come."),
                    minutely(
                            "db.Checkpoint.maxwritten_clean",
                            "maxwritten_clean",
                            "Times",
                            "How often the background writer stopped at its limit."),
                    minutely("db.Concurrency.deadlocks", "deadlocks", "Deadlocks", "Found."),
                    rate(
                            "db.IO.blk_read_time",
                            "blk_read_time",
                            "Milliseconds",
                            "Sessions waited for blocks of files."),
                    rate("db.IO.blks_read", "blks_read", "Blocks", "Not in the buffer cache."),
                    rate(
                            "db.IO.buffers_backend",
                            "buffers_backend",
                            "Blocks",
                            "Written by sessions themselves."),
                    rate(
                            "db.IO.buffers_backend_fsync",
                            "buffers_backend_fsync",
                            "Times",
                            "Sessions had to flush by themselves."),
                    rate(
                            "db.IO.buffers_clean",
                            "buffers_clean",
                            "Blocks",
                            "Written by the background writer."),
                    ratio(
                            "db.IO.read_latency",
                            "blk_read_time",
                            "blks_read",
                            "Milliseconds",
                            "Time for a block that was not in the buffer cache."),
                    rate("db.SQL.tup_deleted", "tup_deleted", "Tuples", "Rows deleted."),
                    rate("db.SQL.tup_fetched", "tup_fetched", "Tuples", "Rows by index."),
                    rate("db.SQL.tup_inserted", "tup_inserted", "Tuples", "Rows inserted."),
                    rate("db.SQL.tup_returned", "tup_returned", "Tuples", "Rows read."),
                    rate("db.SQL.tup_updated", "tup_updated", "Tuples", "Rows updated."),
                    rate("db.Temp.temp_bytes", "temp_bytes", "Bytes", "Into temporary files."),
                    minutely("db.Temp.temp_files", "temp_files", "Files", "Temporary ones."),
                    gauge(
                            "db.Transactions.active_transactions",
                            "active_transactions",
                            "Transactions",
                            "Sessions of clients that have one open."),
                    gauge(
                            "db.Transactions.blocked_transactions",
                            "blocked_transactions",
                            "Transactions",
                            "Sessions that wait for a lock."),
                    gauge(
                            "db.Transactions.max_used_xact_ids",
                            "max_used_xact_ids",
                            "Transactions",
                            "Numbers of transactions that are not frozen yet."),
                    gauge(
                            "db.Transactions.oldest_running_transaction_xid_age",
                            "oldest_running_xid_age",
                            "Transactions",
                            "Begun since the oldest that runs."),
                    gauge(
                            "db.Transactions.oldest_prepared_transaction_xid_age",
                            "oldest_prepared_xid_age",
                            "Transactions",
                            "Begun since the oldest that is prepared."),
                    gauge(
                            "db.Transactions.oldest_active_logical_replication_slot_xid_age",
                            "oldest_active_slot_xid_age",
                            "Transactions",
                            "Held back by the oldest logical slot that is in use."),
                    gauge(
                            "db.Transactions.oldest_inactive_logical_replication_slot_xid_age",
                            "oldest_inactive_slot_xid_age",
                            "Transactions",
                            "Held back by the oldest logical slot that nobody uses."),
                    gauge(
                            "db.Transactions.oldest_hot_standby_feedback_xid_age",
                            "oldest_standby_xid_age",
                            "Transactions",
                            "Held back by the feedback of a standby."),
                    rate(
                            "db.Transactions.xact_commit",
                            "xact_commit",
                            "Transactions",
                            "Committed."),
                    rate(
                            "db.Transactions.xact_rollback",
                            "xact_rollback",
                            "Transactions",
                            "Rolled back."),
                    gauge("db.User.numbackends", "numbackends", "Connections", "Open ones."),
                    gauge("db.User.max_connections", "max_connections", "Connections", "Allowed."),
                    minutely("db.WAL.archived_count", "archived_count", "Files", "Archived."),
                    minutely(
                            "db.WAL.archive_failed_count",
                            "failed_count",
                            "Files",
                            "Failures to archive."),
                    rate("db.WAL.wal_bytes", "wal_bytes", "Bytes", "Of log written."),
                    gauge("db.state.active_count", "active_count", "Sessions", "That work."),
                    gauge("db.state.idle_count", "idle_count", "Sessions", "That wait for work."),
                    gauge(
                            "db.state.idle_in_transaction_count",
                            "idle_in_transaction_count",
                            "Sessions",
                            "That wait for work with a transaction open."),
                    gauge(
                            "db.state.idle_in_transaction_aborted_count",
                            "idle_in_transaction_aborted_count",
                            "Sessions",
                            "That wait for work with a failed transaction open."),
                    gauge(
                            "db.state.idle_in_transaction_max_time",
                            "idle_in_transaction_max_time",
                            "Seconds",
                            "That the longest of those has waited."));
}
