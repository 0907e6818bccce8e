package homeport.proxy.pool;

import homeport.proxy.sql.Effect;
import java.nio.ByteBuffer;

/**
 * The statements of one proxy, each text once. Bounded by forgetting all at once: who uses a
 * statement keeps it, and who parses it again gets a new one. Owner: the loop's thread.
 */
final class StatementCache {
    /** Statements kept. */
    static final int STATEMENTS_MAX = 10_000;

    /** Bytes of texts kept. */
    static final int BYTES_MAX = 32 * 1024 * 1024;

    private static final int SLOTS = 16 * 1024;

    private Prepared[] slots = new Prepared[SLOTS];
    private int count;
    private int bytes;
    private int lastId;

    /** The statement of such a Parse body behind the name; null when it is not there. */
    Prepared get(ByteBuffer in, int from, int limit) {
        int hash = hash(in, from, limit);
        int slot = spread(hash);
        while (slots[slot] != null) {
            if (slots[slot].hasBody(in, from, limit, hash)) return slots[slot];
            slot = (slot + 1) & (SLOTS - 1);
        }
        return null;
    }

    /** Keeps a statement that is not there. */
    Prepared add(ByteBuffer in, int from, int limit, long effects) {
        int hash = hash(in, from, limit);
        byte[] body = new byte[limit - from];
        in.get(from, body);
        Prepared made = new Prepared(++lastId, body, hash, effects);
        if (count >= STATEMENTS_MAX || bytes + body.length > BYTES_MAX) {
            slots = new Prepared[SLOTS];
            count = 0;
            bytes = 0;
        }
        int slot = spread(hash);
        while (slots[slot] != null) slot = (slot + 1) & (SLOTS - 1);
        slots[slot] = made;
        count++;
        bytes += body.length;
        return made;
    }

    /** A statement of which nobody knows the text: it is its client's alone. */
    Prepared alone() {
        return new Prepared(++lastId, new byte[0], 0, Effect.LONG_TEXT.bit());
    }

    private static int hash(ByteBuffer in, int from, int limit) {
        int hash = 17;
        for (int i = from; i < limit; i++) hash = hash * 31 + in.get(i);
        return hash;
    }

    private static int spread(int hash) {
        return (hash ^ hash >>> 15) & (SLOTS - 1);
    }
}
