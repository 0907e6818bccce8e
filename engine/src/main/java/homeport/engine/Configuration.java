package homeport.engine;

import homeport.engine.Node.Role;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The three configuration files of a node, as texts. Pure: writes nothing. */
final class Configuration {
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]*(\\.[a-z_][a-z0-9_]*)?");

    /** Where these files are, and which program reads them, is not a setting. */
    private static final Set<String> REFUSED =
            Set.of(
                    "data_directory",
                    "config_file",
                    "hba_file",
                    "ident_file",
                    "external_pid_file",
                    "promote_trigger_file",
                    "include",
                    "include_dir",
                    "include_if_exists");

    /** How those come in who are no administrators. */
    private static final String USERS = "scram-sha-256";

    private static final String PRELOADED = "pg_stat_statements";

    private Configuration() {}

    /**
     * {@code postgresql.conf}: our defaults, over them {@code settings}, over them what the node
     * decides. {@link Node#ARCHIVE} other than {@code off} says that finished WAL is left in the
     * node's spool.
     *
     * @throws EngineException a name is none, or one that cannot be set
     */
    static String settings(NodePlace place, Map<String, String> settings, Role role) {
        Map<String, String> all = new TreeMap<>(defaults(place));
        settings.forEach((spelling, value) -> {
            String name = spelling.toLowerCase(Locale.ROOT); // PostgreSQL takes TimeZone either way
            if (!NAME.matcher(name).matches() || REFUSED.contains(name))
                throw new EngineException("not a setting of a node: " + name);
            all.put(name, value);
        });
        all.putAll(archiving(place, settings.getOrDefault(Node.ARCHIVE, "off")));
        all.putAll(decided(place));
        all.putAll(ReplicationSettings.decided(place, role));
        all.put("shared_preload_libraries", preloaded(settings));
        StringBuilder text = new StringBuilder("# Written by Homeport; changes are overwritten.\n");
        all.forEach((name, value) -> text.append(name + " = " + quoted(value) + "\n"));
        return text.toString();
    }

    /**
     * {@code pg_hba.conf}: users come in through the socket with their password; administration and
     * replication by TCP with a certificate of ours; nobody else. Of a standby that is not readable
     * users are kept out.
     *
     * @param tokens {@link TokenAccess#rules}, or nothing
     * @param asUsers whether we may come in as users, see {@link UserAccess}
     */
    static String access(NodePlace place, Role role, String tokens, boolean asUsers) {
        String users =
                switch (role) {
                    case Role.Leading _ -> USERS;
                    case Role.Following following -> following.readable() ? USERS : "reject";
                };
        String own = place.address().contains(":") ? "/128" : "/32";
        return """
        # Written by Homeport; changes are overwritten.
        local   all          %1$s      reject
        local   all          %2$s  reject
        %5$slocal   all          all           %4$s
        hostssl all          %1$s      %3$s   cert map=homeport
        hostssl all          %1$s      127.0.0.0/8   cert map=homeport
        hostssl all          %1$s      ::1/128       cert map=homeport
        hostssl replication  %2$s  all           cert map=homeport
        host    all          %2$s  all           reject
        %6$shost    all          all           all           reject
        host    replication  all           all           reject
        """
                .formatted(
                        Roles.ADMIN,
                        Roles.REPLICATION,
                        place.address() + own,
                        users,
                        users.equals(USERS) ? tokens : "",
                        users.equals(USERS) && asUsers
                                ? UserAccess.rules(place.address() + own)
                                : "");
    }

    /**
     * {@code pg_ident.conf}: which certificate may be which role.
     *
     * @param tokens {@link TokenAccess#identities}, or nothing
     * @param asUsers as for {@link #access}
     */
    static String identities(String tokens, boolean asUsers) {
        return """
        # Written by Homeport; changes are overwritten.
        homeport  "%s"  %s
        homeport  "%s"  %s
        %s%s\
        """
                .formatted(
                        AdminAccess.COMMON_NAME,
                        Roles.ADMIN,
                        LocalEngines.REPLICATION_COMMON_NAME,
                        Roles.REPLICATION,
                        tokens,
                        asUsers ? UserAccess.identities() : "");
    }

    private static Map<String, String> defaults(NodePlace place) {
        Map<String, String> defaults = new LinkedHashMap<>();
        defaults.put("cluster_name", place.home().getFileName().toString());
        defaults.put("wal_level", "replica");
        defaults.put("max_wal_senders", "20");
        defaults.put("max_replication_slots", "20");
        // A standby that fell further behind is copied anew.
        defaults.put("wal_keep_size", "512MB");
        defaults.put("track_io_timing", "on");
        defaults.put("log_checkpoints", "on");
        defaults.put("log_rotation_age", "60min");
        defaults.put("log_timezone", "UTC");
        defaults.put("timezone", "UTC");
        defaults.put("lc_messages", "C");
        defaults.put("default_text_search_config", "pg_catalog.english");
        defaults.put("log_line_prefix", "%t:%r:%u@%d:[%p]:");
        return defaults;
    }

    private static Map<String, String> decided(NodePlace place) {
        Map<String, String> decided = new LinkedHashMap<>();
        decided.put("listen_addresses", place.address());
        decided.put("port", Integer.toString(place.port()));
        // A list, so a path with a comma in it needs quotes of its own.
        decided.put("unix_socket_directories", listed(place.socket().getParent().toString()));
        decided.put("unix_socket_permissions", "0700");
        decided.put("unix_socket_group", "");
        decided.put("bonjour", "off");
        decided.put("ssl", "on");
        decided.put("ssl_cert_file", NodeCertificate.file(place).toString());
        decided.put("ssl_key_file", NodeCertificate.file(place).toString());
        decided.put("ssl_ca_file", NodeCertificate.roots(place).toString());
        decided.put("ssl_crl_file", "");
        decided.put("password_encryption", "scram-sha-256");
        decided.put("logging_collector", "on");
        decided.put("log_destination", "stderr");
        decided.put("log_directory", place.log().toString());
        decided.put("log_filename", "postgresql.log.%Y-%m-%d-%H");
        decided.put("log_truncate_on_rotation", "off");
        return decided;
    }

    /**
     * A server can always archive, since that cannot be changed while it runs; whether it does can.
     * A standby does too: what its primary could not archive before it died is there.
     */
    private static Map<String, String> archiving(NodePlace place, String wanted) {
        String command = wanted.equals("off") ? "true" : new WalSpool(place).command();
        return Map.of("archive_mode", "always", "archive_command", command);
    }

    private static String preloaded(Map<String, String> settings) {
        Set<String> libraries = new LinkedHashSet<>();
        libraries.add(PRELOADED);
        for (String library : settings.getOrDefault("shared_preload_libraries", "").split(","))
            if (!library.isBlank()) libraries.add(library.strip());
        return String.join(",", libraries);
    }

    private static String listed(String item) {
        return '"' + item.replace("\"", "\"\"") + '"';
    }

    /** Source: PostgreSQL documentation, "Parameter Interaction via the Configuration File". */
    private static String quoted(String value) {
        if (value.indexOf('\0') >= 0) throw new EngineException("a zero byte in a setting");
        String escaped = value.replace("\\", "\\\\").replace("'", "''");
        return "'" + escaped.replace("\n", "\\n").replace("\r", "\\r") + "'";
    }
}
