package homeport.server.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process that cannot be mistaken for a later one with the same pid.
 *
 * @param born the boot and the clock tick that it started in. Source: proc(5), field 22 of {@code
 *     /proc/<pid>/stat}
 */
public record ProcessMark(long pid, String born) {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    public static ProcessMark self() {
        long pid = ProcessHandle.current().pid();
        return of(pid).orElseThrow(() -> new IllegalStateException("/proc has no process " + pid));
    }

    public boolean alive() {
        return of(pid).filter(this::equals).isPresent();
    }

    private static Optional<ProcessMark> of(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            // The second field, the name in brackets, may hold blanks and brackets itself.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Optional.of(
                    new ProcessMark(pid, Files.readString(BOOT).strip() + ":" + fields[19]));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
