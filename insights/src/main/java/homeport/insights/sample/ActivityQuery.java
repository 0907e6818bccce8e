package homeport.insights.sample;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads what sessions are doing, by the function and not the view, which would look up names in
 * catalogs. Reading copies the texts of all sessions inside the server; only those that may be new
 * come over: not those of statements that ran at the last reading already, nor of {@link #read}'s
 * {@code known}. Owner: one thread.
 */
final class ActivityQuery implements AutoCloseable {
    /** Statements whose texts are known, as the server has to compare each row with all. */
    static final int KNOWN_MAX = 64;

    private static final int WITH_QUERY_ID = 14;

    /** How late a session may be to say what it has begun. */
    private static final Duration LATE_MAX = Duration.ofMillis(50);

    private static final String COLUMNS =
            """
            SELECT statement_timestamp(), pid, coalesce(leader_pid, 0),
                   coalesce(datid, 0)::int8, coalesce(usesysid, 0)::int8,
                   coalesce(application_name, ''), coalesce(host(client_addr), ''),
                   coalesce(client_port, -1), backend_start, xact_start, query_start, state_change,
                   coalesce(state, ''), coalesce(wait_event_type, ''), coalesce(wait_event, ''),
                   %1$s, coalesce(backend_type, ''),
                   CASE WHEN query_start <= $since$ OR %1$s = ANY ($known$) THEN NULL
                        ELSE query END
            FROM pg_stat_get_activity(NULL)
            """;
    private static final String BUSY =
            "WHERE state <> 'idle' AND pid <> pg_backend_pid()"
                    + " AND NOT (coalesce(usesysid, 0)::int8 = %2$d"
                    + " AND starts_with(coalesce(application_name, ''), 'homeport'))";
    private static final String SOME = "WHERE pid = ANY (?)";

    private final Connection session;
    private final PreparedStatement busy;
    private final PreparedStatement some;

    /** The server's clock at the last reading that can be trusted to have told all texts. */
    private Instant since = Instant.EPOCH;

    /**
     * @param session its own sessions are left out: those of its user whose application is {@code
     *     homeport} and whatever follows
     */
    ActivityQuery(Connection session) throws SQLException {
        this.session = session;
        int major = session.getMetaData().getDatabaseMajorVersion();
        String id = major >= WITH_QUERY_ID ? "query_id" : "NULL::int8";
        long own = own(session);
        String columns = COLUMNS.replace("$since$", "?").replace("$known$", "?");
        busy = session.prepareStatement((columns + BUSY).formatted(id, own));
        some = session.prepareStatement((columns + SOME).formatted(id, own));
    }

    private static long own(Connection session) throws SQLException {
        try (PreparedStatement sql =
                        session.prepareStatement(
                                "SELECT oid::int8 FROM pg_roles WHERE rolname = current_user");
                ResultSet row = sql.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /**
     * Sessions that are not idle, save for our own.
     *
     * @param known the server's numbers of statements whose texts need not come, at most {@link
     *     #KNOWN_MAX}
     */
    List<Activity> read(Collection<Long> known) throws SQLException {
        Array array = session.createArrayOf("int8", known.toArray());
        busy.setObject(1, since.atOffset(ZoneOffset.UTC));
        busy.setArray(2, array);
        List<Activity> rows = new ArrayList<>();
        Instant now = fill(busy, rows);
        if (!rows.isEmpty()) since = now.minus(LATE_MAX);
        return rows;
    }

    /** Some text was not there though it should have been: the next reading brings all. */
    void readAllTexts() {
        since = Instant.EPOCH;
    }

    /** Sessions of these processes, idle or not. */
    List<Activity> read(List<Integer> pids) throws SQLException {
        some.setObject(1, Instant.EPOCH.atOffset(ZoneOffset.UTC));
        some.setArray(2, session.createArrayOf("int8", new Object[0]));
        some.setArray(3, session.createArrayOf("int4", pids.toArray()));
        List<Activity> rows = new ArrayList<>();
        fill(some, rows);
        return rows;
    }

    private static Instant fill(PreparedStatement query, List<Activity> rows) throws SQLException {
        Instant now = Instant.EPOCH;
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                now = instant(row, 1).orElse(now);
                rows.add(activity(row));
            }
        }
        return now;
    }

    private static Activity activity(ResultSet row) throws SQLException {
        long queryId = row.getLong(16);
        return new Activity(
                row.getInt(2),
                row.getInt(3),
                row.getLong(4),
                row.getLong(5),
                row.getString(6),
                row.getString(7),
                row.getInt(8),
                instant(row, 9),
                instant(row, 10),
                instant(row, 11),
                instant(row, 12),
                row.getString(13),
                row.getString(14),
                row.getString(15),
                queryId == 0 ? OptionalLong.empty() : OptionalLong.of(queryId),
                row.getString(17),
                Optional.ofNullable(row.getString(18)));
    }

    private static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
                .map(OffsetDateTime::toInstant);
    }

    @Override
    public void close() throws SQLException {
        busy.close();
        some.close();
    }
}
