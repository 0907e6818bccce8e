package homeport.proxy.pool;

import java.nio.ByteBuffer;
import java.util.function.BiConsumer;

/**
 * The answers that a server owes, in order. Answers that the proxy gives itself stand in line too,
 * so that they come at their turn. Owner: the loop's thread.
 */
final class Outstanding {
    /** What is owed, and how it is to be treated. */
    enum Kind {
        /** A simple query: everything up to ReadyForQuery. */
        QUERY,
        /** A function call: everything up to ReadyForQuery. */
        CALL,
        /** ReadyForQuery. */
        SYNC,
        /** ParseComplete. */
        PARSE,
        /** ParseComplete for a Parse of ours, which the client must not see. */
        PARSE_OURS,
        /** CloseComplete for a Close of ours, which the client must not see. */
        CLOSE_OURS,
        /** A whole simple query of ours, which the client must not see. */
        QUERY_OURS,
        /** A simple query that we answer. */
        QUERY_LOCAL,
        /** ParseComplete that we say. */
        PARSE_LOCAL,
        /** CloseComplete that we say. */
        CLOSE_LOCAL,
        /** BindComplete. */
        BIND,
        /** RowDescription or NoData. */
        DESCRIBE,
        /** The rows of a portal. */
        EXECUTE,
        /** CloseComplete. */
        CLOSE,
        /** Nothing: the client has said that its copy is over. */
        COPY_END;

        /** Whether a server has the message; else the answer is ours. */
        boolean isSent() {
            return switch (this) {
                case PARSE_LOCAL, CLOSE_LOCAL, QUERY_LOCAL, COPY_END -> false;
                default -> true;
            };
        }

        /** Whether the server must not be heard by the client about it. */
        boolean isOurs() {
            return this == PARSE_OURS || this == CLOSE_OURS || this == QUERY_OURS;
        }

        /** Whether it is answered by ReadyForQuery at last. */
        boolean isWhole() {
            return switch (this) {
                case QUERY, CALL, SYNC, QUERY_LOCAL, QUERY_OURS -> true;
                default -> false;
            };
        }
    }

    private static final int SIZE_FIRST = 8;

    private Kind[] kinds = new Kind[SIZE_FIRST];
    private Object[] subjects = new Object[SIZE_FIRST];
    private long[] since = new long[SIZE_FIRST];
    private int head;
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** The next that is owed; null when nothing is. */
    Kind first() {
        return size == 0 ? null : kinds[head];
    }

    /** What the next is about; mostly null. */
    Object subject() {
        return subjects[head];
    }

    /** When the next was asked for. */
    long since() {
        return since[head];
    }

    /** As below, of what nobody measures. */
    void add(Kind kind, Object subject) {
        add(kind, subject, 0);
    }

    /**
     * Puts one more at the end.
     *
     * @param subject an {@link Undo}, a {@link Prepared}, or null
     * @param askedNanos when it was asked for
     */
    void add(Kind kind, Object subject, long askedNanos) {
        if (kind == Kind.COPY_END && size == 0) return;
        if (size == kinds.length) grow();
        int at = (head + size) & (kinds.length - 1);
        kinds[at] = kind;
        subjects[at] = subject;
        since[at] = askedNanos;
        size++;
    }

    private void grow() {
        int capacity = kinds.length;
        Kind[] more = new Kind[capacity * 2];
        Object[] about = new Object[capacity * 2];
        long[] asked = new long[capacity * 2];
        for (int i = 0; i < size; i++) {
            more[i] = kinds[(head + i) & (capacity - 1)];
            about[i] = subjects[(head + i) & (capacity - 1)];
            asked[i] = since[(head + i) & (capacity - 1)];
        }
        kinds = more;
        subjects = about;
        since = asked;
        head = 0;
    }

    /** What the next is about has become less. */
    void settled(Object subject) {
        subjects[head] = subject;
    }

    /** The next has been given. */
    void remove() {
        do {
            subjects[head] = null;
            head = (head + 1) & (kinds.length - 1);
            size--;
        } while (size > 0 && kinds[head] == Kind.COPY_END);
    }

    /**
     * A copy has begun: a server that copies in ignores Syncs, so those that were sent before
     * anything else are owed no more; and any message but those of a copy is swallowed by the
     * failure that it causes. Source: PostgreSQL documentation, "COPY Operations"; {@code
     * CopyGetData}.
     *
     * @param swallowed hears what the copy swallows
     * @return whether the copy is over with what was sent
     */
    boolean beginCopy(BiConsumer<Kind, Object> swallowed) {
        int at = 1;
        while (at < size && kind(at) != Kind.COPY_END) {
            Kind kind = kind(at);
            if (kind.isSent()) swallowed.accept(kind, remove(at));
            else at++; // the server knows nothing of it
            if (kind.isSent() && kind != Kind.SYNC) return true;
        }
        return at < size;
    }

    private Kind kind(int i) {
        return kinds[(head + i) & (kinds.length - 1)];
    }

    private Object remove(int i) {
        int mask = kinds.length - 1;
        Object subject = subjects[(head + i) & mask];
        for (int to = i; to > 0; to--) {
            kinds[(head + to) & mask] = kind(to - 1);
            subjects[(head + to) & mask] = subjects[(head + to - 1) & mask];
            since[(head + to) & mask] = since[(head + to - 1) & mask];
        }
        subjects[head] = null;
        head = (head + 1) & mask;
        size--;
        return subject;
    }

    /** Whether it depends on what is owed what the client's name for a statement stands for. */
    boolean isAbout(ByteBuffer in, int from, int limit) {
        for (int i = 0; i < size; i++) {
            Object subject = subjects[(head + i) & (kinds.length - 1)];
            if (subject instanceof Undo.Deeds deeds && deeds.names() != null) return true;
            if (!(subject instanceof Undo.Name(byte[] name, var _, var _))) continue;
            if (ByteBuffer.wrap(name).equals(in.slice(from, limit - from))) return true;
        }
        return false;
    }

    /** Whether one of {@code kind} is owed. */
    boolean has(Kind kind) {
        for (int i = 0; i < size; i++) if (kind(i) == kind) return true;
        return false;
    }
}
