package homeport.control.replica;

import homeport.engine.Lsn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When the log of one source reached which position. Answers how old the first change is that a
 * replica does not show yet. Not safe for several threads.
 */
final class LagHistory {
    /**
     * At four samples a second of a source that always writes, the last quarter of an hour in full;
     * before that ever fewer, so that how exact an answer is stays in proportion to what it says.
     * Less than a megabyte.
     */
    static final int ENTRIES_MAX = 8192;

    private final int entriesMax;
    private final List<Entry> entries = new ArrayList<>();

    LagHistory() {
        this(ENTRIES_MAX);
    }

    LagHistory(int entriesMax) {
        this.entriesMax = entriesMax;
    }

    /** The log ended at a position from the first sample that saw it to the last. */
    private record Entry(Lsn at, Instant first, Instant last) {}

    /**
     * Samples come in the order of time. A position before the last one is that of another primary,
     * which a failover made: what lay beyond never happened.
     */
    void sample(Lsn at, Instant now) {
        while (!entries.isEmpty() && entries.getLast().at().compareTo(at) > 0) entries.removeLast();
        if (!entries.isEmpty() && entries.getLast().at().equals(at)) {
            Entry same = entries.removeLast();
            entries.add(new Entry(at, same.first(), now));
            return;
        }
        if (entries.size() >= entriesMax) thin();
        entries.add(new Entry(at, now, now));
    }

    /** Of the older half every other is forgotten. */
    private void thin() {
        List<Entry> older = entries.subList(0, entriesMax / 2);
        List<Entry> kept = new ArrayList<>();
        for (int i = 0; i < older.size(); i += 2) kept.add(older.get(i));
        older.clear();
        entries.addAll(0, kept);
    }

    /** The newest position of the source. */
    Optional<Lsn> newest() {
        return entries.isEmpty() ? Optional.empty() : Optional.of(entries.getLast().at());
    }

    /**
     * How long ago the source went on from what a replica shows; zero when it has not. Between two
     * samples it is taken to have written evenly.
     *
     * @return empty when that was before the first sample
     */
    Optional<Duration> behind(Lsn shown, Instant now) {
        int next = firstBeyond(shown);
        if (next == entries.size())
            return entries.isEmpty() ? Optional.empty() : Optional.of(Duration.ZERO);
        if (next == 0) return Optional.empty();
        Entry had = entries.get(next - 1);
        Entry then = entries.get(next);
        double share =
                (double) (shown.bytes() - had.at().bytes())
                        / (then.at().bytes() - had.at().bytes());
        Duration step = Duration.between(had.last(), then.first());
        Instant passed = had.last().plusNanos((long) (step.toNanos() * share));
        Duration behind = Duration.between(passed, now);
        return Optional.of(behind.isNegative() ? Duration.ZERO : behind);
    }

    /** Of the entries, which ascend. */
    private int firstBeyond(Lsn shown) {
        int low = 0;
        int high = entries.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entries.get(middle).at().compareTo(shown) > 0) high = middle;
            else low = middle + 1;
        }
        return low;
    }
}
