package homeport.server.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory that databases on this machine may plan with. */
final class HostMemory {
    private static final Path MEMINFO = Path.of("/proc/meminfo");
    private static final Path CGROUP = Path.of("/sys/fs/cgroup/memory.max");

    private HostMemory() {}

    /** The machine's memory, or the limit of the container that we are in. */
    static long bytes() throws IOException {
        long total = 0;
        for (String line : Files.readAllLines(MEMINFO))
            if (line.startsWith("MemTotal:"))
                total = Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        if (Files.isReadable(CGROUP)) {
            String limit = Files.readString(CGROUP).strip();
            if (!limit.equals("max")) total = Math.min(total, Long.parseLong(limit));
        }
        return total;
    }
}
