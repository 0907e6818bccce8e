package homeport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.engine.Node.Report;
import homeport.engine.Node.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A primary and its follower: no commit is acknowledged that the follower does not have. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("versions")
class ReplicationTest {
    @Parameter EngineVersion version;

    private final Lab lab = new Lab();

    static Stream<EngineVersion> versions() {
        return Lab.shipped();
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void noCommitLeaksOnceTheFollowerIsEnforced() throws Exception {
        Pair pair = Pair.streaming(lab, version, Map.of());
        for (int round = 1; round <= 2; round++) {
            long begin = System.nanoTime();
            Lsn since = pair.primary.enforce(Map.of(), Pair.WAITING, Lab.MAX);
            Pair.told("enforce", begin);
            lab.freeze(pair.follower);
            CompletableFuture<Void> commit = Pair.insert(pair.primary, round);
            Pair.awaitWaiting(pair.primary, commit);
            Report report = pair.primary.report(Lab.MAX);
            assertThat(report.standby()).isFalse();
            assertThat(report.at()).isGreaterThan(since);
            lab.thaw(pair.follower);
            commit.get(Lab.MAX.toSeconds(), TimeUnit.SECONDS);
            pair.primary.enforce(Map.of(), Role.Leading.ALONE, Lab.MAX);
            Pair.awaitStreaming(pair.primary, "n2");
        }
    }

    @Test
    void aPromotedFollowerHasEveryAcknowledgedRow() throws Exception {
        Pair pair = Pair.streaming(lab, version, Map.of());
        pair.primary.enforce(Map.of(), Pair.WAITING, Lab.MAX);
        AtomicLong acknowledged = new AtomicLong();
        CompletableFuture<Void> load =
                CompletableFuture.runAsync(() -> insertUntilItFails(pair.primary, acknowledged));
        Lab.await("the first rows", () -> acknowledged.get() > 50);
        pair.primary.kill();
        load.get(Lab.MAX.toSeconds(), TimeUnit.SECONDS);
        assertThat(pair.primary.hasProcesses()).isFalse();
        assertThat(pair.primary.cleanEnd()).isEmpty();

        Role.Following role = Pair.behind(pair.primary, "n2", false);
        pair.follower.stopReceiving(Map.of(), role, Lab.MAX);
        assertThat(pair.follower.isStandby()).isTrue();
        long begin = System.nanoTime();
        pair.follower.promote(Map.of(), Role.Leading.ALONE, Lab.MAX);
        Pair.told("promote", begin);
        assertThat(pair.follower.isStandby()).isFalse();
        Pair.insert(pair.follower, -1).get();
        try (Connection c = Lab.master(pair.follower)) {
            assertThat(Long.parseLong(Lab.one(c, "SELECT count(*) FROM t WHERE i > 0")))
                    .isGreaterThanOrEqualTo(acknowledged.get());
        }
        Report report = pair.follower.report(Lab.MAX);
        assertThat(report.standby()).isFalse();
        assertThat(report.timeline()).isEqualTo(2);
        pair.follower.promote(Map.of(), Role.Leading.ALONE, Lab.MAX);
    }

    @Test
    void aPrimaryThatStoppedCleanlyFollowsTheNewOneWithoutACopy() throws Exception {
        Pair pair = Pair.streaming(lab, version, Map.of());
        pair.primary.enforce(Map.of(), Pair.WAITING, Lab.MAX);
        Pair.insert(pair.primary, 1).get();
        assertThat(pair.primary.cleanEnd()).as("it runs").isEmpty();
        pair.primary.checkpoint(Lab.MAX);
        pair.primary.stop(Lab.MAX);
        Lsn end = pair.primary.cleanEnd().orElseThrow();
        pair.follower.stopReceiving(Map.of(), Pair.behind(pair.primary, "n2", false), Lab.MAX);
        assertThat(pair.follower.report(Lab.MAX).at()).isGreaterThan(end);
        pair.follower.promote(Map.of(), Role.Leading.ALONE, Lab.MAX);

        pair.primary.configure(Map.of(), Pair.behind(pair.follower, "n1", true));
        assertThat(pair.primary.isStandby()).isTrue();
        pair.primary.start(Lab.MAX);
        Pair.awaitStreaming(pair.follower, "n1");
        pair.follower.enforce(Map.of(), new Role.Leading(Set.of("n1")), Lab.MAX);
        Pair.insert(pair.follower, 2).get(Lab.MAX.toSeconds(), TimeUnit.SECONDS);
        Lab.await("both rows", () -> rows(pair.primary).equals(Optional.of("2")));
        Report report = pair.primary.report(Lab.MAX);
        assertThat(report.receiving()).isTrue();
        assertThat(report.timeline()).isEqualTo(2);
        pair.primary.stop(Lab.MAX);
        assertThat(pair.primary.cleanEnd()).as("as a standby").isEmpty();
    }

    private static Optional<String> rows(Node node) {
        try (Connection c = Lab.master(node)) {
            return Optional.of(Lab.one(c, "SELECT count(*) FROM t"));
        } catch (SQLException e) {
            return Optional.empty();
        }
    }

    private static void insertUntilItFails(Node node, AtomicLong acknowledged) {
        try (Connection c = Lab.master(node);
                var sql = c.prepareStatement("INSERT INTO t VALUES (?)")) {
            while (true) {
                sql.setLong(1, acknowledged.get() + 1);
                sql.executeUpdate();
                acknowledged.incrementAndGet();
            }
        } catch (SQLException killed) {
            assertThat(killed.getSQLState()).containsAnyOf("08006", "57P01");
        }
    }
}
