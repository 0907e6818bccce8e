package homeport.server.drill;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Whether every follower has what its primary had when that was first asked, and commits wait for
 * each. One that stands still is connected, and named as one that commits wait for, until somebody
 * gives it up; that it confirms nothing tells. Owner: the drill's thread.
 */
final class Redundancy {
    private static final String QUESTION =
            """
            SELECT pg_current_wal_flush_lsn()::text AS position,
                left(pg_walfile_name(pg_current_wal_flush_lsn()), 8) AS timeline,
                count(*) FILTER (WHERE state = 'streaming' AND sync_state IN ('sync', 'quorum')
                    AND flush_lsn >= ?::pg_lsn) AS followers
            FROM pg_stat_replication
            """;

    private final int wanted;

    /** Of the primary that was asked first since the last change of the primary. */
    private String timeline = "";

    private String position = "0/0";

    /**
     * @param wanted how many followers
     */
    Redundancy(int wanted) {
        this.wanted = wanted;
    }

    /** To be asked until it holds. */
    boolean holds(Connection primary) throws SQLException {
        try (PreparedStatement statement = primary.prepareStatement(QUESTION)) {
            statement.setString(1, position);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                boolean same = row.getString("timeline").equals(timeline);
                if (same) return row.getInt("followers") == wanted;
                timeline = row.getString("timeline");
                position = row.getString("position");
                return false;
            }
        }
    }
}
