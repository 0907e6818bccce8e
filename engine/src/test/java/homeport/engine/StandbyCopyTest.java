package homeport.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.engine.Node.Role;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Copies of a running standby, and servers made from them. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("versions")
class StandbyCopyTest {
    @Parameter EngineVersion version;

    private Pair pair;
    private Lab lab;
    private Path copy;

    static Stream<EngineVersion> versions() {
        return Lab.shipped();
    }

    @BeforeEach
    void synchronousPair() throws Exception {
        pair = Pair.streaming(version, Map.of());
        lab = pair.lab();
        copy = lab.root.resolve("copies").resolve("c1");
        pair.primary().enforce(Map.of(), Pair.waitingFor(pair.follower()), Lab.MAX);
    }

    @AfterEach
    void close() {
        pair.close();
    }

    @Test
    void aCopyUnderLoadHasEveryRowThatThePrimaryHadAcknowledgedBeforeIt() throws Exception {
        try (Connection c = Lab.master(pair.primary())) {
            Lab.run(
                    c,
                    "CREATE TABLE ballast AS SELECT i, repeat('x', 500) AS t"
                            + " FROM generate_series(1, 100000) i");
            Lab.run(c, "CREATE TABLE rows (i bigint PRIMARY KEY, filler text)");
        }
        AtomicLong acknowledged = new AtomicLong();
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Void> load =
                CompletableFuture.runAsync(() -> write(pair.primary(), acknowledged, stop));
        Lab.await("the first rows", () -> acknowledged.get() > 50);
        long before = acknowledged.get();
        pair.follower().copyTo(copy);
        assertThat(acknowledged.get()).as("load went on").isGreaterThan(before);
        stop.set(true);
        load.get();

        Node restored = restored();
        assertThat(restored.isStandby()).isFalse();
        try (Connection c = Lab.master(restored)) {
            long rows = Long.parseLong(Lab.one(c, "SELECT count(*) FROM rows"));
            assertThat(rows).isBetween(before, acknowledged.get());
            assertThat(Lab.one(c, "SELECT max(i) FROM rows")).isEqualTo(Long.toString(rows));
            assertThat(Lab.one(c, "SELECT count(*) FROM ballast")).isEqualTo("100000");
            assertThat(Lab.one(c, "SELECT pg_is_in_recovery()")).isEqualTo("f");
            Lab.run(c, "INSERT INTO rows VALUES (0)");
        }
        checksums(restored);
        for (String file : new String[] {"standby.signal", "recovery.signal", "backup_label"})
            assertThat(restored.place().data().resolve(file)).doesNotExist();
        try (Connection c = lab.engines.connect(pair.follower().place(), "postgres")) {
            assertThat(Lab.one(c, "SELECT count(*) FROM pg_replication_slots")).isEqualTo("0");
        }
    }

    @Test
    void aCopyHasWhatTheStandbyHadReceivedAndNotYetReplayed() throws Exception {
        try (Connection admin = lab.engines.connect(pair.follower().place(), "postgres")) {
            Lab.run(admin, "SELECT pg_wal_replay_pause()");
            for (int segment = 0; segment < 3; segment++) {
                Pair.awaitAcknowledged(Pair.insert(pair.primary()));
                switchSegment();
            }
            pair.follower().copyTo(copy);
            Lab.run(admin, "SELECT pg_wal_replay_resume()");
        }
        assertThat(Pair.rows(restored())).isEqualTo(3);
    }

    @Test
    void aCopyThatAPromotionOvertakesFailsAndCanBeTakenAgain() throws Exception {
        CompletableFuture<Void> copying = heldCopy();
        pair.primary().kill();
        Node other = lab.another().node(pair.follower().place());
        other.stopReceiving(Map.of(), Pair.behind(pair.primary(), pair.follower()), Lab.MAX);
        other.promote(Map.of(), Role.Leading.ALONE, Lab.MAX);
        lab.thaw(pair.follower());
        assertThatThrownBy(() -> copying.get(Lab.MAX.toSeconds(), TimeUnit.SECONDS))
                .hasCauseInstanceOf(EngineException.class)
                .hasMessageContaining("the standby was promoted during online backup");
        assertThat(copy).doesNotExist();
        pair.follower().copyTo(copy);
        assertThat(Pair.rows(restored())).isZero();
    }

    @Test
    void aCopyOfAStandbyThatEndsFailsAndCanBeTakenAgain() throws Exception {
        CompletableFuture<Void> copying = heldCopy();
        lab.another().node(pair.follower().place()).kill();
        assertThatThrownBy(() -> copying.get(Lab.MAX.toSeconds(), TimeUnit.SECONDS))
                .hasCauseInstanceOf(EngineException.class)
                .hasMessageContaining("cannot copy " + pair.follower().place().data());
        assertThat(copy).doesNotExist();
        pair.follower().start(Lab.MAX);
        pair.follower().copyTo(copy);
        assertThat(Pair.rows(restored())).isZero();
    }

    private void switchSegment() throws SQLException {
        try (Connection c = lab.engines.connect(pair.primary().place(), "postgres")) {
            Lab.run(c, "SELECT pg_switch_wal()");
        }
    }

    /** It has begun, and waits for a process that stands still, until the server is thawed. */
    private CompletableFuture<Void> heldCopy() throws Exception {
        Node follower = pair.follower();
        lab.freezeCheckpointer(follower);
        CompletableFuture<Void> copying = CompletableFuture.runAsync(() -> follower.copyTo(copy));
        try (Connection admin = lab.engines.connect(follower.place(), "postgres")) {
            Lab.await("the copy waits", () -> copying.isDone() || waits(admin));
        }
        return copying;
    }

    private static boolean waits(Connection admin) {
        try {
            return Lab.one(
                            admin,
                            "SELECT count(*) FROM pg_stat_activity"
                                    + " WHERE wait_event LIKE 'Checkpoint%'"
                                    + " AND query ~ 'pg_(start_)?backup'")
                    .equals("1");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Node restored() {
        Node node = lab.node("n3");
        node.createFrom(copy);
        node.start(Lab.MAX);
        return node;
    }

    /** Every page of the tables is read with its checksum verified. */
    private void checksums(Node node) throws SQLException {
        try (Connection c = lab.engines.connect(node.place(), Lab.DATABASE)) {
            Lab.run(c, "CREATE EXTENSION IF NOT EXISTS amcheck");
            Lab.run(c, "SELECT bt_index_check('rows_pkey', true)");
            assertThat(Lab.one(c, "SELECT count(*) FROM verify_heapam('ballast')")).isEqualTo("0");
            assertThat(Lab.one(c, "SELECT count(*) FROM verify_heapam('rows')")).isEqualTo("0");
        }
    }

    private static void write(Node node, AtomicLong acknowledged, AtomicBoolean stop) {
        try (Connection c = Lab.master(node);
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
}
