package homeport.control.replica;

import homeport.engine.Lsn;
import homeport.engine.Node.Past;
import java.util.Optional;

/** Whether a replica can ever catch up with the node that it is to stream from. Pure. */
public final class CutOff {
    private CutOff() {}

    /**
     * @param at how far the replica's log goes
     * @param own its past, of which only the timeline counts
     * @param source of the node that it is to stream from
     * @return why it cannot, as a sentence
     */
    public static Optional<String> why(Lsn at, Past own, Past source) {
        int timeline = own.timeline();
        if (timeline < source.timeline()) {
            Lsn end = source.ends().get(timeline);
            if (end == null)
                return Optional.of(
                        "Timeline %d is no part of the source's history.".formatted(timeline));
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

    /** The node has all of the log that the replica lacks. */
    public static boolean reaches(Lsn at, Past source) {
        return source.oldest().compareTo(at) <= 0;
    }
}
