package homeport.proxy.loop;

import java.nio.ByteBuffer;

/** What all TLS streams of one loop encrypt and decrypt in. Owner: the loop's thread. */
public final class TlsBuffers {
    /** A record of ours, with what the engine asks for beside it. */
    static final int RECORD_ROOM = 20 * 1024;

    /** The largest record is 16 KB; the engine wants slack. */
    private final ByteBuffer plain = ByteBuffer.allocateDirect(36 * 1024);

    private final ByteBuffer out = ByteBuffer.allocateDirect(2 * Loop.CHUNK_BYTES);

    ByteBuffer plain() {
        return plain.clear();
    }

    ByteBuffer out() {
        return out.clear();
    }
}
