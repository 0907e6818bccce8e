package homeport.engine;

import homeport.engine.Node.Role;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a role decides in {@code postgresql.conf}; no setting of a user changes it. Pure. */
final class ReplicationSettings {
    private ReplicationSettings() {}

    static Map<String, String> decided(NodePlace place, Role role) {
        Map<String, String> decided = always();
        switch (role) {
            case Role.Leading leading -> {
                decided.put("synchronous_standby_names", names(leading.followers()));
                decided.put("primary_conninfo", "");
                // A server that restarts by itself shows commits that no follower has confirmed;
                // one that waits for followers ends instead, and whoever runs it decides.
                decided.put("restart_after_crash", leading.followers().isEmpty() ? "on" : "off");
            }
            case Role.Following following -> {
                decided.put("synchronous_standby_names", "");
                decided.put("primary_conninfo", conninfo(place, following));
                following
                        .slot()
                        .ifPresent(slot -> {
                            decided.put("primary_slot_name", slot);
                            // It may be without its source for long: its log need not tell of it
                            // twenty times a second.
                            decided.put("wal_retrieve_retry_interval", "500ms");
                        });
                decided.put("restart_after_crash", "on");
            }
        }
        return decided;
    }

    private static Map<String, String> always() {
        Map<String, String> decided = new LinkedHashMap<>();
        decided.put("hot_standby", "on");
        decided.put("primary_slot_name", "");
        decided.put("restore_command", "");
        decided.put("archive_cleanup_command", "");
        decided.put("recovery_end_command", "");
        decided.put("recovery_min_apply_delay", "0");
        decided.put("recovery_target_timeline", "latest");
        for (String target : Set.of("", "_name", "_time", "_xid", "_lsn"))
            decided.put("recovery_target" + target, "");
        decided.put("wal_sender_timeout", "5s");
        decided.put("wal_receiver_timeout", "5s");
        // A sender that was told to end says so to its standby first. One whose standby hangs would
        // wait for ever, and with it the checkpoint that takes its slot away. Seen with SIGSTOP of
        // a WAL receiver; users do not come by TCP.
        decided.put("tcp_user_timeout", "10s");
        decided.put("wal_receiver_status_interval", "1s");
        // With the default of 5 s one promotion in seven waits for it.
        decided.put("wal_retrieve_retry_interval", "50ms");
        return decided;
    }

    /** Source: PostgreSQL documentation, {@code synchronous_standby_names}. */
    private static String names(Set<String> followers) {
        if (followers.isEmpty()) return "";
        return new TreeSet<>(followers)
                .stream().map(Sql::identifier).collect(Collectors.joining(",", "ANY 1 (", ")"));
    }

    /** Source: PostgreSQL documentation, "Connection Strings". */
    private static String conninfo(NodePlace place, Role.Following role) {
        if (role.upstream().isEmpty()) return "";
        NodePlace upstream = role.upstream().get();
        Map<String, String> words = new LinkedHashMap<>();
        words.put("host", upstream.address());
        words.put("port", Integer.toString(upstream.port()));
        words.put("user", Roles.REPLICATION);
        words.put("application_name", role.name());
        words.put("sslmode", "verify-full");
        words.put("sslcert", NodeCertificate.replication(place).toString());
        words.put("sslkey", NodeCertificate.replication(place).toString());
        words.put("sslrootcert", NodeCertificate.roots(place).toString());
        words.put("gssencmode", "disable");
        words.put("connect_timeout", "5");
        return words.entrySet().stream()
                .map(word -> word.getKey() + "=" + quoted(word.getValue()))
                .collect(Collectors.joining(" "));
    }

    private static String quoted(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
