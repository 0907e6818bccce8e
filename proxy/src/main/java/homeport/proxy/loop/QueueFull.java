package homeport.proxy.loop;

import java.io.IOException;

/** A server is there, and takes no new connection just now. */
public final class QueueFull extends IOException {
    private static final long serialVersionUID = 1;

    QueueFull() {
        super("the server's queue of new connections is full");
    }
}
