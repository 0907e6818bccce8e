package homeport.control.archive;

import homeport.engine.Lsn;
import homeport.engine.WalSegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The way from a database's first timeline to one of its later ones: which file holds which part of
 * the log. Pure. Source: PostgreSQL, timeline.c, readTimeLineHistory; xlogrecovery.c,
 * XLogFileReadAnyTLI.
 *
 * @param before timelines that were left, in order, with the first segment that each has no more
 * @param timeline the last
 */
record Timelines(List<Left> before, int timeline) {
    record Left(int timeline, long end) {}

    /**
     * @param history the text of {@code <timeline>.history}; empty for the first
     */
    static Timelines parse(int timeline, String history) {
        List<Left> before = new ArrayList<>();
        for (String line : history.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) continue;
            String[] fields = line.strip().split("\\s+", 3);
            long end = Lsn.parse(fields[1]).bytes() / WalSegment.SEGMENT_BYTES;
            before.add(new Left(Integer.parseInt(fields[0]), end));
        }
        return new Timelines(List.copyOf(before), timeline);
    }

    static String historyName(int timeline) {
        return "%08X.history".formatted(timeline);
    }

    /** The file that holds this part: where one was left, that of the next, which has both. */
    WalSegment at(long number) {
        for (Left left : before)
            if (number < left.end()) return new WalSegment(left.timeline(), number);
        return new WalSegment(timeline, number);
    }

    /**
     * @param has whether there is a file of this name
     * @return the last segment of those that are there one after another; {@code from - 1} when not
     *     even the first is
     */
    long reach(long from, long to, Predicate<String> has) {
        for (long number = from; number <= to; number++)
            if (!has.test(at(number).name())) return number - 1;
        return to;
    }
}
