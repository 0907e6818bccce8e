package homeport.cloud.s3;

import homeport.aws.AwsException;
import java.util.concurrent.atomic.AtomicInteger;

/** How much is known of objects at once: it lies in memory, and each takes about a kilobyte. */
final class Room {
    /** Versions, delete markers and parts of uploads under way, in all buckets that were opened. */
    static final int ENTRIES_MAX = 10_000;

    private final AtomicInteger entries = new AtomicInteger();

    /**
     * @throws AwsException {@code ServiceUnavailable}
     */
    void check() {
        if (entries.get() >= ENTRIES_MAX)
            throw new AwsException(
                    "ServiceUnavailable",
                    "There are %d versions of objects and parts of uploads, as many as Homeport keeps; delete some."
                            .formatted(ENTRIES_MAX));
    }

    void add(int more) {
        entries.addAndGet(more);
    }
}
