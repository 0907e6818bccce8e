package homeport.proxy.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A stream on epoll. An edge is told once, so what it said is remembered here until a read has come
 * back short. Owner: the loop's thread.
 */
final class EpollSocket extends LinuxSocket implements EpollLoop.Ready {
    private static final int ENDS = EpollLoop.RDHUP | EpollLoop.HUP | EpollLoop.ERR;

    private final EpollLoop loop;
    private final boolean isUnix;
    private long number = -1;
    private boolean isReadable;

    /** The peer has closed or is gone: reads go on until one says so. */
    private boolean isEnding;

    /** It stands in the loop's queue of those that read again. */
    private boolean isQueued;

    /** The kernel was asked to tell when a unix socket's peer has read. */
    private boolean wantsToSend;

    EpollSocket(EpollLoop loop, int file, boolean isUnix) {
        super(loop, file);
        this.loop = loop;
        this.isUnix = isUnix;
    }

    @Override
    void begin() throws IOException {
        if (isClosed) return;
        number = loop.watch(this, mask(!isUnix));
    }

    /**
     * A unix socket tells each time when its peer has read, a TCP socket only after a send that did
     * not fit: only the latter can be asked once for all.
     */
    private static int mask(boolean sends) {
        int mask = EpollLoop.IN | EpollLoop.RDHUP | EpollLoop.EDGES;
        return sends ? mask | EpollLoop.OUT : mask;
    }

    @Override
    public void send(ByteBuffer bytes) {
        if (mayBeSentTo()) sendNow(bytes);
    }

    @Override
    void wantToSend() {
        if (!isUnix || wantsToSend || number < 0) return;
        wantsToSend = true;
        loop.change(this, number, mask(true));
    }

    @Override
    void wantNoMoreToSend() {
        if (!wantsToSend) return;
        wantsToSend = false;
        loop.change(this, number, mask(false));
    }

    @Override
    void settle() {
        // all is given to the kernel at once
    }

    @Override
    void hearOut() {
        isReadable = true;
        readSoon();
    }

    @Override
    void forget() {
        if (number >= 0) loop.unwatch(number);
    }

    @Override
    public void pause() {
        if (!isFinishing) isPaused = true;
    }

    @Override
    public void resume() {
        isPaused = false;
        if (isReadable) readSoon();
    }

    private void readSoon() {
        if (isQueued || isClosed) return;
        isQueued = true;
        loop.again(this);
    }

    @Override
    public void ready(int mask) {
        try {
            if ((mask & (EpollLoop.IN | ENDS)) != 0) {
                isReadable = true;
                isEnding |= (mask & ENDS) != 0;
                if (!isPaused && !isQueued) read();
            }
            if ((mask & (EpollLoop.OUT | ENDS)) != 0 && !isClosed) drain();
        } catch (RuntimeException fault) {
            LinuxLoop.failed(this, fault);
        }
    }

    void readAgain() {
        isQueued = false;
        try {
            if (isReadable && !isPaused && !isClosed) read();
        } catch (RuntimeException fault) {
            LinuxLoop.failed(this, fault);
        }
    }

    private void read() {
        int n = loop.linux.recv(file, loop.chunkMemory());
        if (n == -Linux.AGAIN) {
            isReadable = false;
            return;
        }
        if (n == 0) {
            isReadable = false;
            if (!isHeardOut()) gone(Optional.empty());
            return;
        }
        if (n > 0) {
            // A read that comes back short has taken all: the next bytes make an edge. epoll(7)
            isReadable = n == Loop.CHUNK_BYTES || isEnding;
            if (!isFinishing) handler.received(loop.chunk().limit(n));
        } else if (n != -Linux.INTERRUPTED) {
            broken(Linux.error("", n));
            return;
        }
        if (isReadable && !isPaused) readSoon();
    }
}
