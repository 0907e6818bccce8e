package homeport.insights.counter;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * What the kernel tells of one server and of the machine that it is on, between one reading and the
 * next. Owner: one thread.
 */
final class Host {
    /** What {@code /proc/meminfo} calls it, by what AWS does. */
    private static final Map<String, String> MEMORY =
            Map.ofEntries(
                    Map.entry("active", "Active"),
                    Map.entry("buffers", "Buffers"),
                    Map.entry("cached", "Cached"),
                    Map.entry("dirty", "Dirty"),
                    Map.entry("free", "MemFree"),
                    Map.entry("inactive", "Inactive"),
                    Map.entry("mapped", "Mapped"),
                    Map.entry("pageTables", "PageTables"),
                    Map.entry("slab", "Slab"),
                    Map.entry("total", "MemTotal"),
                    Map.entry("writeback", "Writeback"),
                    Map.entry("hugePagesFree", "HugePages_Free"),
                    Map.entry("hugePagesRsvd", "HugePages_Rsvd"),
                    Map.entry("hugePagesSurp", "HugePages_Surp"),
                    Map.entry("hugePagesTotal", "HugePages_Total"),
                    Map.entry("hugePagesSize", "Hugepagesize"));

    /** Places in the first line of {@code /proc/stat}. Source: proc_stat(5). */
    private static final Map<String, Integer> CPU =
            Map.of("nice", 1, "wait", 4, "irq", 5, "steal", 7, "guest", 8);

    private static final Map<String, Double> LOAD_MINUTES =
            Map.of("one", 1.0, "five", 5.0, "fifteen", 15.0);

    /** Reading what a process has in memory takes the kernel longest. */
    private static final double MEMORY_SECONDS = 60;

    private final Path proc;
    private final Map<String, Double> load = new HashMap<>();
    private Optional<Seen> before = Optional.empty();
    private Map<String, Double> databaseMemory = Map.of();
    private double memoryAge = Double.MAX_VALUE;

    /**
     * @param proc {@code /proc}
     */
    Host(Path proc) {
        this.proc = proc;
    }

    /**
     * @param cpu ticks of the host, as in the first line of {@code /proc/stat}
     */
    private record Seen(
            long postmaster,
            Processes processes,
            Optional<Disk> disk,
            long[] cpu,
            long[] swapped) {}

    /**
     * Counters by name; those that are made of two readings are missing in the first.
     *
     * @param seconds since the reading before
     */
    Map<String, Double> read(long postmaster, int vcpus, double seconds) {
        Map<String, Double> values = new TreeMap<>();
        Optional<Processes> processes = Processes.of(proc, postmaster);
        if (processes.isEmpty()) return values;
        Path data = proc.resolve(Long.toString(postmaster)).resolve("cwd");
        Seen now =
                new Seen(postmaster, processes.get(), Disk.of(proc, data), hostTicks(), swapped());
        values.put(OsCounters.VCPUS, (double) vcpus);
        tasks(now.processes(), seconds, values);
        memory(postmaster, seconds, values);
        files(data, values);
        before.filter(then -> then.postmaster() == postmaster)
                .ifPresent(then -> rates(then, now, vcpus, seconds, values));
        now.disk().ifPresent(disk -> values.put("cw.DiskQueueDepth", (double) disk.inFlight()));
        before = Optional.of(now);
        return values;
    }

    private void tasks(Processes now, double seconds, Map<String, Double> values) {
        Map<Character, Integer> states = now.states();
        int sleeping = states.getOrDefault('S', 0) + states.getOrDefault('I', 0);
        int running = states.getOrDefault('R', 0);
        int blocked = states.getOrDefault('D', 0);
        int total = states.values().stream().mapToInt(Integer::intValue).sum();
        values.put(OsCounters.TASKS + "running", (double) running);
        values.put(OsCounters.TASKS + "sleeping", (double) sleeping);
        values.put(OsCounters.TASKS + "blocked", (double) blocked);
        values.put(OsCounters.TASKS + "stopped", (double) states.getOrDefault('T', 0));
        values.put(OsCounters.TASKS + "zombie", (double) states.getOrDefault('Z', 0));
        values.put(OsCounters.TASKS + "total", (double) total);
        LOAD_MINUTES.forEach((name, minutes) -> {
            double kept = Math.exp(-seconds / (minutes * 60));
            double last = load.getOrDefault(name, (double) running + blocked);
            load.put(name, last * kept + (running + blocked) * (1 - kept));
            values.put(OsCounters.LOAD + name, load.get(name));
        });
    }

    private void memory(long postmaster, double seconds, Map<String, Double> values) {
        Map<String, Long> host = Processes.numbers(proc.resolve("meminfo"));
        MEMORY.forEach((name, there) -> {
            if (host.containsKey(there))
                values.put(OsCounters.MEMORY + name, (double) host.get(there));
        });
        copy(host, "SwapCached", OsCounters.SWAP + "cached", values);
        copy(host, "SwapFree", OsCounters.SWAP + "free", values);
        copy(host, "SwapTotal", OsCounters.SWAP + "total", values);
        if (host.containsKey("MemAvailable"))
            values.put("cw.FreeableMemory", host.get("MemAvailable") * 1024.0);
        memoryAge += seconds;
        if (memoryAge >= MEMORY_SECONDS) {
            Map<String, Long> own = Processes.memory(proc, postmaster);
            databaseMemory = new TreeMap<>();
            copy(own, "Pss", OsCounters.DATABASE_MEMORY + "residentSetSize", databaseMemory);
            copy(own, "SwapPss", OsCounters.DATABASE_MEMORY + "swap", databaseMemory);
            copy(own, "SwapPss", "cw.SwapUsage", databaseMemory);
            memoryAge = 0;
        }
        values.putAll(databaseMemory);
    }

    private static void copy(
            Map<String, Long> from, String name, String to, Map<String, Double> values) {
        if (from.containsKey(name)) values.put(to, (double) from.get(name));
    }

    private static void files(Path data, Map<String, Double> values) {
        try {
            FileStore volume = Files.getFileStore(data);
            double total = volume.getTotalSpace();
            double free = volume.getUsableSpace();
            values.put(OsCounters.FILES + "total", total / 1024);
            values.put(OsCounters.FILES + "used", (total - free) / 1024);
            values.put(OsCounters.FILES + "usedPercent", (total - free) / total * 100);
            values.put("cw.FreeStorageSpace", free);
        } catch (IOException untold) {
            return; // the server has just gone
        }
    }

    private static void rates(
            Seen before, Seen now, int vcpus, double seconds, Map<String, Double> values) {
        double ticks = seconds * Processes.TICKS_PER_SECOND * vcpus;
        double user = grown(before, now, one -> one.processes().userTicks()) / ticks * 100;
        double system = grown(before, now, one -> one.processes().systemTicks()) / ticks * 100;
        values.put(OsCounters.CPU + "user", user);
        values.put(OsCounters.CPU + "system", system);
        values.put(OsCounters.CPU + "total", user + system);
        values.put(OsCounters.CPU + "idle", Math.max(0, 100 - user - system));
        values.put("cw.CPUUtilization", Math.min(100, user + system));
        hostCpu(before.cpu(), now.cpu(), values);
        values.put(OsCounters.SWAP + "in", (now.swapped()[0] - before.swapped()[0]) * 4.0);
        values.put(OsCounters.SWAP + "out", (now.swapped()[1] - before.swapped()[1]) * 4.0);
        bytes(before, now, seconds, values);
        if (before.disk().isPresent() && now.disk().isPresent())
            disk(before.disk().get(), now.disk().get(), seconds, values);
    }

    private static double grown(Seen before, Seen now, ToLongFunction<Seen> count) {
        return Math.max(0, count.applyAsLong(now) - count.applyAsLong(before));
    }

    private static void hostCpu(long[] before, long[] now, Map<String, Double> values) {
        double all = 0;
        for (int i = 0; i < Math.min(8, now.length); i++) all += now[i] - before[i];
        if (all <= 0) return;
        for (var place : CPU.entrySet()) {
            int at = place.getValue();
            if (at < now.length)
                values.put(OsCounters.CPU + place.getKey(), (now[at] - before[at]) / all * 100);
        }
    }

    private static void bytes(Seen before, Seen now, double seconds, Map<String, Double> values) {
        Optional<Long> read = now.processes().readBytes();
        Optional<Long> written = now.processes().writtenBytes();
        if (read.isEmpty() || before.processes().readBytes().isEmpty()) return;
        double readRate =
                grown(before, now, one -> one.processes().readBytes().orElse(0L)) / seconds;
        double writeRate =
                grown(before, now, one -> one.processes().writtenBytes().orElse(0L)) / seconds;
        if (written.isEmpty()) return;
        values.put(OsCounters.DISK + "readKbPS", readRate / 1024);
        values.put(OsCounters.DISK + "writeKbPS", writeRate / 1024);
        values.put("cw.ReadThroughput", readRate);
        values.put("cw.WriteThroughput", writeRate);
    }

    private static void disk(Disk before, Disk now, double seconds, Map<String, Double> values) {
        double reads = now.reads() - before.reads();
        double writes = now.writes() - before.writes();
        double sectors =
                now.readSectors()
                        - before.readSectors()
                        + (now.writtenSectors() - before.writtenSectors());
        double millis =
                now.readMillis() - before.readMillis() + (now.writeMillis() - before.writeMillis());
        values.put(OsCounters.DISK + "readIOsPS", reads / seconds);
        values.put(OsCounters.DISK + "writeIOsPS", writes / seconds);
        values.put(OsCounters.DISK + "tps", (reads + writes) / seconds);
        values.put(
                OsCounters.DISK + "rrqmPS", (now.readsMerged() - before.readsMerged()) / seconds);
        values.put(
                OsCounters.DISK + "wrqmPS", (now.writesMerged() - before.writesMerged()) / seconds);
        values.put(
                OsCounters.DISK + "avgQueueLen",
                (now.queueMillis() - before.queueMillis()) / 1000.0 / seconds);
        values.put(
                OsCounters.DISK + "util",
                Math.min(100, (now.busyMillis() - before.busyMillis()) / 10.0 / seconds));
        values.put("cw.ReadIOPS", reads / seconds);
        values.put("cw.WriteIOPS", writes / seconds);
        if (reads + writes > 0) {
            values.put(
                    OsCounters.DISK + "avgReqSz",
                    sectors * Disk.SECTOR_BYTES / 1024 / (reads + writes));
            values.put(OsCounters.DISK + "await", millis / (reads + writes));
        }
        latency(reads, now.readMillis() - before.readMillis(), "cw.ReadLatency", values);
        latency(writes, now.writeMillis() - before.writeMillis(), "cw.WriteLatency", values);
    }

    /** Of a disk without requests it is 0, as AWS has it. */
    private static void latency(
            double requests, double millis, String name, Map<String, Double> values) {
        values.put(name, requests > 0 ? millis / requests / 1000 : 0);
    }

    private long[] hostTicks() {
        try {
            String first = Files.readAllLines(proc.resolve("stat")).getFirst();
            String[] fields = first.trim().split("\\s+");
            long[] ticks = new long[fields.length - 1];
            for (int i = 0; i < ticks.length; i++) ticks[i] = Long.parseLong(fields[i + 1]);
            return ticks;
        } catch (IOException untold) {
            return new long[0];
        }
    }

    /** Pages in and out. */
    private long[] swapped() {
        long[] pages = new long[2];
        try {
            for (String line : Files.readAllLines(proc.resolve("vmstat"))) {
                if (line.startsWith("pswpin ")) pages[0] = Long.parseLong(line.substring(7));
                if (line.startsWith("pswpout ")) pages[1] = Long.parseLong(line.substring(8));
            }
        } catch (IOException untold) {
            return pages;
        }
        return pages;
    }
}
