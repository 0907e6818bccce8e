package homeport.proxy.pool;

import homeport.proxy.loop.Loop;
import homeport.proxy.loop.Socket;
import java.nio.ByteBuffer;

/**
 * Puts together what goes to one peer: runs of what came, as they are, and words of our own between
 * them. One run alone is sent from where it lies; everything else is gathered, so that it leaves in
 * one piece. One for each direction of a loop; owner: the loop's thread.
 */
final class Outgoing {
    private final ByteBuffer gathered = ByteBuffer.allocateDirect(2 * Loop.CHUNK_BYTES);
    private Socket to;
    private ByteBuffer source;
    private int from;
    private int end;

    /** Runs are ranges of {@code source} from now on. */
    void begin(Socket peer, ByteBuffer bytes) {
        gathered.clear();
        to = peer;
        source = bytes;
        from = 0;
        end = 0;
    }

    /** Passes a range of the source on. */
    void run(int start, int limit) {
        if (start == limit) return;
        if (start == end && end > from) {
            end = limit;
            return;
        }
        spill();
        from = start;
        end = limit;
    }

    /** Says something of our own. */
    void put(byte[] frame) {
        spill();
        room(frame.length);
        if (frame.length <= gathered.capacity()) gathered.put(frame);
        else to.send(ByteBuffer.wrap(frame));
    }

    /** Room of so many bytes to be written at once, at most a chunk. */
    ByteBuffer space(int bytes) {
        spill();
        room(bytes);
        return gathered;
    }

    private void room(int bytes) {
        if (gathered.remaining() >= bytes || gathered.position() == 0) return;
        to.send(gathered.flip());
        gathered.clear();
    }

    private void spill() {
        while (end > from) {
            if (!gathered.hasRemaining()) room(1);
            int n = Math.min(end - from, gathered.remaining());
            gathered.put(gathered.position(), source, from, n);
            gathered.position(gathered.position() + n);
            from += n;
        }
    }

    /** Sends all. */
    void flush() {
        if (gathered.position() == 0) sendRun();
        else {
            spill();
            if (gathered.position() > 0) to.send(gathered.flip());
            gathered.clear();
        }
        from = 0;
        end = 0;
    }

    private void sendRun() {
        if (end == from) return;
        int position = source.position();
        int limit = source.limit();
        source.limit(end).position(from);
        to.send(source);
        source.limit(limit).position(position);
    }

    /** Forgets what was not sent: the peer is gone. */
    void drop() {
        gathered.clear();
        from = 0;
        end = 0;
    }
}
