package homeport.engine;

import homeport.engine.Node.Past;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What of its log a server has. A timeline's history stands in a file; each line is an earlier
 * timeline and where the next one left it. Source: PostgreSQL, timeline.c, readTimeLineHistory.
 */
final class PastQuery {
    /** Of a segment's name the first 8 characters are the timeline, the rest the position. */
    private static final String QUERY =
            """
            SELECT
                CASE WHEN pg_is_in_recovery()
                    THEN coalesce(
                        (SELECT lpad(to_hex(received_tli), 8, '0') FROM pg_stat_wal_receiver),
                        (SELECT max(substr(name, 1, 8)) FROM pg_ls_waldir()
                            WHERE name ~ '^[0-9A-F]{24}$'),
                        (SELECT lpad(to_hex(timeline_id), 8, '0') FROM pg_control_checkpoint()))
                    ELSE substr(pg_walfile_name(pg_current_wal_flush_lsn()), 1, 8) END AS timeline,
                (SELECT min(substr(name, 9)) FROM pg_ls_waldir()
                    WHERE name ~ '^[0-9A-F]{24}$') AS oldest,
                (SELECT setting::bigint FROM pg_settings WHERE name = 'wal_segment_size') AS size
            """;

    private PastQuery() {}

    static Past ask(Connection session, NodePlace place) throws SQLException {
        try (PreparedStatement sql = session.prepareStatement(QUERY);
                ResultSet row = sql.executeQuery()) {
            row.next();
            int timeline = Integer.parseUnsignedInt(row.getString("timeline"), 16);
            String oldest = row.getString("oldest");
            long size = row.getLong("size");
            return new Past(
                    timeline,
                    history(place.data().resolve("pg_wal"), timeline),
                    oldest == null ? Lsn.NONE : begin(oldest, size));
        }
    }

    /**
     * @param position of a segment: its name without the timeline
     */
    static Lsn begin(String position, long segmentBytes) {
        long log = Long.parseUnsignedLong(position.substring(0, 8), 16);
        long number = Long.parseUnsignedLong(position.substring(8), 16);
        return new Lsn((log << 32) + number * segmentBytes);
    }

    private static Map<Integer, Lsn> history(Path wal, int timeline) {
        Path file = wal.resolve("%08X.history".formatted(timeline));
        if (!Files.exists(file)) return Map.of(); // the first timeline has none
        try {
            return ends(Files.readAllLines(file));
        } catch (IOException e) {
            throw new EngineException("cannot read " + file, e);
        }
    }

    static Map<Integer, Lsn> ends(List<String> lines) {
        Map<Integer, Lsn> ends = new HashMap<>();
        for (String line : lines) {
            String[] words = line.strip().split("\\s+", 3);
            if (words.length < 2 || words[0].startsWith("#")) continue;
            ends.put(Integer.parseUnsignedInt(words[0]), Lsn.parse(words[1]));
        }
        return ends;
    }
}
