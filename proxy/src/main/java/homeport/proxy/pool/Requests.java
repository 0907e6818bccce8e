package homeport.proxy.pool;

import java.nio.ByteBuffer;

/**
 * Reads what a signed-in client says, message by message, as the bytes come. Bodies that nobody
 * needs to look at pass by in pieces. Owner: the loop's thread. Source: PostgreSQL documentation,
 * "Message Formats".
 */
final class Requests {
    /** Most bytes of one message's head that is looked at: a name, or a statement's text. */
    static final int HEAD_BYTES_MAX = 16 * 1024 + 256;

    /** The message cannot be acted on before the server has answered what was asked before. */
    static final int LATER = -2;

    private static final int HEADER_BYTES = 5;

    /** What PostgreSQL itself takes in one message. */
    private static final int LENGTH_MAX = 0x3fffffff;

    /** The same for messages without data. Source: {@code PQ_SMALL_MESSAGE_LIMIT}. */
    private static final int SMALL_LENGTH_MAX = 10_000;

    private final Client client;

    /** What has come and could not be acted on; mostly null. */
    private ByteBuffer held;

    /** Bytes of the current message's body that have not come. */
    private int left;

    /** The current message goes nowhere. */
    private boolean isDropped;

    Requests(Client client) {
        this.client = client;
    }

    /** Part of a message has been passed on, and not all of it. */
    boolean isWithin() {
        return left > 0 && !isDropped;
    }

    /** What is left of the current message goes nowhere. */
    void dropRest() {
        isDropped = true;
    }

    /** Goes on with what was held. */
    void again() {
        if (held == null) return;
        ByteBuffer bytes = held;
        held = null;
        read(bytes);
    }

    void read(ByteBuffer bytes) {
        ByteBuffer in = held == null ? bytes : joined(held, bytes);
        held = null;
        client.begin(in);
        boolean more = true;
        while (more && in.hasRemaining() && !client.isClosed()) more = step(in);
        if (client.isClosed()) return;
        client.flush();
        if (in.hasRemaining() && !client.isClosed()) held = copy(in);
    }

    private static ByteBuffer joined(ByteBuffer first, ByteBuffer second) {
        return ByteBuffer.allocate(first.remaining() + second.remaining())
                .put(first)
                .put(second)
                .flip();
    }

    private static ByteBuffer copy(ByteBuffer in) {
        return ByteBuffer.allocate(in.remaining()).put(in).flip();
    }

    /** False when nothing can be done with what is there. */
    private boolean step(ByteBuffer in) {
        if (left > 0) {
            pass(in);
            return true;
        }
        if (in.remaining() < HEADER_BYTES) return false;
        int at = in.position();
        int type = in.get(at) & 0xff;
        int length = in.getInt(at + 1);
        boolean isSmall =
                switch (type) {
                    case 'Q', 'P', 'B', 'F', 'd' -> false;
                    default -> true;
                };
        if (length < 4 || length > (isSmall ? SMALL_LENGTH_MAX : LENGTH_MAX)) {
            client.violated("invalid message length " + length);
            return false;
        }
        return act(in, type, length + 1);
    }

    private void pass(ByteBuffer in) {
        int at = in.position();
        int n = Math.min(left, in.remaining());
        if (!isDropped) client.out().run(at, at + n);
        in.position(at + n);
        left -= n;
    }

    private boolean act(ByteBuffer in, int type, int size) {
        int at = in.position();
        boolean whole = in.remaining() >= size;
        if (client.skips(type)) {
            take(in, size, false);
            return true;
        }
        switch (type) {
            case 'Q', 'P' -> {
                if (!whole && size <= client.session.headBytesMax()) return false;
                if (!whole && type == 'P' && !hasHead(in, at, type)) return false;
                if (type == 'Q' && size == HEADER_BYTES) {
                    client.violated("invalid message format of Query");
                    return false;
                }
                int limit = Math.min(at + size, in.limit());
                if (type == 'Q' && whole && client.answersItself(in, at, limit)) {
                    take(in, size, false);
                    return true;
                }
                if (!client.ready(in)) return client.isLost();
                if (type == 'Q') return parsed(in, size, client.query(in, at, limit, whole));
                return parsed(in, size, client.parse(in, at, limit, size));
            }
            case 'B', 'D', 'C', 'E' -> {
                if (!whole && !hasHead(in, at, type)) return false;
                if (!client.ready(in)) return client.isLost();
                return parsed(in, size, client.named(in, at, Math.min(at + size, in.limit())));
            }
            case 'F' -> {
                if (in.remaining() < HEADER_BYTES + 4 && !whole) return false;
                if (!client.ready(in)) return client.isLost();
                take(in, size, client.call(in, at, Math.min(at + size, in.limit())));
            }
            case 'S' -> {
                if (!whole) return false;
                in.position(at + size);
                client.sync();
            }
            case 'H' -> take(in, size, client.flushAsked());
            case 'd' -> take(in, size, client.isAttached());
            case 'c', 'f' -> take(in, size, client.copyEnd());
            case 'X' -> {
                client.terminated();
                return false;
            }
            default -> {
                client.violated("invalid frontend message type " + type);
                return false;
            }
        }
        return true;
    }

    /** Whether a message's names have come, or as much as is looked at. */
    private static boolean hasHead(ByteBuffer in, int at, int type) {
        if (in.remaining() >= HEAD_BYTES_MAX) return true;
        int from = at + HEADER_BYTES + (type == 'D' || type == 'C' ? 1 : 0);
        if (from > in.limit()) return false;
        int end = Frames.endOfText(in, from, in.limit());
        if (end >= 0 && type == 'B') end = Frames.endOfText(in, end + 1, in.limit());
        return end >= 0;
    }

    /** The message from its first byte on goes as it is, or nowhere. */
    private void take(ByteBuffer in, int size, boolean passes) {
        left = size;
        isDropped = !passes;
        pass(in);
    }

    /**
     * The head of a message was dealt with.
     *
     * @param head bytes of it that were said in other words; what follows passes as it is. 0 when
     *     it all passes as it is; negative when it goes nowhere, or breaks the protocol; {@link
     *     #LATER} when it is to be read again when the server has answered
     */
    private boolean parsed(ByteBuffer in, int size, int head) {
        if (client.isClosed() || head == LATER) return false;
        if (head <= 0) {
            take(in, size, head == 0);
            return true;
        }
        in.position(in.position() + head);
        left = size - head;
        isDropped = false;
        return true;
    }
}
