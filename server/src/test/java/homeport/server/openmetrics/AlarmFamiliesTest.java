package homeport.server.openmetrics;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.server.openmetrics.Family.Sample;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An alarm is in one of three states, and a scrape tells which. */
class AlarmFamiliesTest {
    private static final Instant SINCE = Instant.ofEpochMilli(1_765_000_000_500L);

    @Test
    void ofItsStatesTheOneThatItIsInIsOne() {
        var sight = new AlarmFamilies.Sight("lag", "us-east-1", "ALARM", SINCE);
        List<Family> families = AlarmFamilies.of(List.of(sight));
        assertThat(families.getFirst().samples())
                .containsExactly(
                        sample("OK", 0), sample("ALARM", 1), sample("INSUFFICIENT_DATA", 0));
        assertThat(families.getLast().samples())
                .containsExactly(
                        new Sample(Map.of("alarm", "lag", "region", "us-east-1"), 1_765_000_000.5));
    }

    @Test
    void withoutAlarmsThereAreNoSamples() {
        assertThat(AlarmFamilies.of(List.of()))
                .allSatisfy(one -> assertThat(one.samples()).isEmpty());
    }

    private static Sample sample(String state, double value) {
        return new Sample(Map.of("alarm", "lag", "region", "us-east-1", "state", state), value);
    }
}
