package homeport.it;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.server.drill.Restores;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** Two moments and the last; as many as wanted: {@code ./homeport drill --restores N}. */
class RestoreIT {
    @Test
    void aRestoreHoldsExactlyWhatWasCommittedBeforeItsMoment() throws Exception {
        StringWriter text = new StringWriter();
        boolean kept;
        try (PrintWriter out = new PrintWriter(text)) {
            kept = Restores.run(out, 2, System.nanoTime());
        } finally {
            System.out.println(text);
        }
        assertThat(kept).as(text.toString()).isTrue();
    }
}
