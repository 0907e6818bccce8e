package homeport.engine;

import homeport.engine.Node.Creation;
import homeport.engine.Node.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.postgresql.util.PasswordUtil;

/**
 * The roles and databases that every node has, as SQL; named and related as on RDS. Source: RDS
 * user guide, "Understanding PostgreSQL roles and permissions". Passwords are turned into SCRAM
 * verifiers here, so that the server and its log never see one.
 */
final class Roles {
    /** The superuser; it has no password and comes in with a certificate only. */
    static final String ADMIN = "rdsadmin";

    /** Its database: there whatever the user drops. */
    static final String ADMIN_DATABASE = "rdsadmin";

    static final String REPLICATION = "rdsrepladmin";

    /** Nobody else comes in as these. */
    static final Set<String> OWN = Set.of(ADMIN, REPLICATION);

    private Roles() {}

    /** What a new data folder is given, in database {@code postgres}, one statement each. */
    static List<String> creation(Creation creation) {
        int major = creation.version().major();
        String master = Sql.identifier(creation.masterUser());
        List<String> sql = new ArrayList<>();
        sql.add("CREATE EXTENSION pg_stat_statements");
        for (String role : List.of("rds_superuser", "rds_password", "rds_replication", "rds_iam"))
            sql.add("CREATE ROLE " + role);
        sql.add("CREATE ROLE " + REPLICATION + " LOGIN REPLICATION");
        sql.add(
                "GRANT "
                        + String.join(", ", ofSuperuser(major))
                        + " TO rds_superuser WITH ADMIN OPTION");
        sql.addAll(master(major, creation.masterUser(), creation.masterPassword()));
        // The master user owns these on RDS; owning them also lets it create in schema public.
        sql.add("ALTER DATABASE postgres OWNER TO " + master);
        sql.add("ALTER DATABASE template1 OWNER TO " + master);
        sql.add("CREATE DATABASE " + ADMIN_DATABASE + " TEMPLATE postgres");
        sql.add("REVOKE ALL ON DATABASE " + ADMIN_DATABASE + " FROM PUBLIC");
        creation.database()
                .filter(name -> !name.equals("postgres"))
                .ifPresent(name -> sql.add(database(name, master)));
        return sql;
    }

    /** A master user, not superuser, that may do what one may do on RDS. */
    static List<String> master(int major, String user, Secret password) {
        String master = Sql.identifier(user);
        List<String> sql = new ArrayList<>();
        sql.add(
                "CREATE ROLE %s LOGIN CREATEDB CREATEROLE VALID UNTIL 'infinity' PASSWORD %s"
                        .formatted(master, Sql.literal(verifier(password))));
        sql.add("GRANT rds_superuser TO " + master + " WITH ADMIN OPTION");
        // Since 16 CREATEROLE alone may not grant a role; this lets it, without having the role.
        if (major >= 16)
            sql.add("GRANT rds_iam TO " + master + " WITH ADMIN TRUE, INHERIT FALSE, SET FALSE");
        return sql;
    }

    static String passwordChange(String user, Secret password) {
        return "ALTER ROLE %s PASSWORD %s"
                .formatted(Sql.identifier(user), Sql.literal(verifier(password)));
    }

    private static String database(String name, String owner) {
        return "CREATE DATABASE " + Sql.identifier(name) + " TEMPLATE postgres OWNER " + owner;
    }

    private static List<String> ofSuperuser(int major) {
        List<String> roles =
                new ArrayList<>(
                        List.of(
                                "rds_password",
                                "rds_replication",
                                "pg_monitor",
                                "pg_signal_backend"));
        if (major >= 15) roles.add("pg_checkpoint");
        if (major >= 16)
            roles.addAll(List.of("pg_use_reserved_connections", "pg_create_subscription"));
        if (major >= 17) roles.add("pg_maintain");
        return roles;
    }

    private static String verifier(Secret password) {
        return PasswordUtil.encodeScramSha256(password.text().toCharArray());
    }
}
