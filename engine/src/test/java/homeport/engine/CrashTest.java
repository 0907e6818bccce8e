package homeport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Homeport is killed at any moment of making a node; the next one clears up and does it again. */
class CrashTest {
    private static final int KILLS = 4;

    /** Longer than a creation takes here, so that also its end is hit. */
    private static final int MOMENT_MILLIS_MAX = 2000;

    private final Lab lab = new Lab();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void aCreationKilledAtAnyMomentIsClearedAndDoneAgain() throws Exception {
        EngineVersion version = Lab.versions().findFirst().orElseThrow();
        Path cache = Files.createDirectory(lab.root.resolve("cache"));
        for (int i = 0; i < KILLS; i++) {
            NodePlace place = lab.place("n" + i);
            Process homeport = creating(cache, place, version);
            long moment =
                    ThreadLocalRandom.current()
                            .nextLong(
                                    MOMENT_MILLIS_MAX * i / KILLS,
                                    MOMENT_MILLIS_MAX * (i + 1) / KILLS);
            homeport.waitFor(moment, TimeUnit.MILLISECONDS);
            homeport.destroyForcibly().waitFor();

            LocalEngines next = lab.another();
            List<String> cleared = next.sweep(lab.root);
            System.out.printf("killed after %d ms, cleared: %s%n", moment, cleared);
            assertThat(lab.processes()).isEmpty();
            assertThat(Durable.partial(place.data())).doesNotExist();
            Node node = lab.track(next.node(place));
            boolean whole = node.version().isPresent();
            assertThat(whole).isEqualTo(Files.exists(place.data()));
            if (i == KILLS - 1 || whole) {
                node.create(Lab.creation(version));
                node.start(Lab.MAX);
                try (Connection c = Lab.master(node)) {
                    assertThat(Lab.one(c, "SELECT current_user")).isEqualTo(Lab.MASTER);
                }
            }
            node.remove();
        }
    }

    @Test
    void aServerThatRunsIsNotSwept() {
        EngineVersion version = Lab.versions().findFirst().orElseThrow();
        Node node = lab.started("n1", version);
        assertThat(lab.another().sweep(lab.root)).isEmpty();
        assertThat(node.running()).isPresent();
    }

    private Process creating(Path cache, NodePlace place, EngineVersion version) throws Exception {
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Creating.class.getName(),
                        cache.toString(),
                        lab.root.resolve("ca").toString(),
                        place.home().toString(),
                        place.address(),
                        version.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertThat(process.inputReader().readLine()).isEqualTo("begin");
        return process;
    }

    /** A Homeport that does nothing but make one node. */
    static final class Creating {
        private Creating() {}

        public static void main(String[] arguments) {
            LocalEngines engines =
                    LocalEngines.open(
                            Path.of(arguments[0]),
                            Optional.empty(),
                            Optional.of(Lab.SHIPPED),
                            FileAuthority.open(Path.of(arguments[1]), Instant.now()),
                            Account.forEngines());
            Node node = engines.node(new NodePlace(Path.of(arguments[2]), arguments[3], 5432));
            System.out.println("begin");
            node.create(Lab.creation(EngineVersion.parse(arguments[4])));
        }
    }
}
