package homeport.proxy.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * A stream on io_uring. It says what it wants of the kernel at the end of a turn; what it sends
 * lies in the loop's memory until then. Owner: the loop's thread.
 */
final class UringSocket extends LinuxSocket {
    private static final int NO_BUFFERS = 105;
    private static final int CANCELLED = 125;

    private final UringLoop loop;
    private long number = -1;

    /** It stands among those that want something. */
    private boolean hasChanged;

    /** The kernel reads for it. */
    private boolean isReading;

    private boolean isCancelling;
    private boolean wantsToSend;

    /** The kernel was asked to tell when the peer takes something. */
    private boolean isPolling;

    /** What is to be sent in this turn: a part of the loop's memory. */
    private int outAt;

    private int outBytes;

    /** Copies of what came while it was paused; mostly null. */
    private ArrayDeque<ByteBuffer> early;

    /** The peer is gone, which is told behind what came early. */
    private boolean hasEnded;

    private int end;
    private boolean isQueued;

    UringSocket(UringLoop loop, int file) {
        super(loop, file);
        this.loop = loop;
    }

    @Override
    void begin() {
        if (isClosed) return;
        number = loop.watch(this);
        change();
    }

    private void change() {
        if (hasChanged || isClosed) return;
        hasChanged = true;
        loop.changed(this);
    }

    /** Asks the kernel for what it wants by now. */
    void ask() throws IOException {
        hasChanged = false;
        if (isClosed || number < 0) return;
        if (outBytes > 0) loop.send(this, number, outAt, outBytes);
        if (wantsToSend && !isPolling) {
            isPolling = true;
            loop.pollOut(this, number);
        }
        if (isReading && isPaused && early != null && !isCancelling) {
            isCancelling = true;
            loop.cancelRecv(number);
        }
        if (!isReading && !isPaused && early == null && !hasEnded) {
            isReading = true;
            loop.recv(this, number);
        }
    }

    // ---- sending

    @Override
    public void send(ByteBuffer bytes) {
        if (!mayBeSentTo()) return;
        if (unsentBytes() > 0) keep(bytes);
        else if (!takes(bytes)) {
            settle();
            sendNow(bytes);
        }
    }

    /** Puts it behind what goes out in this turn, if it can lie there in one piece. */
    private boolean takes(ByteBuffer bytes) {
        ByteBuffer out = loop.out();
        int at = out.position();
        int n = bytes.remaining();
        if (n > out.remaining() || outBytes > 0 && outAt + outBytes != at) return false;
        out.put(bytes);
        if (outBytes == 0) outAt = at;
        outBytes += n;
        change();
        return true;
    }

    /** The kernel took less than it was to, or nothing. */
    void notAllSent(int result) {
        int n = Math.max(0, result);
        if (result < 0 && isLost(result)) return;
        if (n < outBytes) keep(loop.out().slice(outAt + n, outBytes - n));
    }

    void allSent() {
        outBytes = 0;
    }

    @Override
    void settle() {
        if (outBytes == 0) return;
        ByteBuffer bytes = loop.out().slice(outAt, outBytes);
        outBytes = 0;
        sendNow(bytes);
    }

    @Override
    void hearOut() {
        resume();
    }

    @Override
    void wantToSend() {
        wantsToSend = true;
        change();
    }

    @Override
    void wantNoMoreToSend() {
        wantsToSend = false;
    }

    void writable() {
        isPolling = false;
        try {
            drain();
        } catch (RuntimeException fault) {
            LinuxLoop.failed(this, fault);
        }
        if (wantsToSend) change();
    }

    @Override
    void forget() {
        if (number >= 0) loop.unwatch(number);
        // What waits for it keeps it open, and is woken by this.
        if (isReading || isPolling) loop.linux.shutdown(file, Linux.SHUT_RDWR);
    }

    // ---- reading

    @Override
    public void pause() {
        if (!isFinishing) isPaused = true;
    }

    @Override
    public void resume() {
        isPaused = false;
        if (early != null || hasEnded) readSoon();
        else if (!isReading) change();
    }

    private void readSoon() {
        if (isQueued || isClosed) return;
        isQueued = true;
        loop.again(this);
    }

    /** The kernel reads no more for it, unless it is asked again. */
    void recvEnded() {
        isReading = false;
        isCancelling = false;
        change();
    }

    void read(ByteBuffer bytes) {
        if (isFinishing) return;
        if (isPaused || early != null) {
            if (early == null) early = new ArrayDeque<>();
            early.add(ByteBuffer.allocate(bytes.remaining()).put(bytes).flip());
            change();
            return;
        }
        try {
            handler.received(bytes);
        } catch (RuntimeException fault) {
            LinuxLoop.failed(this, fault);
        }
    }

    /** Nothing more comes, or it has to be asked for again. */
    void ended(int result) {
        if (result == -NO_BUFFERS || result == -CANCELLED || result == -Linux.INTERRUPTED) return;
        hasEnded = true;
        end = result;
        if (!isPaused && early == null) tell();
    }

    private void tell() {
        try {
            if (end == 0 && isHeardOut()) return;
            if (end == 0) gone(Optional.empty());
            else broken(Linux.error("", end));
        } catch (RuntimeException fault) {
            LinuxLoop.failed(this, fault);
        }
    }

    void readAgain() {
        isQueued = false;
        try {
            while (early != null && !isPaused && !isClosed) {
                ByteBuffer next = early.poll();
                if (early.isEmpty()) early = null;
                if (!isFinishing) handler.received(next);
            }
        } catch (RuntimeException fault) {
            LinuxLoop.failed(this, fault);
        }
        if (isPaused || isClosed) return;
        if (hasEnded) tell();
        else if (!isReading) change();
    }
}
