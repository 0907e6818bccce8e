package homeport.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which releases are here, where they come from, what they say of their settings. */
class EnginesTest {
    private final Lab lab = new Lab();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void whatTheBuildShipsIsListedNewestFirstWithoutUnpacking() throws Exception {
        Path cache = lab.root.resolve("cache");
        LocalEngines engines =
                LocalEngines.open(
                        cache,
                        Optional.empty(),
                        Optional.of(Lab.SHIPPED),
                        lab.authority,
                        lab.account);
        List<EngineVersion> versions = engines.versions();
        assertThat(versions).contains(new EngineVersion(16, 3));
        assertThat(versions).extracting(EngineVersion::major).contains(15, 16, 17, 18);
        assertThat(versions).isSortedAccordingTo((a, b) -> b.compareTo(a));
        try (var files = Files.list(cache)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void theFolderTheUserNamedWinsAndMustHoldAnEngine() throws Exception {
        Path empty = Files.createDirectory(lab.root.resolve("empty"));
        assertThatThrownBy(() -> new SystemInstalls(Optional.of(empty)))
                .hasMessageContaining("no PostgreSQL in");
        Installation shipped =
                new EmbeddedInstalls(Optional.of(Lab.SHIPPED), lab.root, lab.account)
                        .unpacked(
                                new EngineVersion(18, 6),
                                Lab.SHIPPED.resolve("postgres-18.6.0.jar"));
        Path named = shipped.programs().getParent();
        Installation first = new SystemInstalls(Optional.of(named)).list().getFirst();
        assertThat(first).isEqualTo(shipped);
        assertThat(Files.getPosixFilePermissions(first.programs().resolve("postgres")))
                .isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void aVersionThatIsNotHereIsNamedTogetherWithThoseThatAre() {
        Node node = lab.node("n1");
        assertThatThrownBy(() -> node.create(Lab.creation(new EngineVersion(16, 999))))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("16.999")
                .hasMessageContaining("16.3");
        assertThat(node.place().home()).doesNotExist();
        assertThatThrownBy(() -> lab.engines.settings(11)).hasMessageContaining("11");
    }

    @Test
    void settingsAreTheEnginesOwnWordsWithUnitsAndEnumsAndKept() {
        long begin = System.nanoTime();
        List<Setting> settings = lab.engines.settings(15);
        System.out.printf("settings(15): %d ms%n", (System.nanoTime() - begin) / 1_000_000);
        assertThat(settings).hasSizeGreaterThan(300);
        assertThat(settings).extracting(Setting::name).isSorted();
        Setting buffers = named(settings, "shared_buffers");
        assertThat(buffers.unit()).contains("8kB");
        assertThat(buffers.min()).contains("16");
        assertThat(buffers.needsRestart()).isTrue();
        Setting level = named(settings, "wal_level");
        assertThat(level.type()).isEqualTo("enum");
        assertThat(level.values()).containsExactly("minimal", "replica", "logical");
        assertThat(level.boot()).contains("replica");
        assertThat(named(settings, "pg_stat_statements.max").context()).isEqualTo("postmaster");
        assertThat(named(settings, "auto_explain.log_min_duration").unit()).contains("ms");
        assertThat(named(settings, "log_line_prefix").boot()).contains("%m [%p] ");
        assertThat(lab.another().settings(15)).isEqualTo(settings);
    }

    @Test
    void aPathTooLongForASocketIsRefusedBeforeAnythingIsMade() {
        Node node = lab.node("n".repeat(100));
        assertThatThrownBy(() -> node.create(Lab.creation(new EngineVersion(16, 3))))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("allowed 107");
        assertThat(node.place().home()).doesNotExist();
    }

    private static Setting named(List<Setting> settings, String name) {
        return settings.stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
    }
}
