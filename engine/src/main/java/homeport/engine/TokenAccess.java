package homeport.engine;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How members of {@code rds_iam} come in while tokens are on: the server lets them in without a
 * question, and the door, which alone can reach its socket, has asked them for a token. Access
 * rules, as texts.
 *
 * <p>A rule for {@code +rds_iam} fits whoever has any grant of it, directly or through others, also
 * one that only lets it be granted on. Such grants are not what users mean by having it: the master
 * has one, and since PostgreSQL 16 whoever creates a role has one of that role. So those users are
 * kept in a file, and a rule before lets them in by password. Source: PostgreSQL, hba.c, {@code
 * is_member}; PostgreSQL documentation, "CREATEROLE".
 */
final class TokenAccess {
    /** Beside the access rules, which name it; {@link #text} of it is never empty. */
    static final String FILE = "homeport.iam";

    /** Rules for users of a file this long are still read in no time. */
    private static final int USERS_MAX = 1_000;

    /**
     * The first with grants that do nothing but let grant, and with {@code all} in its map of
     * names.
     */
    private static final int MAJOR_ADMIN_ONLY = 16;

    private static final String MAP = "homeport_iam";

    /** Those that the rule fits, without those that may use, or become, the role. */
    private static final String BY_PASSWORD =
            """
            WITH RECURSIVE fits(oid) AS (
                SELECT oid FROM pg_catalog.pg_authid WHERE rolname = 'rds_iam'
                UNION SELECT m.member FROM pg_catalog.pg_auth_members m
                    JOIN fits ON m.roleid = fits.oid),
            has(oid) AS (
                SELECT oid FROM pg_catalog.pg_authid WHERE rolname = 'rds_iam'
                UNION SELECT m.member FROM pg_catalog.pg_auth_members m
                    JOIN has ON m.roleid = has.oid WHERE m.inherit_option OR m.set_option)
            SELECT rolname FROM pg_catalog.pg_authid WHERE rolcanlogin
                AND oid IN (SELECT oid FROM fits) AND oid NOT IN (SELECT oid FROM has)
            ORDER BY oid LIMIT %d
            """
                    .formatted(USERS_MAX);

    private TokenAccess() {}

    /** Whether some users, though the rule fits them, come in by password. */
    static boolean hasExceptions(int major) {
        return major >= MAJOR_ADMIN_ONLY;
    }

    /**
     * Lines of {@code pg_hba.conf}, to stand before the one for everybody. Before 16 a map cannot
     * say that one account may be any role, so there it is the socket's folder alone, which only
     * its owner and root can enter, that keeps others out.
     */
    static String rules(int major) {
        return hasExceptions(major)
                ? """
                local   all          @%s  scram-sha-256
                local   all          +rds_iam       peer map=%s
                """
                        .formatted(FILE, MAP)
                : "local   all          +rds_iam       trust\n";
    }

    /** Lines of {@code pg_ident.conf}: as whom the door's process comes. */
    static String identities(Account account) {
        return "%s  \"%s\"  all\n".formatted(MAP, account.own());
    }

    /** The users for the file, of a server from 16 on. */
    static List<String> byPassword(Connection session) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement sql = session.createStatement();
                ResultSet rows = sql.executeQuery(BY_PASSWORD)) {
            while (rows.next()) names.add(rows.getString(1));
        }
        return names;
    }

    /**
     * The file's text. The administrator, whom an earlier rule keeps out, is in it so that it has
     * somebody. Names that the file's syntax would take for more than a name are left out: they
     * come in by token only.
     */
    static String text(List<String> names) {
        return Stream.concat(Stream.of(Roles.ADMIN), names.stream().filter(TokenAccess::isPlain))
                .map(name -> "\"" + name + "\"\n")
                .collect(Collectors.joining());
    }

    private static boolean isPlain(String name) {
        return !name.startsWith("/")
                && name.chars().noneMatch(c -> c < 0x20 || c == 0x7f || c == '"' || c == '\\');
    }
}
