package homeport.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.server.drill.Drill;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code drill} understands; what it does is in DrillIT. */
class DrillCommandTest {
    private final StringWriter said = new StringWriter();

    @Test
    void aSeedDrawsTheSameFaultsAgain() {
        List<String> drawn = DrillCommand.draw(Drill.names(), 200, 7);
        assertThat(drawn).hasSize(200).isEqualTo(DrillCommand.draw(Drill.names(), 200, 7));
        assertThat(drawn).isNotEqualTo(DrillCommand.draw(Drill.names(), 200, 8));
        assertThat(drawn).containsAll(Drill.names());
    }

    @Test
    void whatItCannotMeanIsToldBeforeAnythingIsMade() {
        assertThat(run("--fault", "love")).isEqualTo(2);
        assertThat(said.toString()).contains("--fault is love, allowed: [kill, node,");
        assertThat(run("--random", "0")).isEqualTo(2);
        assertThat(said.toString()).contains("--random is 0, allowed 1 to 1000");
        assertThat(run("--seed", "1")).isEqualTo(2);
        assertThat(said.toString()).contains("--seed is for --random");
        assertThat(run("--failovers", "1001")).isEqualTo(2);
        assertThat(said.toString()).contains("--failovers is 1001, allowed 1 to 1000");
        assertThat(run("--failovers", "9", "--fault", "kill")).isEqualTo(2);
        assertThat(said.toString()).contains("--failovers is not for --fault and --random");
    }

    private int run(String... options) {
        String[] all = new String[options.length + 1];
        all[0] = "drill";
        System.arraycopy(options, 0, all, 1, options.length);
        return CommandLineTool.commandLine().setErr(new PrintWriter(said, true)).execute(all);
    }
}
