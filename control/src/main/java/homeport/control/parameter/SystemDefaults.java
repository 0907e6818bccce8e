package homeport.control.parameter;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * The values that RDS gives where PostgreSQL's own default would not do; shown with source {@code
 * system}. Source: RDS user guide, "Working with parameters on your RDS for PostgreSQL DB
 * instance", and the default parameter groups.
 */
final class SystemDefaults {
    /** Parameter and value; units are the engine's own (kB, 8 kB blocks, MB, ms, minutes). */
    private static final Map<String, String> VALUES =
            """
            autovacuum_analyze_scale_factor     | 0.05
            autovacuum_max_workers              | GREATEST({DBInstanceClassMemory/64371566592},3)
            autovacuum_naptime                  | 15
            autovacuum_vacuum_cost_limit        | GREATEST({log(DBInstanceClassMemory/21474836480)*600},200)
            autovacuum_vacuum_scale_factor      | 0.1
            autovacuum_work_mem                 | GREATEST({DBInstanceClassMemory/32768},65536)
            checkpoint_completion_target        | 0.9
            client_encoding                     | UTF8
            effective_cache_size                | {DBInstanceClassMemory/16384}
            idle_in_transaction_session_timeout | 86400000
            log_autovacuum_min_duration         | 10000
            log_checkpoints                     | 1
            log_line_prefix                     | %t:%r:%u@%d:[%p]:
            log_rotation_age                    | 60
            log_timezone                        | UTC
            maintenance_work_mem                | GREATEST({DBInstanceClassMemory*1024/63963136},65536)
            max_connections                     | LEAST({DBInstanceClassMemory/9531392},5000)
            max_locks_per_transaction           | 64
            max_parallel_workers                | GREATEST(${DBInstanceVCPU/2},8)
            max_prepared_transactions           | 0
            max_replication_slots               | 20
            max_slot_wal_keep_size              | -1
            max_stack_depth                     | 6144
            max_wal_senders                     | 35
            max_wal_size                        | 2048
            max_worker_processes                | GREATEST(${DBInstanceVCPU*2},8)
            min_wal_size                        | 192
            password_encryption                 | scram-sha-256
            pg_stat_statements.track            | top
            shared_buffers                      | {DBInstanceClassMemory/32768}
            shared_preload_libraries            | pg_stat_statements
            synchronous_commit                  | on
            timezone                            | UTC
            track_activity_query_size           | 4096
            track_io_timing                     | 1
            wal_compression                     | 1
            wal_keep_size                       | 2048
            """
                    .lines()
                    .map(line -> line.split("\\|", 2))
                    .collect(Collectors.toMap(row -> row[0].strip(), row -> row[1].strip()));

    private SystemDefaults() {}

    /** Parameter name, in lower case, to value. */
    static Map<String, String> values() {
        return VALUES;
    }
}
