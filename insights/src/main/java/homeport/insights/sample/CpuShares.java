package homeport.insights.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How much of the time that processes want to run they do run, by what the kernel counts for each:
 * nanoseconds on a processor and in the queue for one. Source: Linux, Documentation/scheduler/
 * sched-stats.rst, {@code /proc/<pid>/schedstat}. Owner: one thread.
 */
final class CpuShares {
    private final Path proc;
    private final Map<Activity.Id, Counts> before = new HashMap<>();

    /**
     * @param proc {@code /proc}
     */
    CpuShares(Path proc) {
        this.proc = proc;
    }

    private record Counts(long running, long queued) {
        static final Counts ZERO = new Counts(0, 0);
    }

    /**
     * The part of the time since it was last asked, or since the process began, that it did not
     * have to queue for: 0 to 1. Empty where the kernel does not tell, or nothing has happened.
     */
    Optional<Double> running(Activity.Id process) {
        Optional<Counts> now = read(process.pid());
        if (now.isEmpty()) return Optional.empty();
        Counts last = before.getOrDefault(process, Counts.ZERO);
        before.put(process, now.get());
        long running = now.get().running() - last.running();
        long queued = now.get().queued() - last.queued();
        if (running < 0 || queued < 0 || running + queued == 0) return Optional.empty();
        return Optional.of((double) running / (running + queued));
    }

    private Optional<Counts> read(int pid) {
        try {
            String text = Files.readString(proc.resolve(Integer.toString(pid), "schedstat"));
            String[] fields = text.trim().split(" ");
            return Optional.of(new Counts(Long.parseLong(fields[0]), Long.parseLong(fields[1])));
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException untold) {
            return Optional.empty();
        }
    }

    /** Forgets all processes but these. */
    void retain(Set<Activity.Id> alive) {
        before.keySet().retainAll(alive);
    }
}
