package homeport.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.engine.Node.Report;
import homeport.engine.Node.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who may read from a follower, what makes one, and what holds it up. */
class FollowerTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    private final Lab lab = new Lab();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void onlyAReadableFollowerLetsUsersIn() throws Exception {
        Pair pair = Pair.streaming(lab, Lab.EMBEDDED, Map.of());
        try (Connection c = Lab.master(pair.primary)) {
            Lab.run(c, "CREATE ROLE reader LOGIN PASSWORD 'x'");
            Lab.run(c, "INSERT INTO t VALUES (1)");
        }
        assertRefused(() -> Lab.master(pair.follower), "28000");
        assertRefused(() -> Lab.client(pair.follower, "reader", "x", "app"), "28000");
        try (Connection c = lab.engines.connect(pair.follower.place(), "postgres")) {
            assertThat(Lab.one(c, "SELECT pg_is_in_recovery()")).isEqualTo("t");
        }
        pair.follower.follow(Map.of(), Pair.behind(pair.primary, "n2", true), Lab.MAX);
        Lab.client(pair.follower, "reader", "x", "app").close();
        try (Connection c = Lab.master(pair.follower)) {
            assertThat(Lab.one(c, "SELECT count(*) FROM t")).isEqualTo("1");
            assertRefused(() -> Lab.run(c, "INSERT INTO t VALUES (2)"), "25006");
        }
    }

    @Test
    void commitsWaitWhileTheFollowerDoesNotReceive() throws Exception {
        Pair pair = Pair.streaming(lab, Lab.EMBEDDED, Map.of());
        Role.Following role = Pair.behind(pair.primary, "n2", false);
        pair.primary.enforce(Map.of(), Pair.WAITING, Lab.MAX);
        Pair.insert(pair.primary, 1).get();
        for (int i = 2; i < 4; i++) {
            long begin = System.nanoTime();
            pair.follower.stopReceiving(Map.of(), role, Lab.MAX);
            Pair.told("stopReceiving", begin);
            Report stopped = pair.follower.report(Lab.MAX);
            assertThat(stopped.standby()).isTrue();
            assertThat(stopped.receiving()).isFalse();
            assertThat(stopped.timeline()).isEqualTo(1);
            CompletableFuture<Void> commit = Pair.insert(pair.primary, i);
            Pair.awaitWaiting(pair.primary, commit);
            assertThat(pair.follower.report(Lab.MAX).at()).isEqualTo(stopped.at());
            pair.follower.follow(Map.of(), role, Lab.MAX);
            commit.get(Lab.MAX.toSeconds(), TimeUnit.SECONDS);
            assertThat(pair.follower.report(Lab.MAX).at()).isGreaterThan(stopped.at());
        }
    }

    @Test
    void aFrozenServerDoesNotHoldUpWhoAsksHowItStands() throws Exception {
        Node node = lab.started("n1", Lab.EMBEDDED);
        Node stranger = lab.another().node(node.place());
        assertThat(node.report(Lab.MAX).standby()).isFalse();
        lab.freeze(node);
        for (Node asked : List.of(node, node, stranger, stranger, stranger)) {
            CompletableFuture<Void> report = CompletableFuture.runAsync(() -> asked.report(SHORT));
            assertThatThrownBy(() -> report.get(SHORT.toMillis() * 10, TimeUnit.MILLISECONDS))
                    .hasCauseInstanceOf(EngineException.class)
                    .hasMessageContaining("did not answer");
        }
        lab.thaw(node);
        for (Node asked : List.of(node, stranger))
            assertThat(asked.report(Lab.MAX).at()).isGreaterThan(Lsn.NONE);
        node.stop(Lab.MAX);
        assertThatThrownBy(() -> node.report(SHORT)).isInstanceOf(EngineException.class);
        node.start(Lab.MAX);
        assertThat(stranger.report(Lab.MAX).standby()).isFalse();
    }

    @Test
    void aCloneReplacesWhatWasThereAndWhatAKilledOneLeft() throws Exception {
        Node primary = lab.created("n1", Lab.EMBEDDED);
        Node old = lab.created("n2", Lab.EMBEDDED);
        Path data = old.place().data();
        old.promise(7);
        assertThatThrownBy(() -> old.cloneFrom(primary)).isInstanceOf(EngineException.class);
        assertThat(old.version()).as("kept while nothing can replace it").isPresent();

        primary.start(Lab.MAX);
        Files.move(data, Durable.removed(data));
        Files.createDirectories(Durable.partial(data));
        Files.writeString(Durable.partial(data).resolve("homeport.version"), "16.3");
        assertThat(old.version()).as("nothing that looks complete").isEmpty();
        for (int round = 0; round < 2; round++) {
            old.cloneFrom(primary);
            assertThat(old.version()).contains(Lab.EMBEDDED);
            assertThat(old.isStandby()).isTrue();
            assertThat(old.promise()).isEqualTo(7);
            assertThat(Durable.removed(data)).doesNotExist();
            assertThat(Durable.partial(data)).doesNotExist();
        }
        old.start(Lab.MAX);
        assertThat(old.report(Lab.MAX).standby()).isTrue();
        assertThatThrownBy(() -> old.cloneFrom(primary)).hasMessageContaining("its server runs");
        assertThatThrownBy(() -> primary.cloneFrom(old)).hasMessageContaining("its server runs");
        assertThatThrownBy(() -> lab.node("n3").cloneFrom(old))
                .hasMessageContaining("copy its primary");
    }

    @Test
    void theFirstCommitOfAPromotedFollowerWaitsForTheOther() throws Exception {
        Pair pair = Pair.streaming(lab, Lab.EMBEDDED, Map.of());
        Node second = pair.follower;
        Node third = Pair.follower(lab, "n3", pair.primary, Map.of());
        pair.primary.enforce(Map.of(), new Role.Leading(Set.of("n2", "n3")), Lab.MAX);
        Pair.insert(pair.primary, 1).get(Lab.MAX.toSeconds(), TimeUnit.SECONDS);
        pair.primary.kill();
        second.stopReceiving(Map.of(), Pair.behind(pair.primary, "n2", true), Lab.MAX);
        third.stopReceiving(Map.of(), Pair.behind(pair.primary, "n3", true), Lab.MAX);
        long begin = System.nanoTime();
        second.promote(Map.of(), new Role.Leading(Set.of("n3")), Lab.MAX);
        Pair.told("promote with a follower", begin);
        CompletableFuture<Void> commit = Pair.insert(second, 2);
        Pair.awaitWaiting(second, commit);
        third.follow(Map.of(), Pair.behind(second, "n3", true), Lab.MAX);
        commit.get(Lab.MAX.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void aReadersTransactionDoesNotHoldUpAPromotion() throws Exception {
        Map<String, String> patient = Map.of("max_standby_streaming_delay", "-1");
        Pair pair = Pair.streaming(lab, Lab.EMBEDDED, patient);
        Role.Following role = Pair.behind(pair.primary, "n2", true);
        pair.follower.follow(patient, role, Lab.MAX);
        Pair.insert(pair.primary, 1).get();
        try (Connection reader = Lab.master(pair.follower);
                Connection writer = Lab.master(pair.primary)) {
            reader.setAutoCommit(false);
            reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            Lab.one(reader, "SELECT count(*) FROM t");
            Lab.run(writer, "DELETE FROM t");
            Lab.run(writer, "VACUUM t");
            try (Connection admin = lab.engines.connect(pair.follower.place(), "postgres")) {
                Lab.await("replay waits for the reader", () -> replayWaits(admin));
            }
            pair.follower.stopReceiving(patient, role, Lab.MAX);
            pair.follower.promote(patient, Role.Leading.ALONE, Lab.MAX);
            assertThatThrownBy(() -> Lab.one(reader, "SELECT count(*) FROM t"))
                    .isInstanceOf(SQLException.class);
        }
    }

    private static boolean replayWaits(Connection admin) {
        try {
            return Lab.one(
                            admin,
                            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'startup'"
                                    + " AND wait_event LIKE 'RecoveryConflict%'")
                    .equals("1");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Attempt {
        void run() throws SQLException;
    }

    private static void assertRefused(Attempt attempt, String state) {
        assertThatThrownBy(attempt::run)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
    }
}
