package homeport.insights.counter;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code pg_stat_statements}, without its texts, put together for all users and databases.
 * Owner: one thread.
 */
final class DigestQuery {
    private static final int SHARED_TIMES_RENAMED = 17;

    private final PreparedStatement query;
    private Map<Long, DigestCounts> before = Map.of();
    private long last;

    DigestQuery(Connection session) throws SQLException {
        int major = session.getMetaData().getDatabaseMajorVersion();
        String times = major >= SHARED_TIMES_RENAMED ? "shared_blk_" : "blk_";
        query =
                session.prepareStatement(
                        """
                        SELECT queryid, sum(calls), sum(rows), sum(total_exec_time),
                               sum(shared_blks_hit), sum(shared_blks_read),
                               sum(shared_blks_dirtied), sum(shared_blks_written),
                               sum(local_blks_hit), sum(local_blks_read),
                               sum(local_blks_dirtied), sum(local_blks_written),
                               sum(temp_blks_read), sum(temp_blks_written),
                               sum(%1$sread_time), sum(%1$swrite_time)
                        FROM pg_stat_statements(false)
                        WHERE queryid IS NOT NULL GROUP BY queryid
                        """
                                .formatted(times));
    }

    /**
     * What digests have done in a while.
     *
     * @param seconds how long that was
     * @param digests by {@code query_id}
     */
    record Grown(double seconds, Map<Long, DigestCounts> digests) {}

    /** Since it was last asked; the first time, empty. */
    Optional<Grown> read() throws SQLException {
        long begin = System.nanoTime();
        double seconds = (begin - last) / 1e9;
        boolean first = last == 0;
        Map<Long, DigestCounts> now = new HashMap<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                double[] values = new double[DigestCounts.NAMES.size()];
                for (int i = 0; i < values.length; i++) values[i] = row.getDouble(i + 2);
                now.put(row.getLong(1), new DigestCounts(values));
            }
        }
        Map<Long, DigestCounts> grown = new HashMap<>();
        for (var one : now.entrySet()) {
            DigestCounts earlier = before.getOrDefault(one.getKey(), DigestCounts.none());
            DigestCounts since = one.getValue().since(earlier);
            if (!since.isNothing()) grown.put(one.getKey(), since);
        }
        before = now;
        last = begin;
        return first ? Optional.empty() : Optional.of(new Grown(seconds, grown));
    }
}
