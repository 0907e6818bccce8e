package homeport.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
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
        WriteLoad load = WriteLoad.on(node);
        Path copy = lab.root.resolve("copies").resolve("c1");
        long before = load.acknowledged();
        long begin = System.nanoTime();
        long bytes = node.copyTo(copy);
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(
                "%s: copy of %d MB under load %.2f s, %.0f MB/s%n",
                version, bytes >> 20, seconds, bytes / 1e6 / seconds);
        assertThat(load.acknowledged()).as("load went on").isGreaterThan(before);
        load.stop();

        Node clone = lab.node("n2");
        clone.createFrom(copy);
        clone.start(Lab.MAX);
        assertThat(clone.version()).contains(version);
        load.assertIsIn(lab, clone, before);
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
}
