package homeport.insights.counter;

import java.util.ArrayList;
import java.util.List;

/**
 * The counters of the operating system: what they are called and what they mean here. Those of
 * processor, tasks, load and bytes are of the instance's own processes; memory, swap and the rest
 * of the disk are of the host, which instances share. Source of names: RDS User Guide, "Performance
 * Insights operating system counters".
 */
final class OsCounters {
    static final String CPU = "os.cpuUtilization.";
    static final String MEMORY = "os.memory.";
    static final String DATABASE_MEMORY = "os.memory.db.";
    static final String DISK = "os.diskIO.rdsdev.";
    static final String TASKS = "os.tasks.";
    static final String LOAD = "os.loadAverageMinute.";
    static final String SWAP = "os.swap.";
    static final String FILES = "os.fileSys.";
    static final String VCPUS = "os.general.numVCPUs";

    private OsCounters() {}

    static List<Counter> all() {
        List<Counter> all = new ArrayList<>();
        add(all, VCPUS, "vCPUs", "Of the instance's class.");
        String percent = "Percent";
        add(all, CPU + "total", percent, "Of the class's vCPUs, used by the instance.");
        add(all, CPU + "user", percent, "Used by its programs.");
        add(all, CPU + "system", percent, "Used by the kernel for it.");
        add(all, CPU + "idle", percent, "Of the class's vCPUs, left.");
        for (String host : List.of("wait", "steal", "irq", "guest", "nice"))
            add(all, CPU + host, percent, "Of the host's processors.");
        for (String name :
                List.of(
                        "active",
                        "buffers",
                        "cached",
                        "dirty",
                        "free",
                        "inactive",
                        "mapped",
                        "pageTables",
                        "slab",
                        "total",
                        "writeback")) add(all, MEMORY + name, "KB", "Of the host.");
        for (String name :
                List.of("hugePagesFree", "hugePagesRsvd", "hugePagesSurp", "hugePagesTotal"))
            add(all, MEMORY + name, "Pages", "Of the host.");
        add(all, MEMORY + "hugePagesSize", "KB", "Of one page.");
        add(all, DATABASE_MEMORY + "residentSetSize", "Bytes", "Shared pages counted once.");
        add(all, DATABASE_MEMORY + "swap", "Bytes", "Of the instance's processes.");
        for (String name : List.of("readIOsPS", "writeIOsPS", "tps", "rrqmPS", "wrqmPS"))
            add(all, DISK + name, "Requests per second", "Of the disk, for all that use it.");
        add(all, DISK + "readKbPS", "KB per second", "Read by the instance.");
        add(all, DISK + "writeKbPS", "KB per second", "Written by the instance.");
        add(all, DISK + "avgQueueLen", "Requests", "That wait at the disk, on average.");
        add(all, DISK + "avgReqSz", "KB", "Of a request to the disk.");
        add(all, DISK + "await", "Milliseconds", "That a request takes.");
        add(all, DISK + "util", percent, "Of the time in which the disk was busy.");
        for (String state : List.of("running", "sleeping", "blocked", "stopped", "zombie", "total"))
            add(all, TASKS + state, "Tasks", "Of the instance's processes.");
        for (String span : List.of("one", "five", "fifteen"))
            add(all, LOAD + span, "Processes", "That run or want to, averaged.");
        for (String name : List.of("cached", "free", "total", "in", "out"))
            add(all, SWAP + name, "KB", "Of the host.");
        add(all, FILES + "total", "KB", "Of the volume with the data.");
        add(all, FILES + "used", "KB", "Of the volume with the data.");
        add(all, FILES + "usedPercent", percent, "Of the volume with the data.");
        return List.copyOf(all);
    }

    private static void add(List<Counter> all, String name, String unit, String description) {
        all.add(new Counter(name, description, unit));
    }
}
