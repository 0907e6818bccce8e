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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may read from a follower, what makes one, what it reports, and what holds it up. */
class FollowerTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    private static Optional<Pair> left = Optional.empty();

    private Lab lab;
    private Node primary;
    private Node follower;

    @BeforeEach
    void pair() throws Exception {
        Pair pair = Pair.streaming(left, Lab.EMBEDDED);
        left = Optional.of(pair);
        lab = pair.lab();
        primary = pair.primary();
        follower = pair.follower();
    }

    @AfterAll
    static void close() {
        left.ifPresent(Pair::close);
        left = Optional.empty();
    }

    @Test
    void onlyAReadableFollowerLetsUsersIn() throws Exception {
        try (Connection c = Lab.master(primary)) {
            Lab.run(c, "CREATE ROLE reader LOGIN PASSWORD 'x'");
        }
        Pair.awaitAcknowledged(Pair.insert(primary));
        follower.follow(Map.of(), Pair.behind(primary, follower), Lab.MAX);
        assertRefused(() -> Lab.master(follower), "28000");
        assertRefused(() -> Lab.client(follower, "reader", "x", "app"), "28000");
        try (Connection c = lab.engines.connect(follower.place(), "postgres")) {
            assertThat(Lab.one(c, "SELECT pg_is_in_recovery()")).isEqualTo("t");
        }
        follower.follow(Map.of(), Pair.readable(primary, follower), Lab.MAX);
        try (Connection c = Lab.client(follower, "reader", "x", "app")) {
            assertThat(Lab.one(c, "SELECT current_user")).isEqualTo("reader");
        }
        try (Connection c = Lab.master(follower)) {
            assertThat(Long.parseLong(Lab.one(c, "SELECT count(*) FROM t"))).isPositive();
            assertRefused(() -> Lab.run(c, "INSERT INTO t DEFAULT VALUES"), "25006");
        }
    }

    @Test
    void usersAreWaitedForAndAdministratorsAreNot() throws Exception {
        primary.report(Lab.MAX); // over a session that is kept
        assertThat(primary.awaitNoUsers(Lab.MAX)).isTrue();
        try (Connection user = Lab.master(primary)) {
            assertThat(Lab.one(user, "SELECT 1")).isEqualTo("1");
            assertThat(primary.awaitNoUsers(SHORT)).isFalse();
        }
        assertThat(primary.awaitNoUsers(Lab.MAX)).isTrue();
        lab.freeze(primary);
        assertThat(primary.awaitNoUsers(SHORT)).as("nobody knows").isFalse();
        lab.thaw(primary);
    }

    @Test
    void commitsWaitWhileTheFollowerDoesNotReceive() throws Exception {
        Role.Following role = Pair.behind(primary, follower);
        primary.enforce(Map.of(), Pair.waitingFor(follower), Lab.MAX);
        Pair.awaitAcknowledged(Pair.insert(primary));
        for (int round = 0; round < 3; round++) {
            long begin = System.nanoTime();
            follower.stopReceiving(Map.of(), role, Lab.MAX);
            Pair.told("stopReceiving", begin);
            Report stopped = follower.report(Lab.MAX);
            assertThat(stopped.standby()).isTrue();
            assertThat(stopped.receiving()).isFalse();
            assertThat(stopped.timeline()).isEqualTo(1);
            CompletableFuture<Void> commit = Pair.insert(primary);
            Pair.awaitWaiting(primary, commit);
            assertThat(follower.report(Lab.MAX).at()).isEqualTo(stopped.at());
            follower.follow(Map.of(), role, Lab.MAX);
            Pair.awaitAcknowledged(commit);
            assertThat(follower.report(Lab.MAX).at()).isGreaterThan(stopped.at());
        }
    }

    @Test
    void aFrozenServerDoesNotHoldUpWhoAsksHowItStands() throws Exception {
        Node stranger = lab.another().node(follower.place());
        assertThat(follower.report(Lab.MAX).standby()).isTrue();
        lab.freeze(follower);
        for (Node asked : List.of(follower, follower, stranger, stranger, stranger)) {
            CompletableFuture<Void> report = CompletableFuture.runAsync(() -> asked.report(SHORT));
            assertThatThrownBy(() -> report.get(Lab.MAX.toSeconds(), TimeUnit.SECONDS))
                    .hasCauseInstanceOf(EngineException.class)
                    .hasMessageContaining("did not answer");
        }
        lab.thaw(follower);
        for (Node asked : List.of(follower, stranger))
            assertThat(asked.report(Lab.MAX).at()).isGreaterThan(Lsn.NONE);
        follower.stop(Lab.MAX);
        assertThatThrownBy(() -> follower.report(SHORT)).isInstanceOf(EngineException.class);
        follower.start(Lab.MAX);
        assertThat(stranger.report(Lab.MAX).standby()).isTrue();
    }

    @Test
    void aCloneReplacesWhatWasThereAndWhatAKilledOneLeft() throws Exception {
        Node old = lab.created("n4", Lab.EMBEDDED);
        Node dead = lab.created("n5", Lab.EMBEDDED);
        Path data = old.place().data();
        old.promise(7);
        assertThatThrownBy(() -> old.cloneFrom(dead)).isInstanceOf(EngineException.class);
        assertThatThrownBy(() -> old.cloneFrom(follower)).hasMessageContaining("copy its primary");
        assertThat(old.version()).as("kept while nothing can replace it").isPresent();
        assertThat(old.isStandby()).isFalse();

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
        old.remove();
        assertThat(old.promise()).isZero();
    }

    @Test
    void theFirstCommitOfAPromotedFollowerWaitsForTheOther() throws Exception {
        Node third = lab.node("n3");
        left.orElseThrow().join(third, Map.of());
        Set<String> both = Set.of(Pair.name(follower), Pair.name(third));
        primary.enforce(Map.of(), new Role.Leading(both), Lab.MAX);
        Pair.awaitAcknowledged(Pair.insert(primary));
        primary.kill();
        follower.stopReceiving(Map.of(), Pair.readable(primary, follower), Lab.MAX);
        third.stopReceiving(Map.of(), Pair.readable(primary, third), Lab.MAX);
        lab.freezeCheckpointer(follower);
        assertThatThrownBy(() -> follower.promote(Map.of(), Pair.waitingFor(third), SHORT))
                .isInstanceOf(EngineException.class);
        assertThat(follower.report(Lab.MAX).standby()).isTrue();
        lab.thaw(follower);
        long begin = System.nanoTime();
        follower.promote(Map.of(), Pair.waitingFor(third), Lab.MAX);
        Pair.told("promote with a follower", begin);
        CompletableFuture<Void> commit = Pair.insert(follower);
        Pair.awaitWaiting(follower, commit);
        third.follow(Map.of(), Pair.readable(follower, third), Lab.MAX);
        Pair.awaitAcknowledged(commit);
    }

    @Test
    void aReadersTransactionDoesNotHoldUpAPromotion() throws Exception {
        Map<String, String> patient = Map.of("max_standby_streaming_delay", "-1");
        Role.Following role = Pair.readable(primary, follower);
        follower.follow(patient, role, Lab.MAX);
        Pair.awaitAcknowledged(Pair.insert(primary));
        try (Connection reader = Lab.master(follower);
                Connection writer = Lab.master(primary);
                Connection admin = lab.engines.connect(follower.place(), "postgres")) {
            reader.setAutoCommit(false);
            reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            Lab.one(reader, "SELECT count(*) FROM t");
            Lab.run(writer, "DELETE FROM t");
            Lab.run(writer, "VACUUM t");
            Lab.await("replay waits for the reader", () -> replayWaits(admin));
            follower.stopReceiving(patient, role, Lab.MAX);
            follower.promote(patient, Role.Leading.ALONE, Lab.MAX);
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
