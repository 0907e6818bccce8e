package homeport.engine;

import homeport.engine.Node.Follower;
import homeport.engine.Node.Report;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a server stands, in one round trip. Source: PostgreSQL documentation, "The Cumulative
 * Statistics System" and "Recovery Information Functions".
 */
final class ReportQuery {
    /**
     * A row for each follower, or one with none. What was received says nothing until a receiver
     * has run since the start, and on a new timeline it begins at the segment's begin: it counts
     * only above what was replayed. Without a receiver the segments tell the timeline; the control
     * file lags behind.
     */
    private static final String QUERY =
            """
            SELECT s.standby,
                CASE WHEN s.standby
                    THEN coalesce(greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()), '0/0')
                    ELSE pg_current_wal_flush_lsn() END::text AS at,
                CASE WHEN s.standby
                    THEN coalesce(
                        (SELECT lpad(to_hex(received_tli), 8, '0') FROM pg_stat_wal_receiver),
                        (SELECT max(substr(name, 1, 8)) FROM pg_ls_waldir()
                            WHERE name ~ '^[0-9A-F]{24}$'),
                        (SELECT lpad(to_hex(timeline_id), 8, '0') FROM pg_control_checkpoint()))
                    ELSE substr(pg_walfile_name(pg_current_wal_flush_lsn()), 1, 8) END AS timeline,
                EXISTS (SELECT FROM pg_stat_wal_receiver) AS receiving,
                (SELECT extract(epoch FROM clock_timestamp() - last_msg_receipt_time) * 1000000
                    FROM pg_stat_wal_receiver)::bigint AS heard_micros,
                (SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep') AS waiting,
                f.application_name, f.state, coalesce(f.flush_lsn, '0/0')::text AS flushed
            FROM (SELECT pg_is_in_recovery() AS standby OFFSET 0) s
                LEFT JOIN pg_stat_replication f ON true
            ORDER BY f.application_name
            """;

    private ReportQuery() {}

    static Report ask(Connection session) throws SQLException {
        try (PreparedStatement sql = session.prepareStatement(QUERY);
                ResultSet row = sql.executeQuery()) {
            row.next();
            boolean standby = row.getBoolean("standby");
            Lsn at = Lsn.parse(row.getString("at"));
            int timeline = Integer.parseUnsignedInt(row.getString("timeline"), 16);
            boolean receiving = row.getBoolean("receiving");
            Optional<Duration> heard = heard(row);
            int waiting = row.getInt("waiting");
            List<Follower> followers = new ArrayList<>();
            do {
                String name = row.getString("application_name");
                if (name != null) followers.add(follower(name, row));
            } while (row.next());
            return new Report(standby, at, timeline, receiving, heard, waiting, followers);
        }
    }

    /** The clock of its machine may be set back. */
    private static Optional<Duration> heard(ResultSet row) throws SQLException {
        long micros = row.getLong("heard_micros");
        if (row.wasNull()) return Optional.empty();
        return Optional.of(Duration.of(Math.max(0, micros), ChronoUnit.MICROS));
    }

    private static Follower follower(String name, ResultSet row) throws SQLException {
        boolean streaming = "streaming".equals(row.getString("state"));
        return new Follower(name, streaming, Lsn.parse(row.getString("flushed")));
    }
}
