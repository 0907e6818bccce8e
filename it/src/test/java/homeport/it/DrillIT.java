package homeport.it;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.server.drill.Drill;
import homeport.server.drill.Endurance;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The faults that have the most to tell, once each: a primary that comes back, a backend that
 * outlives its postmaster, commits cancelled while they wait, a whole host, a network that is cut,
 * a disk that is full. All of them, as often as wanted: {@code ./homeport drill}.
 */
class DrillIT {
    private static final List<String> FAULTS =
            List.of("thaw", "orphan", "cancel", "host", "isolate", "disk");

    @Test
    void everyPromiseIsKeptWhateverIsStruck() throws Exception {
        StringWriter text = new StringWriter();
        boolean kept;
        try (PrintWriter out = new PrintWriter(text)) {
            kept = Drill.run(out, FAULTS, 3, false);
        } finally {
            System.out.println(text);
        }
        assertThat(kept).as(text.toString()).isTrue();
        assertThat(text.toString()).contains("Every promise was kept.");
    }

    /** Two hundred: {@code ./homeport drill --failovers 200}. */
    @Test
    void failoversLeaveNothingBehind() throws Exception {
        StringWriter text = new StringWriter();
        boolean kept;
        try (PrintWriter out = new PrintWriter(text)) {
            kept = Endurance.run(out, 4, 3, false);
        } finally {
            System.out.println(text);
        }
        assertThat(kept).as(text.toString()).isTrue();
    }
}
