package homeport.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.engine.Node.Mark;
import homeport.engine.Node.Recovery;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** WAL that servers leave to be archived, and recoveries to a moment with it. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("versions")
class ArchiveTest {
    private static final Map<String, String> ON = Map.of(Node.ARCHIVE, "on");

    @Parameter EngineVersion version;

    private final Lab lab = new Lab();

    static Stream<EngineVersion> versions() {
        return Stream.concat(Lab.versions(), Lab.shipped()).distinct();
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void aRecoveryHasExactlyWhatWasCommittedBeforeTheMoment() throws Exception {
        Node node = archiving("n1");
        try (Connection c = Lab.master(node)) {
            Lab.run(
                    c,
                    "CREATE TABLE t (i bigint PRIMARY KEY, at timestamptz DEFAULT"
                            + " clock_timestamp())");
        }
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger rows = new AtomicInteger();
        CompletableFuture<Void> load = CompletableFuture.runAsync(() -> write(node, rows, stop));
        Path copy = lab.root.resolve("copies").resolve("c1");
        node.copyTo(copy);
        Mark after = node.mark(Lab.MAX);
        int before = rows.get();
        Lab.await("rows after the mark", () -> rows.get() > before + 20);
        stop.set(true);
        load.get();
        Instant moment;
        try (Connection c = Lab.master(node)) {
            Lab.run(c, "INSERT INTO t VALUES (1000000)");
            moment = instant(c, "SELECT clock_timestamp()");
            Lab.run(c, "INSERT INTO t VALUES (1000001)");
            Lab.run(c, "DROP TABLE t");
        }
        Mark last = node.mark(Lab.MAX);
        assertThat(last.at()).isAfter(after.at());
        awaitFinished(node, last);

        Node back = lab.node("r1");
        back.createFrom(copy, Optional.of(new Recovery(Optional.of(moment), spool(node))));
        back.start(Lab.MAX);
        try (Connection c = Lab.master(back)) {
            assertThat(Lab.one(c, "SELECT max(i) FROM t")).isEqualTo("1000000");
            assertThat(Lab.one(c, "SELECT pg_is_in_recovery()")).isEqualTo("f");
            Lab.run(c, "INSERT INTO t VALUES (1000002)");
        }
        assertThat(back.place().home().resolve("feed")).doesNotExist();

        Node whole = lab.node("r2");
        whole.createFrom(copy, Optional.of(new Recovery(Optional.empty(), spool(node))));
        whole.start(Lab.MAX);
        try (Connection c = Lab.master(whole)) {
            assertThat(Lab.one(c, "SELECT to_regclass('t')")).isNull();
        }
    }

    @Test
    void aRecoveryThatFindsTooLittleWalFailsAndLeavesNothing() throws Exception {
        Node node = archiving("n1");
        Path copy = lab.root.resolve("copies").resolve("c1");
        node.copyTo(copy);
        Mark mark = node.mark(Lab.MAX);
        awaitFinished(node, mark);
        Node back = lab.node("r1");
        Recovery tooLate = new Recovery(Optional.of(mark.at().plusSeconds(3600)), spool(node));
        assertThatThrownBy(() -> back.createFrom(copy, Optional.of(tooLate)))
                .hasMessageContaining("recovery ended before configured recovery target");
        Recovery broken =
                new Recovery(
                        Optional.of(mark.at()),
                        (name, to) -> {
                            throw new IOException("the disk is gone");
                        });
        assertThatThrownBy(() -> back.createFrom(copy, Optional.of(broken)))
                .isInstanceOf(EngineException.class);
        assertThat(back.version()).isEmpty();
        back.createFrom(copy, Optional.of(new Recovery(Optional.of(mark.at()), spool(node))));
        back.start(Lab.MAX);
    }

    @Test
    void archivingIsSwitchedWhileTheServerRuns() throws Exception {
        Node node = lab.started("n1", version);
        node.mark(Lab.MAX);
        node.configure(ON);
        node.reload();
        Mark second = node.mark(Lab.MAX);
        awaitFinished(node, second);
        node.configure(Map.of());
        node.reload();
        long had = node.finishedWal().size();
        Mark third = node.mark(Lab.MAX);
        assertThat(third.segment().number()).isGreaterThan(second.segment().number());
        try (Connection c = lab.engines.connect(node.place(), "postgres")) {
            Lab.await(
                    "the segment is passed over", () -> archived(c).equals(third.segment().name()));
        }
        assertThat(node.finishedWal()).hasSize((int) had);
    }

    @Test
    void aDamagedSegmentIsFound() throws Exception {
        Node node = archiving("n1");
        Mark mark = node.mark(Lab.MAX);
        awaitFinished(node, mark);
        Path file = file(node, mark);
        String name = mark.segment().name();
        WalFile.check(file, name);
        assertThatThrownBy(() -> WalFile.check(file, mark.segment().next().name()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not the segment of that place");
        long bytes = Files.size(file);
        try (FileChannel damage = FileChannel.open(file, StandardOpenOption.WRITE)) {
            damage.truncate(bytes / 2);
        }
        assertThatThrownBy(() -> WalFile.check(file, name)).isInstanceOf(IOException.class);
    }

    /** Its archiver had no time left: a kill takes it along. */
    @Test
    void whatADeadServerHadNotPackedIsRescued() throws Exception {
        Node node = archiving("n1");
        Mark first = node.mark(Lab.MAX);
        awaitFinished(node, first);
        Path wal = node.place().home().resolve("wal");
        node.kill();
        String name = first.segment().name();
        Path status = node.place().data().resolve("pg_wal").resolve("archive_status");
        Files.delete(wal.resolve(name + ".gz"));
        Files.deleteIfExists(status.resolve(name + ".done"));
        Path ready = status.resolve(name + ".ready");
        if (!Files.exists(ready)) Files.createFile(ready);
        assertThat(node.finishedWal()).contains(file(node, first));
        WalFile.check(file(node, first), name);
        assertThat(status.resolve(name + ".done")).exists();
        assertThat(node.histories()).isEmpty();
    }

    @Test
    void aStandbyLeavesWalOfItsOwn() throws Exception {
        if (!version.equals(Lab.EMBEDDED)) return; // one version is enough for this
        try (Pair pair = Pair.streaming(version, ON)) {
            pair.primary().configure(ON, Pair.waitingFor(pair.follower()));
            pair.primary().reload();
            Mark mark = pair.primary().mark(Lab.MAX);
            awaitFinished(pair.follower(), mark);
            WalFile.check(file(pair.follower(), mark), mark.segment().name());
        }
    }

    private Node archiving(String name) {
        Node node = lab.created(name, version);
        node.configure(ON);
        node.start(Lab.MAX);
        return node;
    }

    private static Path file(Node node, Mark mark) {
        return node.place().home().resolve("wal").resolve(mark.segment().name() + ".gz");
    }

    private static void awaitFinished(Node node, Mark mark) throws Exception {
        Lab.await("archived " + mark, () -> node.finishedWal().contains(file(node, mark)));
    }

    /** As an archive would: a name that is not there, and nothing after it, is the end. */
    private static WalSource spool(Node node) {
        return (name, to) -> {
            List<Path> all = node.finishedWal();
            Optional<Path> file =
                    all.stream()
                            .filter(path -> path.getFileName().toString().equals(name + ".gz"))
                            .findFirst();
            if (file.isEmpty()) return false;
            try (OutputStream out = Files.newOutputStream(to)) {
                WalFile.unpack(file.get(), name, out);
            }
            return true;
        };
    }

    private static String archived(Connection c) {
        try {
            return Lab.one(c, "SELECT last_archived_wal FROM pg_stat_archiver");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Instant instant(Connection c, String query) throws SQLException {
        try (var sql = c.createStatement();
                var row = sql.executeQuery(query)) {
            row.next();
            return row.getObject(1, java.time.OffsetDateTime.class).toInstant();
        }
    }

    private static void write(Node node, AtomicInteger rows, AtomicBoolean stop) {
        try (Connection c = Lab.master(node)) {
            while (!stop.get()) Lab.run(c, "INSERT INTO t VALUES (" + rows.getAndIncrement() + ")");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
