package homeport.control.replica;

import homeport.engine.Lsn;
import homeport.engine.Node.Past;
import java.time.Duration;
import java.util.Optional;

/** Whether a replica can ever catch up with the node that it is to stream from. Pure. */
public final class CutOff {
    /**
     * A source that has not reached a replica's timeline may only be late: it follows another
     * itself.
     */
    private static final Duration LATE_MAX = Duration.ofMinutes(1);

    private CutOff() {}

    /**
     * @param at how far the replica's log goes
     * @param own its past, of which only the timeline counts
     * @param source of the node that it is to stream from
     * @param absent for how long it has received nothing
     * @return why it cannot, as a sentence
     */
    public static Optional<String> why(Lsn at, Past own, Past source, Duration absent) {
        int timeline = own.timeline();
        if (timeline > source.timeline() && absent.compareTo(LATE_MAX) >= 0)
            return Optional.of(foreign(timeline));
        if (timeline < source.timeline()) {
            Lsn end = source.ends().get(timeline);
            if (end == null) return Optional.of(foreign(timeline));
            if (at.compareTo(end) > 0)
                return Optional.of(
                        "Timeline %d went on to %s, where the source left it at %s."
                                .formatted(timeline, at, end));
        }
        if (source.oldest().compareTo(at) > 0)
            return Optional.of(
                    "The write-ahead log at %s is needed, and the source's begins at %s."
                            .formatted(at, source.oldest()));
        return Optional.empty();
    }

    private static String foreign(int timeline) {
        return "Timeline %d is no part of the source's history.".formatted(timeline);
    }

    /** The node has all of the log that the replica lacks. */
    public static boolean reaches(Lsn at, Past source) {
        return source.oldest().compareTo(at) <= 0;
    }
}
