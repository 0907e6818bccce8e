package homeport.proxy.loop;

import java.io.IOException;

/** The portable loop. */
class NioLoopTest extends LoopContract {
    @Override
    Loop start(String name) throws IOException {
        return NioLoop.start(name);
    }
}
