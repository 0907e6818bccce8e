package homeport.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Copies of running and stopped servers, and servers made from them. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("versions")
class CopyTest {
    @Parameter EngineVersion version;

    private final Lab lab = new Lab();

    static Stream<EngineVersion> versions() {
        return Lab.versions();
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void aCopyUnderLoadHasEveryRowThatWasCommittedBeforeIt() throws Exception {
        Node node = lab.started("n1", version);
        try (Connection c = Lab.master(node)) {
            Lab.run(
                    c,
                    "CREATE TABLE ballast AS SELECT i, repeat('x', 500) AS t"
                            + " FROM generate_series(1, 100000) i");
            Lab.run(c, "CREATE TABLE t (i bigint PRIMARY KEY, filler text)");
        }
        AtomicLong acknowledged = new AtomicLong();
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Void> load =
                CompletableFuture.runAsync(() -> write(node, acknowledged, stop));
        Lab.await("the first rows", () -> acknowledged.get() > 50);

        Path copy = lab.root.resolve("copies").resolve("c1");
        long before = acknowledged.get();
        long begin = System.nanoTime();
        long bytes = node.copyTo(copy);
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(
                "%s: copy of %d MB under load %.2f s, %.0f MB/s%n",
                version, bytes >> 20, seconds, bytes / 1e6 / seconds);
        assertThat(acknowledged.get()).as("load went on").isGreaterThan(before);
        stop.set(true);
        load.get();

        Node clone = lab.node("n2");
        clone.createFrom(copy);
        clone.start(Lab.MAX);
        assertThat(clone.version()).contains(version);
        try (Connection c = Lab.master(clone)) {
            long rows = Long.parseLong(Lab.one(c, "SELECT count(*) FROM t"));
            assertThat(rows).isBetween(before, acknowledged.get());
            assertThat(Lab.one(c, "SELECT max(i) FROM t")).isEqualTo(Long.toString(rows));
            assertThat(Lab.one(c, "SELECT count(*) FROM ballast")).isEqualTo("100000");
            assertThat(Lab.one(c, "SELECT pg_is_in_recovery()")).isEqualTo("f");
        }
        checksums(clone);
        assertThat(clone.place().data().resolve("backup_label")).doesNotExist();
        try (Connection c = lab.engines.connect(node.place(), "postgres")) {
            assertThat(Lab.one(c, "SELECT count(*) FROM pg_replication_slots")).isEqualTo("0");
        }
    }

    @Test
    void aCopyOfAStoppedServerStartsAsItWas() throws Exception {
        Node node = lab.started("n1", version);
        try (Connection c = Lab.master(node)) {
            Lab.run(c, "CREATE TABLE t AS SELECT 42 AS i");
        }
        node.stop(Lab.MAX);
        Path copy = lab.root.resolve("c1");
        node.copyTo(copy);
        assertThatThrownBy(() -> node.copyTo(copy)).hasMessageContaining("already there");
        Node clone = lab.node("n2");
        clone.createFrom(copy);
        clone.createFrom(copy);
        clone.start(Lab.MAX);
        try (Connection c = Lab.master(clone)) {
            assertThat(Lab.one(c, "SELECT i FROM t")).isEqualTo("42");
        }
    }

    @Test
    void whatIsNoWholeCopyIsRefused() throws Exception {
        Path folder = Files.createDirectory(lab.root.resolve("c1"));
        Node node = lab.node("n1");
        assertThatThrownBy(() -> node.createFrom(folder)).hasMessageContaining("not a whole copy");
        assertThatThrownBy(() -> node.copyTo(lab.root.resolve("c2")))
                .hasMessageContaining("no complete data folder");
        assertThat(node.place().data()).doesNotExist();
    }

    /** Every page of the table is read with its checksum verified. */
    private void checksums(Node node) throws SQLException {
        try (Connection c = lab.engines.connect(node.place(), Lab.DATABASE)) {
            Lab.run(c, "CREATE EXTENSION IF NOT EXISTS amcheck");
            Lab.run(c, "SELECT bt_index_check('t_pkey', true)");
            assertThat(Lab.one(c, "SELECT count(*) FROM verify_heapam('ballast')")).isEqualTo("0");
            assertThat(Lab.one(c, "SELECT count(*) FROM verify_heapam('t')")).isEqualTo("0");
        }
    }

    private static void write(Node node, AtomicLong acknowledged, AtomicBoolean stop) {
        try (Connection c = Lab.master(node);
                var sql = c.prepareStatement("INSERT INTO t VALUES (?, repeat('y', 300))")) {
            while (!stop.get()) {
                sql.setLong(1, acknowledged.get() + 1);
                sql.executeUpdate();
                acknowledged.incrementAndGet();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
