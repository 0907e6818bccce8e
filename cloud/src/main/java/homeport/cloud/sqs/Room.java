package homeport.cloud.sqs;

import homeport.aws.AwsException;
import java.util.concurrent.atomic.AtomicLong;

/** How much the messages of all queues may take together. Safe from any thread. */
final class Room {
    static final long BYTES_MAX = 16L << 20;

    private final AtomicLong used = new AtomicLong();

    /**
     * @throws AwsException {@code RequestThrottled}
     */
    void take(int bytes) {
        long then = used.addAndGet(bytes);
        if (then <= BYTES_MAX) return;
        used.addAndGet(-bytes);
        throw new AwsException(
                "RequestThrottled",
                "The queues hold %d bytes of at most %d; receive and delete messages, or purge."
                        .formatted(then - bytes, BYTES_MAX));
    }

    /** For what is there already. */
    void takeAnyway(int bytes) {
        used.addAndGet(bytes);
    }

    void free(int bytes) {
        used.addAndGet(-bytes);
    }
}
