package homeport.control.parameter;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Settings that Homeport's node decides itself, because its files, sockets, certificates, logs,
 * archive or replication would not work with others. Users see them and cannot change them; a node
 * is never handed them from a group.
 */
final class NodeOwned {
    private static final Set<String> NAMES =
            Set.of(
                    "allow_in_place_tablespaces",
                    "bonjour",
                    "bonjour_name",
                    "cluster_name",
                    "config_file",
                    "data_directory",
                    "data_sync_retry",
                    "dynamic_library_path",
                    "dynamic_shared_memory_type",
                    "event_source",
                    "extension_control_path",
                    "extension_destdir",
                    "external_pid_file",
                    "fsync",
                    "full_page_writes",
                    "hba_file",
                    "hot_standby",
                    "ident_file",
                    "ignore_invalid_pages",
                    "ignore_system_indexes",
                    "io_method",
                    "jit_provider",
                    "listen_addresses",
                    "local_preload_libraries",
                    "log_destination",
                    "log_directory",
                    "log_file_mode",
                    "log_filename",
                    "log_truncate_on_rotation",
                    "logging_collector",
                    "port",
                    "promote_trigger_file",
                    "reserved_connections",
                    "restart_after_crash",
                    "restore_command",
                    "session_preload_libraries",
                    "shared_memory_type",
                    "shared_preload_libraries",
                    "ssl",
                    "summarize_wal",
                    "superuser_reserved_connections",
                    "sync_replication_slots",
                    "synchronized_standby_slots",
                    "synchronous_standby_names",
                    "tcp_user_timeout",
                    "wal_level",
                    "wal_log_hints",
                    "wal_receiver_create_temp_slot",
                    "wal_receiver_status_interval",
                    "wal_receiver_timeout",
                    "wal_retrieve_retry_interval",
                    "wal_sync_method",
                    "zero_damaged_pages");
    private static final Pattern FAMILIES =
            Pattern.compile(
                    "archive_(cleanup_)?(command|library|mode|timeout)|primary_.*|recovery_.*|krb_.*"
                            + "|gss_.*|ldap_.*|oauth_.*|ssl_.*|syslog_.*|unix_socket_.*|.*_file"
                            + "|debug_(discard|io|logical).*|trace_.*");

    private NodeOwned() {}

    /**
     * @param name in lower case
     */
    static boolean contains(String name) {
        return NAMES.contains(name) || FAMILIES.matcher(name).matches();
    }
}
