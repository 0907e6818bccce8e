package homeport.server.openmetrics;

import homeport.server.openmetrics.Family.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Under which name a counter is told. Where postgres_exporter has the same number, its name is
 * taken; numbers of all databases of a server are added up.
 *
 * @param counter its name in a reading: {@code pg.} before what PostgreSQL counts itself
 * @param scale makes base units of it
 * @param labels beside the server's own
 */
record Published(
        String counter,
        Kind kind,
        String family,
        String unit,
        double scale,
        Map<String, String> labels,
        String help) {
    static final List<Published> ALL = all();

    private static final class Rows {
        private final List<Published> rows = new ArrayList<>();

        /** What PostgreSQL counts up. */
        private void count(String column, String family, String help) {
            rows.add(new Published("pg." + column, Kind.COUNTER, family, "", 1, Map.of(), help));
        }

        private void gauge(String counter, String family, String help) {
            gauge(counter, family, "", 1, help);
        }

        private void gauge(String counter, String family, String unit, double scale, String help) {
            rows.add(new Published(counter, Kind.GAUGE, family, unit, scale, Map.of(), help));
        }

        private void labelled(
                String counter,
                String family,
                String unit,
                double scale,
                String label,
                String value,
                String help) {
            rows.add(
                    new Published(
                            counter, Kind.GAUGE, family, unit, scale, Map.of(label, value), help));
        }
    }

    private static List<Published> all() {
        Rows rows = new Rows();
        databases(rows);
        writer(rows);
        sessions(rows);
        transactions(rows);
        host(rows);
        machine(rows);
        processes(rows);
        volumes(rows);
        return List.copyOf(rows.rows);
    }

    private static void databases(Rows rows) {
        String of = "pg_stat_database_";
        rows.count("xact_commit", of + "xact_commit", "Transactions committed.");
        rows.count("xact_rollback", of + "xact_rollback", "Transactions rolled back.");
        rows.count("blks_read", of + "blks_read", "Blocks that were not in the buffer cache.");
        rows.count("blks_hit", of + "blks_hit", "Blocks found in the buffer cache.");
        rows.count("tup_returned", of + "tup_returned", "Rows read.");
        rows.count("tup_fetched", of + "tup_fetched", "Rows read by index.");
        rows.count("tup_inserted", of + "tup_inserted", "Rows inserted.");
        rows.count("tup_updated", of + "tup_updated", "Rows updated.");
        rows.count("tup_deleted", of + "tup_deleted", "Rows deleted.");
        rows.count("temp_files", of + "temp_files", "Temporary files made.");
        rows.count("temp_bytes", of + "temp_bytes", "Bytes into temporary files.");
        rows.count("deadlocks", of + "deadlocks", "Deadlocks found.");
        rows.count(
                "blk_read_time",
                of + "blk_read_time",
                "Milliseconds that sessions waited for blocks; needs track_io_timing.");
        rows.gauge("db.User.numbackends", of + "numbackends", "Sessions in databases.");
    }

    private static void writer(Rows rows) {
        String of = "pg_stat_bgwriter_";
        rows.count("checkpoints_timed", of + "checkpoints_timed", "Checkpoints in their time.");
        rows.count("checkpoints_req", of + "checkpoints_req", "Checkpoints that were asked for.");
        rows.count(
                "checkpoint_write_time",
                of + "checkpoint_write_time",
                "Milliseconds in which checkpoints wrote files.");
        rows.count(
                "checkpoint_sync_time",
                of + "checkpoint_sync_time",
                "Milliseconds in which checkpoints flushed files.");
        rows.count("buffers_checkpoint", of + "buffers_checkpoint", "Written by checkpoints.");
        rows.count("buffers_clean", of + "buffers_clean", "Written by the background writer.");
        rows.count(
                "maxwritten_clean",
                of + "maxwritten_clean",
                "How often the background writer stopped at its limit.");
        rows.count("buffers_backend", of + "buffers_backend", "Written by sessions themselves.");
        rows.count(
                "buffers_backend_fsync",
                of + "buffers_backend_fsync",
                "How often sessions had to flush by themselves.");
        rows.count("buffers_alloc", of + "buffers_alloc", "Buffers given out.");
        String archiver = "pg_stat_archiver_";
        rows.count("archived_count", archiver + "archived_count", "Files of the log archived.");
        rows.count("failed_count", archiver + "failed_count", "Failures to archive.");
        rows.count("wal_bytes", "pg_stat_wal_wal_bytes", "Bytes of log written.");
        rows.gauge("cw.TransactionLogsDiskUsage", "pg_wal_size_bytes", "bytes", 1, "The log.");
    }

    private static void sessions(Rows rows) {
        Map.of(
                        "active", "active",
                        "idle", "idle",
                        "idle_in_transaction", "idle in transaction",
                        "idle_in_transaction_aborted", "idle in transaction (aborted)")
                .forEach((counter, state) ->
                        rows.labelled(
                                "db.state." + counter + "_count",
                                "pg_stat_activity_count",
                                "",
                                1,
                                "state",
                                state,
                                "Sessions of clients."));
        rows.gauge(
                "db.state.idle_in_transaction_max_time",
                "homeport_idle_in_transaction_max_seconds",
                "seconds",
                1,
                "How long the longest session with an idle transaction has waited.");
        rows.gauge("db.User.max_connections", "pg_settings_max_connections", "Allowed.");
        rows.gauge("cw.DatabaseConnections", "homeport_database_connections", "Of clients.");
    }

    private static void transactions(Rows rows) {
        for (String kind : List.of("active", "blocked"))
            rows.labelled(
                    "db.Transactions." + kind + "_transactions",
                    "homeport_transactions",
                    "",
                    1,
                    "kind",
                    kind,
                    "Sessions with a transaction open, and those that wait for a lock.");
        Map.of(
                        "running_transaction", "running transaction",
                        "prepared_transaction", "prepared transaction",
                        "active_logical_replication_slot", "active logical replication slot",
                        "inactive_logical_replication_slot", "inactive logical replication slot",
                        "hot_standby_feedback", "hot standby feedback")
                .forEach((counter, holder) ->
                        rows.labelled(
                                "db.Transactions.oldest_" + counter + "_xid_age",
                                "homeport_oldest_xid_age",
                                "",
                                1,
                                "holder",
                                holder,
                                "Transactions begun since the oldest that is held back."));
        rows.gauge(
                "cw.MaximumUsedTransactionIDs",
                "homeport_maximum_used_transaction_ids",
                "Transactions that are not frozen yet.");
    }

    /** What CloudWatch has of a DB instance, under CloudWatch's words. */
    private static void host(Rows rows) {
        String of = "homeport_";
        String bytes = "bytes";
        rows.gauge(
                "cw.CPUUtilization",
                of + "cpu_utilization_ratio",
                "ratio",
                0.01,
                "Of the class's vCPUs, used by the instance.");
        rows.gauge("cw.FreeableMemory", of + "freeable_memory_bytes", bytes, 1, "Of the host.");
        rows.gauge("cw.SwapUsage", of + "swap_usage_bytes", bytes, 1, "Of the instance.");
        rows.gauge(
                "cw.FreeStorageSpace", of + "free_storage_space_bytes", bytes, 1, "Of its volume.");
        rows.gauge("cw.DiskQueueDepth", of + "disk_queue_depth", "Requests at the disk now.");
        for (String way : List.of("Read", "Write")) {
            String word = of + way.toLowerCase(Locale.ROOT);
            rows.gauge("cw." + way + "IOPS", word + "_iops", "Requests to the disk per second.");
            rows.gauge(
                    "cw." + way + "Latency",
                    word + "_latency_seconds",
                    "seconds",
                    1,
                    "Of a request to the disk.");
            rows.gauge(
                    "cw." + way + "Throughput",
                    word + "_throughput_bytes_per_second",
                    "By the instance.");
        }
        rows.gauge(
                "cw.CheckpointLag",
                of + "checkpoint_lag_seconds",
                "seconds",
                1,
                "Since the newest checkpoint.");
        for (Map.Entry<String, String> slot :
                Map.of(
                                "OldestReplicationSlotLag", "oldest_replication_slot_lag_bytes",
                                "OldestLogicalReplicationSlotLag",
                                        "oldest_logical_replication_slot_lag_bytes",
                                "ReplicationSlotDiskUsage", "replication_slot_disk_usage_bytes")
                        .entrySet())
            rows.gauge(
                    "cw." + slot.getKey(),
                    of + slot.getValue(),
                    bytes,
                    1,
                    "Of log that the slot most behind has not passed on.");
        rows.gauge(
                "cw.TransactionLogsGeneration",
                of + "transaction_logs_generation_bytes_per_second",
                "Of log written.");
    }

    /** What Performance Insights has of the operating system. */
    private static void machine(Rows rows) {
        for (String mode :
                List.of("user", "system", "idle", "wait", "steal", "irq", "guest", "nice"))
            rows.labelled(
                    "os.cpuUtilization." + mode,
                    "homeport_os_cpu_ratio",
                    "ratio",
                    0.01,
                    "mode",
                    mode,
                    "User, system and idle of the class's vCPUs, the others of the host's.");
        for (String kind :
                List.of(
                        "active",
                        "buffers",
                        "cached",
                        "dirty",
                        "free",
                        "inactive",
                        "mapped",
                        "pageTables",
                        "slab",
                        "total",
                        "writeback"))
            rows.labelled(
                    "os.memory." + kind,
                    "homeport_os_memory_bytes",
                    "bytes",
                    1024,
                    "kind",
                    kind,
                    "Of the host.");
    }

    private static void processes(Rows rows) {
        rows.gauge(
                "os.memory.db.residentSetSize",
                "homeport_resident_memory_bytes",
                "bytes",
                1,
                "Of the instance's processes, shared pages counted once.");
        for (String state : List.of("running", "sleeping", "blocked", "stopped", "zombie"))
            rows.labelled(
                    "os.tasks." + state,
                    "homeport_os_tasks",
                    "",
                    1,
                    "state",
                    state,
                    "The instance's processes.");
        for (String span : List.of("one", "five", "fifteen"))
            rows.labelled(
                    "os.loadAverageMinute." + span,
                    "homeport_os_load_average",
                    "",
                    1,
                    "minutes",
                    span,
                    "The instance's processes that run or want to, averaged over minutes.");
    }

    private static void volumes(Rows rows) {
        rows.gauge(
                "os.diskIO.rdsdev.util",
                "homeport_os_disk_busy_ratio",
                "ratio",
                0.01,
                "Of the time.");
        for (String kind : List.of("used", "total"))
            rows.labelled(
                    "os.fileSys." + kind,
                    "homeport_os_volume_bytes",
                    "bytes",
                    1024,
                    "kind",
                    kind,
                    "Of the volume with the data.");
        for (String kind : List.of("free", "total", "cached"))
            rows.labelled(
                    "os.swap." + kind,
                    "homeport_os_swap_bytes",
                    "bytes",
                    1024,
                    "kind",
                    kind,
                    "Of the host.");
    }
}
