package homeport.insights.counter;

import java.util.List;

/**
 * What one digest has done in a while, as {@code pg_stat_statements} counts it.
 *
 * @param values in the order of {@link #NAMES}
 */
record DigestCounts(double[] values) {
    /** Where {@code calls} is. */
    static final int CALLS = 0;

    /** As Performance Insights calls them, without {@code _per_sec}. Times are milliseconds. */
    static final List<String> NAMES =
            List.of(
                    "calls",
                    "rows",
                    "total_time",
                    "shared_blks_hit",
                    "shared_blks_read",
                    "shared_blks_dirtied",
                    "shared_blks_written",
                    "local_blks_hit",
                    "local_blks_read",
                    "local_blks_dirtied",
                    "local_blks_written",
                    "temp_blks_read",
                    "temp_blks_written",
                    "blk_read_time",
                    "blk_write_time");

    /** Empty of everything: it was not there before. */
    static DigestCounts none() {
        return new DigestCounts(new double[NAMES.size()]);
    }

    /** Since an earlier count; when the server has begun anew, since then. */
    DigestCounts since(DigestCounts earlier) {
        if (values[CALLS] < earlier.values[CALLS]) return this;
        double[] grown = new double[values.length];
        for (int i = 0; i < grown.length; i++)
            grown[i] = Math.max(0, values[i] - earlier.values[i]);
        return new DigestCounts(grown);
    }

    boolean isNothing() {
        return values[CALLS] <= 0;
    }
}
