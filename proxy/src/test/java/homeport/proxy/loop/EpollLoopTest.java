package homeport.proxy.loop;

import java.io.IOException;
import java.time.Duration;

/** The loop on epoll. */
class EpollLoopTest extends LoopContract {
    @Override
    Loop start(String name) throws IOException {
        return EpollLoop.start(name, Duration.ofNanos(50_000));
    }
}
