package homeport.proxy.loop;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;

/** The loop on io_uring; left out where the kernel forbids it, as in most containers. */
class UringLoopTest extends LoopContract {
    @Override
    Loop start(String name) throws IOException {
        try {
            return UringLoop.start(name, Duration.ofNanos(50_000));
        } catch (IOException refused) {
            Assumptions.abort(refused.getMessage());
            throw refused;
        }
    }
}
