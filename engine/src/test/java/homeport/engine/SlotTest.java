package homeport.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.engine.Node.Past;
import homeport.engine.Node.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * A standby that nobody's commit waits for: what its upstream keeps for it, how far it has come,
 * and that it stays attached when its upstream is promoted.
 */
class SlotTest {
    private static final String SLOT = "homeport_replica_a1";
    private static final int STOP = 19;

    @Test
    void aReplicaStreamsFromAStandbyAndFollowsItsPromotion() throws Exception {
        try (Pair pair = Pair.streaming(Lab.EMBEDDED, Map.of())) {
            Node standby = pair.follower();
            standby.keepSlot(SLOT, Lab.MAX);
            standby.keepSlot(SLOT, Lab.MAX); // may be repeated
            assertThat(standby.slots()).containsExactly(SLOT);
            assertThat(pair.primary().slots()).isEmpty();
            Node replica = pair.lab().node("r1");
            Role.Following role =
                    new Role.Following(
                            "replica_a1", Optional.of(standby.place()), true, Optional.of(SLOT));
            replica.cloneFrom(pair.primary());
            replica.configure(Map.of(), role);
            replica.start(Lab.MAX);
            showsAll(pair.primary(), replica);
            assertThat(replica.progress(Lab.MAX).sender())
                    .isEqualTo(standby.place().address() + ":" + standby.place().port());
            assertThatThrownBy(() -> standby.dropSlot(SLOT, Lab.MAX))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("active");

            aPausedReplayIsSeen(pair, replica);

            pair.primary().kill();
            standby.promote(Map.of(), Role.Leading.ALONE, Lab.MAX);
            Pair.awaitAcknowledged(Pair.insert(standby));
            showsAll(standby, replica);
            Past past = standby.past(Lab.MAX);
            assertThat(past.timeline()).isEqualTo(2);
            assertThat(past.ends()).containsOnlyKeys(1);
            assertThat(past.oldest()).isGreaterThan(Lsn.NONE);
            Lab.await("the replica's timeline", () -> replica.past(Lab.MAX).timeline() == 2);

            replica.stop(Lab.MAX);
            standby.dropSlot(SLOT, Lab.MAX);
            standby.dropSlot(SLOT, Lab.MAX);
            assertThat(standby.slots()).isEmpty();
        }
    }

    private static void aPausedReplayIsSeen(Pair pair, Node replica) throws Exception {
        admin(pair.lab(), replica, "SELECT pg_wal_replay_pause()");
        Pair.awaitAcknowledged(Pair.insert(pair.primary()));
        Lsn all = pair.primary().progress(Lab.MAX).at();
        Lab.await("it is received", () -> replica.progress(Lab.MAX).at().reaches(all));
        Progress paused = replica.progress(Lab.MAX);
        assertThat(paused.shown()).isLessThan(all);
        assertThat(paused.drained()).isFalse();
        assertThat(paused.showsAllOf(pair.primary().progress(Lab.MAX))).isFalse();
        admin(pair.lab(), replica, "SELECT pg_wal_replay_resume()");
        showsAll(pair.primary(), replica);
    }

    @Test
    void promotionEndsAPauseAndKeepsWhatWasReceived() throws Exception {
        try (Pair pair = Pair.streaming(Lab.EMBEDDED, Map.of())) {
            Node replica = pair.follower();
            long rows = Pair.rows(pair.primary());
            admin(pair.lab(), replica, "SELECT pg_wal_replay_pause()");
            Pair.awaitAcknowledged(Pair.insert(pair.primary()));
            Lsn all = pair.primary().progress(Lab.MAX).at();
            Lab.await("it is received", () -> replica.progress(Lab.MAX).at().reaches(all));
            replica.stopReceiving(Map.of(), Pair.readable(pair.primary(), replica), Lab.MAX);
            pair.primary().checkpoint(Lab.MAX); // no transaction, but a record
            Progress source = pair.primary().progress(Lab.MAX);
            Progress left = replica.progress(Lab.MAX);
            assertThat(left.at()).isLessThan(source.at());
            assertThat(left.showsAllOf(source)).isTrue();
            replica.promote(Map.of(), Role.Leading.ALONE, Lab.MAX);
            assertThat(Pair.rows(replica)).isEqualTo(rows + 1);
            assertThat(replica.progress(Lab.MAX).standby()).isFalse();
        }
    }

    /** A sender that is told to end tells its receiver, which reads nothing: seen for ever. */
    @Test
    void aReceiverThatHangsDoesNotHoldUpItsSendersCheckpoint() throws Exception {
        try (Pair pair = Pair.streaming(Lab.EMBEDDED, Map.of())) {
            Node primary = pair.primary();
            Map<String, String> little =
                    Map.of(
                            "wal_keep_size", "0",
                            "max_slot_wal_keep_size", "32MB",
                            "max_wal_size", "64MB",
                            "min_wal_size", "32MB");
            primary.configure(little, Role.Leading.ALONE);
            primary.reload();
            primary.keepSlot(SLOT, Lab.MAX);
            Role.Following role =
                    new Role.Following(
                            "replica_a1", Optional.of(primary.place()), true, Optional.of(SLOT));
            pair.follower().follow(Map.of(), role, Lab.MAX);
            Pair.awaitStreaming(primary, "replica_a1");
            freezeReceiver(pair);
            for (int round = 0; round < 8; round++) {
                try (Connection c = Lab.master(primary)) {
                    Lab.run(
                            c,
                            "CREATE TABLE fill AS SELECT repeat('x', 900) FROM"
                                    + " generate_series(1, 20000)");
                    Lab.run(c, "DROP TABLE fill");
                }
                primary.checkpoint(Lab.MAX);
            }
        }
    }

    private static void freezeReceiver(Pair pair) throws SQLException {
        String pid = "SELECT pid FROM pg_stat_get_wal_receiver()";
        try (Connection c = pair.lab().engines.connect(pair.follower().place(), "postgres")) {
            Kernel.signal(Long.parseLong(Lab.one(c, pid)), STOP);
        }
    }

    @Test
    void segmentsAndHistoriesAreRead() {
        assertThat(PastQuery.begin("0000000200000003", 16 << 20)).hasToString("2/3000000");
        List<String> lines = List.of("1\t0/3000148\tno recovery target specified", "", "2\t1/0\tx");
        assertThat(PastQuery.ends(lines))
                .isEqualTo(Map.of(1, Lsn.parse("0/3000148"), 2, Lsn.parse("1/0")));
    }

    private static void showsAll(Node source, Node replica) throws InterruptedException {
        Lsn all = source.progress(Lab.MAX).at();
        Lab.await("the replica shows all", () -> replica.progress(Lab.MAX).shown().reaches(all));
    }

    private static void admin(Lab lab, Node node, String sql) throws SQLException {
        try (Connection c = lab.engines.connect(node.place(), "postgres")) {
            Lab.run(c, sql);
        }
    }
}
