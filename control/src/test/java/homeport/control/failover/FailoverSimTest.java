package homeport.control.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The real decision in long nights, one a seed: {@code -Dhomeport.sim.seeds} says how many, {@code
 * -Dhomeport.sim.seed} replays one.
 */
class FailoverSimTest {
    private static final String REPLAY =
            "./mvnw -q -pl control -am verify -DskipITs -Dtest=FailoverSimTest"
                    + " -Dsurefire.failIfNoSpecifiedTests=false -Dhomeport.sim.seed=";

    private final Simulation simulation = new Simulation(Failover::next, new Hands());

    @Test
    @DisabledIfSystemProperty(named = "homeport.sim.seed", matches = ".+")
    void everyNightEndsWell() {
        long seeds = Long.getLong("homeport.sim.seeds", 2_000);
        OptionalLong bad =
                LongStream.range(0, seeds).filter(seed -> !simulation.isGood(seed)).findFirst();
        if (bad.isPresent()) replay(bad.getAsLong());
    }

    @Test
    @EnabledIfSystemProperty(named = "homeport.sim.seed", matches = ".+")
    void thisNightEndsWell() {
        replay(Long.getLong("homeport.sim.seed"));
    }

    private void replay(long seed) {
        Optional<String> broken = simulation.run(seed);
        assertThat(broken).as("seed %d; replay: %s%d", seed, REPLAY, seed).isEmpty();
    }
}
