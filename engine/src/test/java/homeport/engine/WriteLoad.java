package homeport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Rows that are written one after another while a server is copied, which takes a while. */
final class WriteLoad {
    private static final int BALLAST_ROWS = 100_000;
    private static final int FIRST_ROWS = 50;

    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final CompletableFuture<Void> writer;

    private WriteLoad(Node primary) {
        this.writer = CompletableFuture.runAsync(() -> write(primary));
    }

    /** Makes its tables, and waits for the first rows. */
    static WriteLoad on(Node primary) throws Exception {
        try (Connection c = Lab.master(primary)) {
            Lab.run(
                    c,
                    "CREATE TABLE ballast AS SELECT i, repeat('x', 500) AS t"
                            + " FROM generate_series(1, "
                            + BALLAST_ROWS
                            + ") i");
            Lab.run(c, "CREATE TABLE rows (i bigint PRIMARY KEY, filler text)");
        }
        WriteLoad load = new WriteLoad(primary);
        Lab.await("the first rows", () -> load.acknowledged() > FIRST_ROWS);
        return load;
    }

    private void write(Node primary) {
        try (Connection c = Lab.master(primary);
                var sql = c.prepareStatement("INSERT INTO rows VALUES (?, repeat('y', 300))")) {
            while (!stop.get()) {
                sql.setLong(1, acknowledged.get() + 1);
                sql.executeUpdate();
                acknowledged.incrementAndGet();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Rows so far. */
    long acknowledged() {
        return acknowledged.get();
    }

    void stop() throws Exception {
        stop.set(true);
        writer.get();
    }

    /**
     * A server made from a copy has every row of before the copy and no gap, and each page of its
     * tables has the checksum that it says.
     *
     * @param before what was acknowledged when the copy began
     */
    void assertIsIn(Lab lab, Node restored, long before) throws SQLException {
        try (Connection c = Lab.master(restored)) {
            long rows = Long.parseLong(Lab.one(c, "SELECT count(*) FROM rows"));
            assertThat(rows).isBetween(before, acknowledged.get());
            assertThat(Lab.one(c, "SELECT max(i) FROM rows")).isEqualTo(Long.toString(rows));
            assertThat(Lab.one(c, "SELECT count(*) FROM ballast")).isEqualTo("" + BALLAST_ROWS);
            assertThat(Lab.one(c, "SELECT pg_is_in_recovery()")).isEqualTo("f");
        }
        try (Connection c = lab.engines.connect(restored.place(), Lab.DATABASE)) {
            Lab.run(c, "CREATE EXTENSION IF NOT EXISTS amcheck");
            Lab.run(c, "SELECT bt_index_check('rows_pkey', true)");
            assertThat(Lab.one(c, "SELECT count(*) FROM verify_heapam('ballast')")).isEqualTo("0");
            assertThat(Lab.one(c, "SELECT count(*) FROM verify_heapam('rows')")).isEqualTo("0");
        }
    }
}
