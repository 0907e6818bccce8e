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
        WriteLoad load = WriteLoad.on(pair.primary());
        long before = load.acknowledged();
        pair.follower().copyTo(copy);
        assertThat(load.acknowledged()).as("load went on").isGreaterThan(before);
        load.stop();

        Node restored = restored();
        assertThat(restored.isStandby()).isFalse();
        load.assertIsIn(lab, restored, before);
        try (Connection c = Lab.master(restored)) {
            Lab.run(c, "INSERT INTO rows VALUES (0)");
        }
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
}
