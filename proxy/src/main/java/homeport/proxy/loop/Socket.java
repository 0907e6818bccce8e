package homeport.proxy.loop;

import java.nio.ByteBuffer;

/** A connected stream. Owner: its loop's thread; nobody else may call. */
public interface Socket {
    /** Whose thread owns it. */
    Loop loop();

    /** Sends all of {@code bytes}, in order; what the peer does not take yet is copied and kept. */
    void send(ByteBuffer bytes);

    /** Bytes that are kept for a peer that does not take them. */
    int unsentBytes();

    /** Reads no more until {@link #resume}. */
    void pause();

    /** Reads again. */
    void resume();

    /** Who hears from now on. */
    void handler(SocketHandler handler);

    /**
     * Sends what is kept, and tells the peer that nothing more comes; what it says is heard as
     * before. From now on {@link #unsentBytes} is exact, and what is sent is dropped.
     */
    void endOutput();

    /**
     * Sends what is kept, tells the peer that nothing more comes, and closes when the peer has
     * closed too or has had a moment. The handler hears nothing any more.
     */
    void finish();

    /** Closes now. The handler hears nothing any more. May be repeated. */
    void close();

    /** As {@link #close}, and what the peer's machine does not have yet it will not get. */
    void reset();
}
