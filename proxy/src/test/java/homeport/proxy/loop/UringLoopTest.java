package homeport.proxy.loop;

import java.io.IOException;

/** The loop on io_uring. */
class UringLoopTest extends LoopContract {
    @Override
    Loop start(String name) throws IOException {
        return UringLoop.start(name);
    }
}
