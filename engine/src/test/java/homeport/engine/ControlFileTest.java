package homeport.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** We read the control file as PostgreSQL's own program does. */
class ControlFileTest {
    private final Lab lab = new Lab();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void theLastCheckpointOfAServerThatWasShutDownIsItsEnd() {
        Optional<Installation> installed =
                new SystemInstalls(Optional.empty())
                        .list().stream().filter(i -> Files.exists(program(i))).findFirst();
        assumeThat(installed).as("an installed PostgreSQL with pg_controldata").isPresent();
        Node node = lab.started("n1", installed.get().version());
        assertThat(node.cleanEnd()).isEmpty();
        node.kill();
        assertThat(node.cleanEnd()).as("it was killed").isEmpty();
        node.start(Lab.MAX);
        node.stop(Lab.MAX);
        List<String> ask =
                List.of(program(installed.get()).toString(), node.place().data().toString());
        Command.Result said = Command.run(ask, lab.root, "", Duration.ofSeconds(20));
        assertThat(said.output()).contains("shut down\n");
        String end = node.cleanEnd().orElseThrow().toString();
        assertThat(said.output().lines())
                .anyMatch(line ->
                        line.startsWith("Latest checkpoint location:") && line.endsWith(" " + end));
    }

    private static Path program(Installation installation) {
        return Path.of(installation.postgres()).resolveSibling("pg_controldata");
    }
}
