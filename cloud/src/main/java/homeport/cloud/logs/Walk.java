package homeport.cloud.logs;

import java.util.Optional;

/** Events of a stream, one after another. Owner: one thread. */
interface Walk extends AutoCloseable {
    /**
     * The next one; empty at the end of the stream, and when nothing more may be read now: {@link
     * #isOver} tells which.
     */
    Optional<LogEvent> next();

    /** Where another walk would go on. */
    Place place();

    /** The stream has no more. */
    boolean isOver();

    @Override
    void close();
}
