package homeport.aws.http;

import homeport.aws.AwsException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Room for what is read before it is known who asks, or whether that may be: so much of it is held
 * at once, and the next waits. Safe from any thread.
 */
public final class Intake {
    public static final Duration WAIT_MAX = Duration.ofSeconds(10);

    /** From its first byte to its last; who is slower holds what others wait for. */
    public static final Duration TIME_MAX = Duration.ofSeconds(30);

    private final Semaphore room;

    /**
     * @param room in whatever unit is taken from it
     */
    public Intake(int room) {
        this.room = new Semaphore(room, true);
    }

    /** A part of the room; closed when it is free again. */
    public record Place(Semaphore room, int size) implements AutoCloseable {
        @Override
        public void close() {
            room.release(size);
        }
    }

    /** As {@link java.io.InputStream#read(byte[], int, int)}. */
    public interface Source {
        int read(byte[] into, int from, int count) throws IOException;
    }

    /**
     * @param full thrown when no room comes free in {@link #WAIT_MAX}, or this thread is to end
     */
    public Place take(int size, Supplier<AwsException> full) {
        try {
            if (room.tryAcquire(size, WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS))
                return new Place(room, size);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
        throw full.get();
    }

    /**
     * All there is to its end.
     *
     * @param expected bytes, for which memory is set aside at once
     * @param max bytes
     * @param large thrown when there are more
     * @param slow thrown when they are not there after {@link #TIME_MAX}
     */
    public static byte[] whole(
            Source in,
            int expected,
            int max,
            Supplier<AwsException> large,
            Supplier<AwsException> slow)
            throws IOException {
        long end = System.nanoTime() + TIME_MAX.toNanos();
        byte[] all = new byte[expected];
        int used = 0;
        while (true) {
            // one more than there should be, so that the end is seen to be one
            if (used == all.length) all = Arrays.copyOf(all, grown(used, max));
            int count = in.read(all, used, all.length - used);
            if (count < 0) return used == all.length ? all : Arrays.copyOf(all, used);
            used += count;
            if (used > max) throw large.get();
            if (System.nanoTime() > end) throw slow.get();
        }
    }

    private static int grown(int used, int max) {
        return used >= max ? max + 1 : Math.max(used + 1, Math.min(max, 2 * used));
    }
}
