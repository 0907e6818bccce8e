package homeport.cloud.logs;

import java.time.Instant;
import java.util.Optional;

/** A log stream, wherever its events are kept. Any thread. */
public interface LogStream {
    /** Unique in its group; 1 to 512 characters. */
    String name();

    /** When it came to be. */
    Instant created();

    /** What can be told of it at little cost. */
    Facts facts();

    /** The place behind its newest event. */
    Place end();

    /**
     * Events from a place on, the oldest first.
     *
     * @param span others are passed over
     */
    Walk forward(Place from, Span span, Budget budget);

    /** Events before a place, the newest first. */
    Walk backward(Place before, Span span, Budget budget);

    /**
     * About a stream.
     *
     * @param first when its oldest event happened
     * @param last when its newest event happened
     * @param written when something was last added
     */
    record Facts(
            long bytes,
            Optional<Instant> first,
            Optional<Instant> last,
            Optional<Instant> written) {
        /** Of a stream without events. */
        static final Facts NONE =
                new Facts(0, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
