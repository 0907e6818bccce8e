package homeport.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What a process has used so far; everything is NaN for one that is not known.
 *
 * @param cpuSeconds user and system time
 * @param switches context switches of all its threads that there are
 */
record ProcessCost(double cpuSeconds, double switches) {
    private static final double TICKS_PER_SECOND = 100;

    static ProcessCost of(OptionalLong pid) throws IOException {
        return pid.isEmpty()
                ? new ProcessCost(Double.NaN, Double.NaN)
                : new ProcessCost(cpuSeconds(pid.getAsLong()), switches(pid.getAsLong()));
    }

    ProcessCost since(ProcessCost before) {
        return new ProcessCost(cpuSeconds - before.cpuSeconds, switches - before.switches);
    }

    /** Source: proc(5), {@code /proc/pid/stat}, fields 14 and 15. */
    private static double cpuSeconds(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    private static double switches(long pid) throws IOException {
        long sum = 0;
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads.toList()) {
                if (!Files.exists(thread.resolve("status"))) continue;
                for (String line : Files.readAllLines(thread.resolve("status")))
                    if (line.contains("ctxt_switches"))
                        sum += Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        return sum;
    }

    /**
     * Memory that would be free if the process ended: bytes. Source: proc(5), {@code
     * /proc/pid/smaps_rollup}, {@code Pss}.
     */
    static double memoryBytes(OptionalLong pid) throws IOException {
        if (pid.isEmpty()) return Double.NaN;
        Path file = Path.of("/proc/" + pid.getAsLong() + "/smaps_rollup");
        for (String line : Files.readAllLines(file))
            if (line.startsWith("Pss:")) return Long.parseLong(line.split("\\s+")[1]) * 1024.0;
        return Double.NaN;
    }
}
