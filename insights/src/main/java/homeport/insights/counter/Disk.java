package homeport.insights.counter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the kernel counts of the disk that a folder is on. Others use it, too. Source: Linux,
 * Documentation/admin-guide/iostats.rst.
 *
 * @param inFlight requests now
 */
record Disk(
        long reads,
        long readsMerged,
        long readSectors,
        long readMillis,
        long writes,
        long writesMerged,
        long writtenSectors,
        long writeMillis,
        long inFlight,
        long busyMillis,
        long queueMillis) {
    static final int SECTOR_BYTES = 512;

    /** Fields before the counts: major, minor, name. */
    private static final int FIRST = 3;

    private static final int FIELDS_MIN = FIRST + 11;

    /** Empty: no disk is behind the folder, or the kernel does not tell. */
    static Optional<Disk> of(Path proc, Path folder) {
        try {
            long device = (Long) Files.getAttribute(folder, "unix:dev");
            String major = Long.toString(device >> 8 & 0xfff);
            String minor = Long.toString(device & 0xff | device >> 12 & 0xfff00);
            for (String line : Files.readAllLines(proc.resolve("diskstats"))) {
                String[] fields = line.trim().split("\\s+");
                if (fields.length < FIELDS_MIN) continue;
                if (fields[0].equals(major) && fields[1].equals(minor))
                    return Optional.of(disk(fields));
            }
            return Optional.empty();
        } catch (IOException | UnsupportedOperationException untold) {
            return Optional.empty();
        }
    }

    private static Disk disk(String[] fields) {
        long[] counts = new long[11];
        for (int i = 0; i < counts.length; i++) counts[i] = Long.parseLong(fields[FIRST + i]);
        return new Disk(
                counts[0],
                counts[1],
                counts[2],
                counts[3],
                counts[4],
                counts[5],
                counts[6],
                counts[7],
                counts[8],
                counts[9],
                counts[10]);
    }
}
