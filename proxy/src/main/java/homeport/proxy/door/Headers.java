package homeport.proxy.door;

import java.nio.ByteBuffer;

/**
 * Follows the boundaries of messages in one direction of a session, as the bytes come: a message,
 * and its header too, may be spread over chunks. Keeps nothing of a body and allocates nothing.
 * Shape of a message: 1 byte type; 4 bytes length counting itself but not the type; the body.
 * Source: PostgreSQL documentation, "Message Formats". Owner: one thread.
 */
final class Headers {
    private static final int BYTES = 5;

    /** Bytes of the next header that have come, fewer than all. */
    private int come;

    private int type;
    private int length;

    /** Bytes of the body that have not come, or were not looked at. */
    private int left;

    private boolean broken;

    /**
     * Goes on to the next message, over what is left of the body.
     *
     * @return true when its header has come, and the position is at its body; false at the end of
     *     the chunk
     */
    boolean next(ByteBuffer in) {
        int step = broken ? in.remaining() : Math.min(left, in.remaining());
        in.position(in.position() + step);
        left -= step;
        if (come == 0 && in.remaining() >= BYTES) {
            type = in.get() & 0xff;
            length = in.getInt();
            return begin();
        }
        return inPieces(in);
    }

    private boolean inPieces(ByteBuffer in) {
        while (in.hasRemaining()) {
            int next = in.get() & 0xff;
            if (come == 0) type = next;
            else length = length << 8 | next;
            if (++come == BYTES) return begin();
        }
        return false;
    }

    private boolean begin() {
        come = 0;
        left = length - 4;
        broken = left < 0;
        return !broken;
    }

    /** The type of the newest message; 0 before the first. */
    int type() {
        return type;
    }

    /** How much of the newest message's body is in the chunk and was not looked at. */
    int here(ByteBuffer in) {
        return Math.min(left, in.remaining());
    }

    /** The next byte of the body; {@link #here} says whether there is one. */
    byte body(ByteBuffer in) {
        left--;
        return in.get();
    }

    /** The newest message has come to its end, and no byte of another. */
    boolean isBetween() {
        return left == 0 && come == 0;
    }

    /** A length under 4: nobody knows any more where a message begins. */
    boolean isBroken() {
        return broken;
    }
}
