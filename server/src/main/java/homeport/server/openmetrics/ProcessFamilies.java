package homeport.server.openmetrics;

import com.sun.management.UnixOperatingSystemMXBean;
import homeport.server.openmetrics.Family.Kind;
import homeport.server.openmetrics.Family.Sample;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Homeport's own process, under the names that Prometheus' clients use. */
public final class ProcessFamilies {
    private static final Path STATUS = Path.of("/proc/self/status");

    private ProcessFamilies() {}

    /**
     * @param version of Homeport
     */
    public static List<Family> of(String version) {
        List<Family> all = new ArrayList<>();
        all.add(
                new Family(
                        "homeport_build",
                        Kind.INFO,
                        "",
                        "The Homeport that tells this.",
                        List.of(new Sample(Map.of("version", version), 1))));
        double started = ManagementFactory.getRuntimeMXBean().getStartTime() / 1000.0;
        all.add(
                Family.single(
                        "process_start_time_seconds",
                        Kind.GAUGE,
                        "seconds",
                        "When it started, since 1970.",
                        started));
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean os)
            system(os, all);
        memory("VmRSS:")
                .ifPresent(bytes ->
                        all.add(
                                Family.single(
                                        "process_resident_memory_bytes",
                                        Kind.GAUGE,
                                        "bytes",
                                        "In memory.",
                                        bytes)));
        machine(all);
        return all;
    }

    private static void system(UnixOperatingSystemMXBean os, List<Family> all) {
        long nanos = os.getProcessCpuTime();
        if (nanos >= 0)
            all.add(
                    Family.single(
                            "process_cpu_seconds",
                            Kind.COUNTER,
                            "seconds",
                            "Of processors, used.",
                            nanos / 1e9));
        all.add(
                Family.single(
                        "process_open_fds",
                        Kind.GAUGE,
                        "",
                        "Files and sockets.",
                        os.getOpenFileDescriptorCount()));
        all.add(
                Family.single(
                        "process_max_fds",
                        Kind.GAUGE,
                        "",
                        "Allowed.",
                        os.getMaxFileDescriptorCount()));
    }

    private static void machine(List<Family> all) {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        all.add(
                new Family(
                        "jvm_memory_used_bytes",
                        Kind.GAUGE,
                        "bytes",
                        "Of the Java machine.",
                        List.of(
                                area("heap", memory.getHeapMemoryUsage().getUsed()),
                                area("nonheap", memory.getNonHeapMemoryUsage().getUsed()))));
        all.add(
                Family.single(
                        "jvm_threads_current",
                        Kind.GAUGE,
                        "",
                        "Of the kernel; virtual ones are not counted.",
                        ManagementFactory.getThreadMXBean().getThreadCount()));
        List<Sample> collected = new ArrayList<>();
        for (GarbageCollectorMXBean one : ManagementFactory.getGarbageCollectorMXBeans())
            if (one.getCollectionTime() >= 0)
                collected.add(
                        new Sample(Map.of("gc", one.getName()), one.getCollectionTime() / 1000.0));
        all.add(
                new Family(
                        "homeport_jvm_gc_seconds",
                        Kind.COUNTER,
                        "seconds",
                        "In which garbage was collected.",
                        collected));
    }

    private static Sample area(String area, double bytes) {
        return new Sample(Map.of("area", area), bytes);
    }

    private static OptionalDouble memory(String field) {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(field))
                    .mapToDouble(line -> Double.parseDouble(line.split("\\s+")[1]) * 1024)
                    .findFirst();
        } catch (IOException notLinux) {
            return OptionalDouble.empty();
        }
    }
}
