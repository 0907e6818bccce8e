package homeport.control.failover;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.control.failover.Exploration.Bounds;
import java.util.Optional;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The real decision in every state that a small world can come to, whatever happens between two
 * steps of the control loop. {@code -Dhomeport.explore=full} goes further, for minutes.
 */
class ExplorationTest {
    private static final int STATES_MAX = 30_000_000;

    @ParameterizedTest(name = "{0} servers, {1} writes, {2} faults, requests: {3}")
    @CsvSource({"2, 1, 3, false", "2, 1, 2, true", "3, 1, 1, true"})
    void everyStateKeepsEveryLaw(int servers, int writes, int faults, boolean requests) {
        explore(new Bounds(servers, writes, faults, requests, true, STATES_MAX));
    }

    @ParameterizedTest(name = "{0} servers, {1} writes, {2} faults, requests: {3}")
    @CsvSource({
        "2, 2, 4, false",
        "2, 3, 4, false",
        "2, 2, 3, true",
        "3, 1, 2, false",
        "3, 2, 2, false",
        "3, 1, 2, true"
    })
    @EnabledIfSystemProperty(named = "homeport.explore", matches = "full")
    void andEveryStateOfALargerWorld(int servers, int writes, int faults, boolean requests) {
        explore(new Bounds(servers, writes, faults, requests, true, STATES_MAX));
    }

    private static void explore(Bounds bounds) {
        Exploration exploration = new Exploration(Failover::next, new Hands(), bounds);
        Optional<String> broken = exploration.run().map(Object::toString);
        System.out.println(exploration);
        assertThat(broken).isEmpty();
        assertThat(exploration.isExhausted()).as("all states were seen").isTrue();
    }
}
