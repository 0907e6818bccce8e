package homeport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Copies of a real server, restored on trial. */
class TrialTest {
    private static final Duration MAX = Duration.ofSeconds(60);

    private final Lab lab = new Lab();
    private final Path home = lab.root.resolve("scratch").resolve("trial");
    private StoredCopy copy;
    private Path table;
    private Path index;
    private Path toast;

    @BeforeEach
    void aCopyOfAServer() throws Exception {
        Node node = lab.started("n1", Lab.EMBEDDED);
        try (Connection c = Lab.master(node)) {
            Lab.run(
                    c,
                    "CREATE TABLE t AS SELECT i, repeat('x', 100) AS x"
                            + " FROM generate_series(1, 10000) i;"
                            + "CREATE INDEX t_i ON t (i);"
                            + "CREATE TABLE long (x text);"
                            + "ALTER TABLE long ALTER COLUMN x SET STORAGE EXTERNAL;"
                            + "INSERT INTO long VALUES (repeat('y', 50000))");
            copy = new StoredCopy(lab.root.resolve("copies").resolve("c1"), PackKeys.NONE);
            table = file(c, "SELECT pg_relation_filepath('t')");
            index = file(c, "SELECT pg_relation_filepath('t_i')");
            toast =
                    file(
                            c,
                            "SELECT pg_relation_filepath(reltoastrelid) FROM pg_class"
                                    + " WHERE relname = 'long'");
        }
        try (Connection c = lab.engines.connect(node.place(), "postgres")) {
            Lab.run(c, "CHECKPOINT");
        }
        node.copyTo(copy.folder());
    }

    private Path file(Connection c, String query) throws Exception {
        return copy.folder().resolve(Lab.one(c, query));
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void whatCanBeRestoredIsProvenPackedOrNot() {
        assertThat(outcome(MAX)).isEqualTo(new Engines.Proven());
        copy.prepare(false);
        copy.publish();
        assertThat(outcome(MAX)).isEqualTo(new Engines.Proven());
    }

    @ParameterizedTest
    @CsvSource({
        "table, invalid page in block 5",
        "toast, invalid page in block 5",
        "index, invalid page in block 5",
        "control, its server does not start",
        "version, it cannot be unpacked"
    })
    void whatIsDamagedIsFound(String what, String expected) throws IOException {
        switch (what) {
            case "table" -> damage(table, 5 * 8192 + 4000);
            case "toast" -> damage(toast, 5 * 8192 + 4000);
            case "index" -> damage(index, 5 * 8192 + 4000);
            case "control" -> damage(copy.folder().resolve("global/pg_control"), 40);
            default -> Files.delete(copy.folder().resolve("homeport.version"));
        }
        assertThat(outcome(MAX))
                .isInstanceOfSatisfying(
                        Engines.Damaged.class, d -> assertThat(d.why()).contains(expected));
    }

    @Test
    void whatTakesTooLongIsUndecided() {
        assertThat(outcome(Duration.ofMillis(1))).isInstanceOf(Engines.Undecided.class);
    }

    @Test
    void whatAKilledTrialLeftIsCleared() throws Exception {
        Node left = lab.track(lab.engines.node(new NodePlace(home, "127.0.0.1", 54329)));
        left.createFrom(copy, Optional.empty());
        left.configure(Map.of());
        CompletableFuture<Void> exited = left.start(Lab.MAX).exited();
        lab.another().clearTrials(home.getParent());
        exited.get(10, TimeUnit.SECONDS);
        assertThat(home).doesNotExist();
    }

    private Engines.Outcome outcome(Duration max) {
        Engines.Outcome outcome = lab.engines.tryOut(copy, home, max, () -> {});
        assertThat(home).doesNotExist();
        assertThat(new ProcessTable(lab.account).inside(home)).isEmpty();
        return outcome;
    }

    private static void damage(Path file, long at) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, at);
            one.put(0, (byte) (one.get(0) ^ 1)).flip();
            channel.write(one, at);
        }
    }
}
