package homeport.insights.counter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** On this very process, as the kernel tells of it. */
@EnabledOnOs(OS.LINUX)
class HostTest {
    private static final Path PROC = Path.of("/proc");

    @Test
    void aProcessorThatIsKeptBusyIsSeenAsOneOfTheClass() {
        Host host = new Host(PROC);
        long self = ProcessHandle.current().pid();
        host.read(self, 1, 1);
        Duration used = burn(Duration.ofMillis(500));
        // As if the time between both readings had been as long as what was used in it.
        Map<String, Double> values = host.read(self, 1, used.toNanos() / 1e9);
        assertThat(values.get("os.cpuUtilization.total")).isBetween(80.0, 400.0);
        assertThat(values.get("os.general.numVCPUs")).isEqualTo(1);
        assertThat(values.get("os.memory.total")).isGreaterThan(0);
        assertThat(values.get("os.memory.db.residentSetSize")).isGreaterThan(1 << 20);
        assertThat(values.get("os.tasks.total")).isEqualTo(1);
        assertThat(values.get("os.fileSys.usedPercent")).isBetween(0.0, 100.0);
    }

    @Test
    void aServerThatIsGoneHasNoCounters() {
        assertThat(new Host(PROC).read(Integer.MAX_VALUE, 1, 1)).isEmpty();
    }

    private static Duration burn(Duration atLeast) {
        long begin = System.nanoTime();
        long sum = 0;
        Duration start = cpu();
        while (cpu().minus(start).compareTo(atLeast) < 0) sum += System.nanoTime() % 7;
        assertThat(sum + System.nanoTime() - begin).isPositive();
        return cpu().minus(start);
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
    }
}
