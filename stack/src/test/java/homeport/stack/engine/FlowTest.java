package homeport.stack.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Who is done when, and who is not. */
final class FlowTest {
    private static final Map<String, Set<String>> CHAIN =
            Map.of("A", Set.of(), "B", Set.of("A"), "C", Set.of("B"), "X", Set.of("elsewhere"));

    private final List<String> done = new CopyOnWriteArrayList<>();

    @Test
    void thoseFirstThatOthersNeed() {
        Flow flow = new Flow(CHAIN, (name, halted) -> done.add(name), () -> false, true);
        assertThat(flow.run()).isEmpty();
        assertThat(flow.unfinished()).isFalse();
        assertThat(done).containsSubsequence("A", "B", "C").contains("X");
    }

    @Test
    void whoNeedsTheFailedIsNotBegun() {
        Flow flow = new Flow(CHAIN, this::failAtB, () -> false, false);
        assertThat(flow.run()).containsExactly(Map.entry("B", "bad"));
        assertThat(flow.unfinished()).isTrue();
        assertThat(done).containsExactlyInAnyOrder("A", "X");
    }

    private void failAtB(String name, java.util.function.BooleanSupplier halted) {
        if (name.equals("B")) throw new StepFailed("bad");
        done.add(name);
    }

    /** What was started and saw the stop first must not count as done. */
    @Test
    void whatWasNotBegunIsNotDone() {
        AtomicBoolean stop = new AtomicBoolean();
        Flow flow =
                new Flow(
                        Map.of("A", Set.of()),
                        (name, halted) -> {
                            stop.set(true);
                            if (halted.getAsBoolean()) throw new NotBegun();
                            done.add(name);
                        },
                        stop::get,
                        true);
        assertThat(flow.run()).isEmpty();
        assertThat(flow.unfinished()).isTrue();
        assertThat(done).isEmpty();
    }

    @Test
    void aFaultOfOursEndsItAndIsThrown() {
        Flow flow =
                new Flow(
                        CHAIN,
                        (name, halted) -> {
                            throw new IllegalStateException(name);
                        },
                        () -> false,
                        true);
        assertThatThrownBy(flow::run).isInstanceOf(IllegalStateException.class);
    }
}
