package homeport.store;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The changes of the newest commits, within the bounds of {@link Limits}. Owner: its image. */
final class History {
    private final TreeMap<Long, List<Change>> commits = new TreeMap<>();
    private final Limits limits;
    private long forgotten;
    private long changes;
    private long bytes;

    /**
     * @param forgotten the newest revision whose changes are not kept
     */
    History(Limits limits, long forgotten) {
        this.limits = limits;
        this.forgotten = forgotten;
    }

    /** Changes up to and including this revision are no longer kept. */
    long forgotten() {
        return forgotten;
    }

    /** Adds a commit that is newer than all others, then forgets the oldest beyond the limits. */
    void add(long revision, List<Change> added) {
        commits.put(revision, added);
        changes += added.size();
        bytes += bytes(added);
        while (changes > limits.historyChangesMax() || bytes > limits.historyBytesMax()) {
            var oldest = commits.pollFirstEntry();
            forgotten = oldest.getKey();
            changes -= oldest.getValue().size();
            bytes -= bytes(oldest.getValue());
        }
    }

    /** What {@link #forgotten} becomes when these commits are added. */
    long forgottenAfter(SortedMap<Long, List<Change>> added) {
        long changesThen = changes;
        long bytesThen = bytes;
        for (List<Change> commit : added.values()) {
            changesThen += commit.size();
            bytesThen += bytes(commit);
        }
        long then = forgotten;
        for (SortedMap<Long, List<Change>> part : List.of(commits, added)) {
            for (var oldest : part.entrySet()) {
                boolean fits =
                        changesThen <= limits.historyChangesMax()
                                && bytesThen <= limits.historyBytesMax();
                if (fits) return then;
                then = oldest.getKey();
                changesThen -= oldest.getValue().size();
                bytesThen -= bytes(oldest.getValue());
            }
        }
        return then;
    }

    /**
     * The changes under {@code prefix} in the commits after {@code after}: whole commits, ending
     * with the one that reaches {@code max} changes.
     */
    Page page(String prefix, long after, int max) {
        List<Change> found = new ArrayList<>();
        long upTo = after;
        for (var commit : commits.tailMap(after, false).entrySet()) {
            for (Change change : commit.getValue()) {
                if (key(change).startsWith(prefix)) {
                    found.add(change);
                }
            }
            upTo = commit.getKey();
            if (found.size() >= max) {
                break;
            }
        }
        return new Page(upTo, found);
    }

    static String key(Change change) {
        return switch (change) {
            case Change.Put put -> put.entry().key();
            case Change.Deleted deleted -> deleted.key();
            case Change.Lost lost -> throw new IllegalStateException("kept as history: " + lost);
        };
    }

    private static long bytes(List<Change> changes) {
        long sum = 0;
        for (Change change : changes) {
            sum += key(change).length();
            sum += change instanceof Change.Put put ? put.entry().value().length : 0;
        }
        return sum;
    }

    /**
     * @param upTo the revision of the last commit that was looked at
     */
    record Page(long upTo, List<Change> changes) {}
}
