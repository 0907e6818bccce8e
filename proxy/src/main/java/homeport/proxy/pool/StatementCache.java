package homeport.proxy.pool;

import homeport.proxy.sql.Effect;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

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
    private final AtomicInteger ids;

    /** Takes the numbers of statements from {@code ids}. */
    StatementCache(AtomicInteger ids) {
        this.ids = ids;
    }

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
        Prepared made = new Prepared(ids.incrementAndGet(), body, hash, effects);
        if (count >= STATEMENTS_MAX || bytes + body.length > BYTES_MAX) forgetAll();
        put(made);
        return made;
    }

    /** Who parses any of them again gets a new one: what they answer may have another form. */
    void forgetAll() {
        if (count == 0) return;
        slots = new Prepared[SLOTS];
        count = 0;
        bytes = 0;
    }

    /** As {@link #forgetAll}, for one. Rare, so that it may cost. */
    void forget(Prepared one) {
        Prepared[] all = slots;
        forgetAll();
        for (Prepared kept : all) if (kept != null && kept != one) put(kept);
    }

    private void put(Prepared made) {
        int slot = spread(made.hash);
        while (slots[slot] != null) slot = (slot + 1) & (SLOTS - 1);
        slots[slot] = made;
        count++;
        bytes += made.body.length;
    }

    /** A statement of which nobody knows the text: it is its client's alone. */
    Prepared alone() {
        return new Prepared(ids.incrementAndGet(), new byte[0], 0, Effect.LONG_TEXT.bit());
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
