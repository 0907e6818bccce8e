package homeport.proxy.door;

import java.nio.file.Path;

/**
 * One session's stay at one server: a sign-in that finds it dead or gone makes another visit. Equal
 * only to itself.
 */
final class Visit {
    final Path socket;
    final boolean guarded;

    /**
     * The client has heard, or is about to hear, from this server. Written under the gate's lock.
     */
    private volatile boolean heard;

    Visit(Path socket, boolean guarded) {
        this.socket = socket;
        this.guarded = guarded;
    }

    /** From now on no other server can take over the sign-in. */
    void hear() {
        heard = true;
    }

    boolean isHeard() {
        return heard;
    }
}
