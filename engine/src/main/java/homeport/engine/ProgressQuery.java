package homeport.engine;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * How far a server has come, in one round trip. Source: PostgreSQL documentation, "Recovery
 * Information Functions", "Transaction ID and Snapshot Information Functions" and "Wait Events".
 */
final class ProgressQuery {
    private static final int NANOS_DIGITS = 9;

    /**
     * What was received is read before it is looked whether the startup process has nothing left:
     * it waits for more only when it has applied every whole record. Only that tells a standby that
     * has everything: a primary's log may end on its disk in the middle of a record.
     */
    private static final String QUERY =
            """
            SELECT s.standby,
                CASE WHEN s.standby
                    THEN coalesce(greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()), '0/0')
                    ELSE pg_current_wal_flush_lsn() END::text AS at,
                CASE WHEN s.standby THEN coalesce(pg_last_wal_replay_lsn(), '0/0')
                    ELSE pg_current_wal_flush_lsn() END::text AS replayed,
                NOT s.standby OR EXISTS (SELECT FROM pg_stat_activity
                    WHERE backend_type = 'startup'
                        AND wait_event IN ('RecoveryWalStream', 'RecoveryRetrieveRetryInterval'))
                    AS drained,
                extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::numeric
                    AS since,
                coalesce((SELECT sender_host || ':' || sender_port FROM pg_stat_wal_receiver
                    WHERE status = 'streaming'), '') AS sender,
                pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS xmin,
                pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS xmax
            FROM (SELECT pg_is_in_recovery() AS standby OFFSET 0) s
            """;

    private ProgressQuery() {}

    static Progress ask(Connection session) throws SQLException {
        try (PreparedStatement sql = session.prepareStatement(QUERY);
                ResultSet row = sql.executeQuery()) {
            row.next();
            return new Progress(
                    row.getBoolean("standby"),
                    Lsn.parse(row.getString("at")),
                    Lsn.parse(row.getString("replayed")),
                    row.getBoolean("drained"),
                    Optional.ofNullable(row.getBigDecimal("since")).map(ProgressQuery::seconds),
                    row.getString("sender"),
                    row.getLong("xmin"),
                    row.getLong("xmax"));
        }
    }

    private static Duration seconds(BigDecimal seconds) {
        return Duration.ofNanos(seconds.movePointRight(NANOS_DIGITS).longValue());
    }
}
