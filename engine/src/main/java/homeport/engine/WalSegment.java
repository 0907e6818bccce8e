package homeport.engine;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One file of a server's log by its place. Every server of ours has segments of 16 MiB, initdb's
 * default. Source: PostgreSQL, xlog_internal.h, XLogFileName.
 *
 * @param number counted over all timelines: {@code position / SEGMENT_BYTES}
 */
public record WalSegment(int timeline, long number) {
    public static final long SEGMENT_BYTES = 16L << 20;

    private static final long PER_LOG = (1L << 32) / SEGMENT_BYTES;
    private static final Pattern NAME = Pattern.compile("([0-9A-F]{8})([0-9A-F]{8})([0-9A-F]{8})");

    /** Empty for everything else that may lie among segments. */
    public static Optional<WalSegment> parse(String name) {
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) return Optional.empty();
        int timeline = Integer.parseUnsignedInt(parts.group(1), 16);
        long log = Long.parseLong(parts.group(2), 16);
        long segment = Long.parseLong(parts.group(3), 16);
        if (timeline <= 0 || segment >= PER_LOG) return Optional.empty();
        return Optional.of(new WalSegment(timeline, log * PER_LOG + segment));
    }

    /**
     * The first that a recovery on a copy of a running server needs; empty for any other copy.
     *
     * @param copy see {@link Node#copyTo}
     */
    public static Optional<WalSegment> neededBy(Path copy) {
        return Backup.firstWal(copy).flatMap(WalSegment::parse);
    }

    /** The one that holds the byte before this position, which is an end. */
    public static WalSegment endingAt(int timeline, Lsn position) {
        return new WalSegment(timeline, (position.bytes() - 1) / SEGMENT_BYTES);
    }

    public String name() {
        return "%08X%08X%08X".formatted(timeline, number / PER_LOG, number % PER_LOG);
    }

    public WalSegment next() {
        return new WalSegment(timeline, number + 1);
    }

    /** Where its first byte is. */
    public long start() {
        return number * SEGMENT_BYTES;
    }
}
