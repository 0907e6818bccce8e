package homeport.proxy.pool;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A client's names for its statements or portals. Looks names up where they lie in a message.
 * Owner: the loop's thread.
 */
final class NameMap {
    /** Names of one client; PostgreSQL itself knows no limit. */
    static final int NAMES_MAX = 20_000;

    /** By the hash of the name's bytes. */
    private final Map<Integer, List<Entry>> byHash = new HashMap<>();

    private int count;

    private record Entry(byte[] name, Prepared statement) {
        boolean isNamed(ByteBuffer in, int from, int limit) {
            if (limit - from != name.length) return false;
            for (int i = 0; i < name.length; i++) if (in.get(from + i) != name[i]) return false;
            return true;
        }
    }

    /** The statement of a name that lies in {@code in}; null when there is none. */
    Prepared get(ByteBuffer in, int from, int limit) {
        List<Entry> same = byHash.get(hash(in, from, limit));
        if (same == null) return null;
        for (Entry entry : same) if (entry.isNamed(in, from, limit)) return entry.statement;
        return null;
    }

    void put(byte[] name, Prepared statement) {
        remove(name);
        byHash.computeIfAbsent(hash(ByteBuffer.wrap(name), 0, name.length), _ -> new ArrayList<>(1))
                .add(new Entry(name, statement));
        count++;
    }

    void remove(byte[] name) {
        ByteBuffer bytes = ByteBuffer.wrap(name);
        List<Entry> same = byHash.get(hash(bytes, 0, name.length));
        if (same != null && same.removeIf(entry -> entry.isNamed(bytes, 0, name.length))) count--;
    }

    /** Takes over what {@code older} has and this has not. */
    void addAbsent(NameMap older) {
        for (List<Entry> entries : older.byHash.values())
            for (Entry entry : entries)
                if (get(ByteBuffer.wrap(entry.name), 0, entry.name.length) == null)
                    put(entry.name, entry.statement);
    }

    boolean isFull() {
        return count >= NAMES_MAX;
    }

    private static int hash(ByteBuffer in, int from, int limit) {
        int hash = 17;
        for (int i = from; i < limit; i++) hash = hash * 31 + in.get(i);
        return hash;
    }
}
