package homeport.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.engine.Node.Report;
import homeport.engine.Node.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A primary and its follower: no commit is acknowledged that the follower does not have. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("versions")
class ReplicationTest {
    private static final Duration SHORT = Duration.ofMillis(500);

    private static Optional<Pair> left = Optional.empty();

    @Parameter EngineVersion version;

    private Node primary;
    private Node follower;

    static Stream<EngineVersion> versions() {
        return Lab.shipped();
    }

    @BeforeEach
    void pair() throws Exception {
        Pair pair = Pair.streaming(left, version);
        left = Optional.of(pair);
        primary = pair.primary();
        follower = pair.follower();
    }

    @AfterParameterizedClassInvocation
    static void close() {
        left.ifPresent(Pair::close);
        left = Optional.empty();
    }

    @Test
    void noCommitLeaksOnceTheFollowerIsEnforced() throws Exception {
        for (int round = 0; round < 3; round++) {
            primary.enforce(Map.of(), Role.Leading.ALONE, Lab.MAX);
            long begin = System.nanoTime();
            Lsn since = primary.enforce(Map.of(), Pair.waitingFor(follower), Lab.MAX);
            Pair.told("enforce", begin);
            left.orElseThrow().lab().freeze(follower);
            CompletableFuture<Void> commit = Pair.insert(primary);
            Pair.awaitWaiting(primary, commit);
            Report report = primary.report(Lab.MAX);
            assertThat(report.standby()).isFalse();
            assertThat(report.at()).isGreaterThan(since);
            left.orElseThrow().lab().thaw(follower);
            Pair.awaitAcknowledged(commit);
        }
    }

    /** All else shows the new names by then, and commits are acknowledged that nobody confirmed. */
    @Test
    void nothingIsEnforcedBeforeTheCheckpointerKnows() throws Exception {
        Lab lab = left.orElseThrow().lab();
        primary.enforce(Map.of(), Role.Leading.ALONE, Lab.MAX);
        lab.freezeCheckpointer(primary);
        assertThatThrownBy(() -> primary.enforce(Map.of(), Pair.waitingFor(follower), SHORT))
                .isInstanceOf(EngineException.class);
        lab.thaw(primary);
        primary.enforce(Map.of(), Pair.waitingFor(follower), Lab.MAX);
    }

    @Test
    void aPromotedFollowerHasEveryAcknowledgedRow() throws Exception {
        primary.enforce(Map.of(), Pair.waitingFor(follower), Lab.MAX);
        AtomicLong acknowledged = new AtomicLong(Pair.rows(primary));
        CompletableFuture<Void> load =
                CompletableFuture.runAsync(() -> insertUntilItFails(primary, acknowledged));
        long before = acknowledged.get();
        Lab.await("the first rows", () -> acknowledged.get() > before + 50);
        primary.kill();
        Pair.awaitAcknowledged(load);
        assertThat(primary.hasProcesses()).isFalse();
        assertThat(primary.cleanEnd()).isEmpty();

        Role.Following role = Pair.behind(primary, follower);
        long begin = System.nanoTime();
        follower.stopReceiving(Map.of(), role, Lab.MAX);
        Pair.told("stopReceiving after the primary died", begin);
        assertThat(follower.isStandby()).isTrue();
        begin = System.nanoTime();
        follower.promote(Map.of(), Role.Leading.ALONE, Lab.MAX);
        Pair.told("promote", begin);
        assertThat(follower.isStandby()).isFalse();
        assertThat(Pair.rows(follower)).isGreaterThanOrEqualTo(acknowledged.get());
        Pair.awaitAcknowledged(Pair.insert(follower));
        Report report = follower.report(Lab.MAX);
        assertThat(report.standby()).isFalse();
        follower.promote(Map.of(), Role.Leading.ALONE, Lab.MAX);
        assertThatThrownBy(() -> follower.stopReceiving(Map.of(), role, Lab.MAX))
                .hasMessageContaining("takes writes");
        assertThat(follower.isStandby()).isFalse();
    }

    @Test
    void aPrimaryThatStoppedCleanlyFollowsTheNewOneWithoutACopy() throws Exception {
        followsTheNewOne(() -> primary.stop(Lab.MAX));
    }

    @Test
    void aPrimaryThatHandedOverFollowsTheNewOneWithoutACopy() throws Exception {
        followsTheNewOne(() -> {
            long begin = System.nanoTime();
            primary.handOver(Lab.MAX);
            Pair.told("handOver", begin);
            assertThat(primary.place().home().resolve("log-end")).exists();
        });
        assertThat(primary.place().home().resolve("log-end")).doesNotExist();
    }

    /**
     * Its follower may lack the end of its log, so it is shut down, which waits for the follower.
     */
    @Test
    void aPrimaryWhoseFollowerLagsIsShutDown() throws Exception {
        Lab lab = left.orElseThrow().lab();
        primary.enforce(Map.of(), Role.Leading.ALONE, Lab.MAX);
        lab.freeze(follower);
        Pair.awaitAcknowledged(Pair.insert(primary));
        CompletableFuture<Void> handedOver =
                CompletableFuture.runAsync(() -> primary.handOver(Lab.MAX));
        Lab.await(
                "it is being shut down",
                () -> PidFile.read(primary.place().data()).filter(PidFile::accepts).isEmpty());
        assertThat(handedOver).isNotDone();
        lab.thaw(follower);
        Pair.awaitAcknowledged(handedOver);
        assertThat(primary.place().home().resolve("log-end")).doesNotExist();
        assertThat(primary.cleanEnd()).isPresent();
    }

    private void followsTheNewOne(Runnable stop) throws Exception {
        primary.enforce(Map.of(), Pair.waitingFor(follower), Lab.MAX);
        Pair.awaitAcknowledged(Pair.insert(primary));
        long rows = Pair.rows(primary);
        int timeline = primary.report(Lab.MAX).timeline();
        assertThat(primary.cleanEnd()).as("it runs").isEmpty();
        primary.checkpoint(Lab.MAX);
        assertThatThrownBy(primary::standBy).hasMessageContaining("stop it before it stands by");
        stop.run();
        primary.standBy();
        assertThat(primary.isStandby()).isTrue();
        Lsn end = primary.cleanEnd().orElseThrow();
        follower.stopReceiving(Map.of(), Pair.behind(primary, follower), Lab.MAX);
        assertThat(follower.report(Lab.MAX).at()).isGreaterThan(end);
        follower.promote(Map.of(), Role.Leading.ALONE, Lab.MAX);
        assertThat(follower.report(Lab.MAX).timeline()).isEqualTo(timeline + 1);

        primary.configure(Map.of(), Pair.readable(follower, primary));
        primary.start(Lab.MAX);
        Pair.awaitStreaming(follower, Pair.name(primary));
        follower.enforce(Map.of(), Pair.waitingFor(primary), Lab.MAX);
        Pair.awaitAcknowledged(Pair.insert(follower));
        Lab.await("the new row", () -> rows(primary).equals(Optional.of(rows + 1)));
        Report report = primary.report(Lab.MAX);
        assertThat(report.receiving()).isTrue();
        assertThat(report.timeline()).isEqualTo(timeline + 1);
        primary.stop(Lab.MAX);
        assertThat(primary.cleanEnd()).as("as a standby").isEmpty();
    }

    private static Optional<Long> rows(Node node) {
        try {
            return Optional.of(Pair.rows(node));
        } catch (SQLException e) {
            return Optional.empty();
        }
    }

    private static void insertUntilItFails(Node node, AtomicLong acknowledged) {
        try (Connection c = Lab.master(node);
                var sql = c.prepareStatement("INSERT INTO t DEFAULT VALUES")) {
            while (true) {
                sql.executeUpdate();
                acknowledged.incrementAndGet();
            }
        } catch (SQLException killed) {
            assertThat(killed.getSQLState()).containsAnyOf("08006", "57P01");
        }
    }
}
