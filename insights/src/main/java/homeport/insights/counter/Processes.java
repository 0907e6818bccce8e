package homeport.insights.counter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the kernel tells of a server's processes: the postmaster and its children. Those that have
 * ended are in the postmaster's own counts. Source: proc_pid_stat(5), proc_pid_io(5),
 * proc_pid_smaps(5).
 *
 * @param ticks of processor time, user's and system's, {@link #TICKS_PER_SECOND} of them a second
 * @param states how many processes are in each: {@code R}, {@code S}, {@code D} …
 * @param readBytes from disks; empty: the kernel does not tell
 */
record Processes(
        long userTicks,
        long systemTicks,
        Map<Character, Integer> states,
        Optional<Long> readBytes,
        Optional<Long> writtenBytes) {
    /** What {@code /proc} counts in, on every Linux. */
    static final int TICKS_PER_SECOND = 100;

    /** Of {@code /proc/<pid>/stat}, after the command's closing bracket. */
    private static final int STATE = 0;

    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int CHILDREN_USER = 13;
    private static final int CHILDREN_SYSTEM = 14;

    /**
     * @param proc {@code /proc}
     * @return empty when the postmaster is gone
     */
    static Optional<Processes> of(Path proc, long postmaster) {
        Optional<String[]> own = stat(proc, postmaster);
        if (own.isEmpty()) return Optional.empty();
        long user = number(own.get(), CHILDREN_USER);
        long system = number(own.get(), CHILDREN_SYSTEM);
        long read = 0;
        long written = 0;
        boolean told = true;
        Map<Character, Integer> states = new TreeMap<>();
        for (long pid : tree(proc, postmaster)) {
            Optional<String[]> stat = stat(proc, pid);
            if (stat.isEmpty()) continue;
            user += number(stat.get(), USER);
            system += number(stat.get(), SYSTEM);
            states.merge(stat.get()[STATE].charAt(0), 1, Integer::sum);
            Map<String, Long> io = numbers(proc.resolve(Long.toString(pid)).resolve("io"));
            told &= pid != postmaster || io.containsKey("read_bytes");
            read += io.getOrDefault("read_bytes", 0L);
            written += io.getOrDefault("write_bytes", 0L);
        }
        return Optional.of(
                new Processes(
                        user,
                        system,
                        states,
                        told ? Optional.of(read) : Optional.empty(),
                        told ? Optional.of(written) : Optional.empty()));
    }

    /** The postmaster first. */
    static List<Long> tree(Path proc, long postmaster) {
        List<Long> all = new ArrayList<>(List.of(postmaster));
        String pid = Long.toString(postmaster);
        Path children = proc.resolve(pid).resolve("task").resolve(pid).resolve("children");
        try {
            for (String child : Files.readString(children).trim().split(" "))
                if (!child.isEmpty()) all.add(Long.parseLong(child));
        } catch (IOException | NumberFormatException gone) {
            return all;
        }
        return all;
    }

    /** Bytes that the tree's processes have in memory, what they share counted once. */
    static Map<String, Long> memory(Path proc, long postmaster) {
        Map<String, Long> all = new TreeMap<>();
        for (long pid : tree(proc, postmaster))
            numbers(proc.resolve(Long.toString(pid)).resolve("smaps_rollup"))
                    .forEach((name, kilobytes) -> all.merge(name, kilobytes << 10, Long::sum));
        return all;
    }

    private static Optional<String[]> stat(Path proc, long pid) {
        try {
            String line = Files.readString(proc.resolve(Long.toString(pid)).resolve("stat"));
            return Optional.of(line.substring(line.lastIndexOf(')') + 2).split(" "));
        } catch (IOException | StringIndexOutOfBoundsException gone) {
            return Optional.empty();
        }
    }

    private static long number(String[] fields, int place) {
        return Long.parseLong(fields[place]);
    }

    /** Of lines such as {@code MemFree: 1234 kB}; others are left out. */
    static Map<String, Long> numbers(Path file) {
        Map<String, Long> numbers = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                int colon = line.indexOf(':');
                if (colon < 0) continue;
                String value = line.substring(colon + 1).trim().split(" ")[0];
                if (!value.isEmpty() && value.chars().allMatch(Character::isDigit))
                    numbers.put(line.substring(0, colon), Long.parseLong(value));
            }
        } catch (IOException untold) {
            return numbers;
        }
        return numbers;
    }
}
