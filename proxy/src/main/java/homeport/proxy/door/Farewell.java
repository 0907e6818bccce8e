package homeport.proxy.door;

import homeport.wire.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Ends a sign-in in time and in words: a clock that cuts it, and a last message that the client has
 * a moment to read (closing over unread bytes would take it away again). Owner: the sign-in.
 */
final class Farewell {
    private static final int DRAIN_BYTES = 8192;

    private final Session session;
    private final DoorSettings settings;
    private final ScheduledExecutorService clock;
    private Future<?> cut;

    Farewell(Session session, DoorSettings settings, ScheduledExecutorService clock) {
        this.session = session;
        this.settings = settings;
        this.clock = clock;
        cut = endAfter(settings.loginTime(), Ended.LOGIN_TIMEOUT);
    }

    /** Signed in, or ended: the clock has nothing to cut any more. */
    void stopClock() {
        cut.cancel(false);
    }

    /** Time that a client waits for us is not its time to sign in. */
    void startClockAfter(Duration wait) {
        stopClock();
        cut = endAfter(wait.plus(settings.loginTime()), Ended.LOGIN_TIMEOUT);
    }

    /** Sends the last message and ends once the client has closed, or lingered long enough. */
    void say(Link link, Message last, Ended why) {
        stopClock();
        cut = endAfter(settings.linger(), why);
        try {
            link.write(last.frame());
            link.endOutput();
            ByteBuffer drain = ByteBuffer.allocate(DRAIN_BYTES);
            while (link.read(drain) >= 0) drain.clear();
        } catch (IOException gone) {
            session.broken(why, gone);
        }
        session.end(why);
    }

    private Future<?> endAfter(Duration time, Ended why) {
        return clock.schedule(() -> session.end(why), time.toMillis(), TimeUnit.MILLISECONDS);
    }
}
