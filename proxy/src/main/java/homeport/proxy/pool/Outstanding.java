package homeport.proxy.pool;

import java.util.Arrays;

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
        COPY_END
    }

    private static final int SIZE_FIRST = 8;

    private Kind[] kinds = new Kind[SIZE_FIRST];
    private Object[] subjects = new Object[SIZE_FIRST];
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

    /**
     * Puts one more at the end.
     *
     * @param subject an {@link Undo}, a {@link Prepared}, or null
     */
    void add(Kind kind, Object subject) {
        if (kind == Kind.COPY_END && size == 0) return;
        if (size == kinds.length) grow();
        int at = (head + size) & (kinds.length - 1);
        kinds[at] = kind;
        subjects[at] = subject;
        size++;
    }

    private void grow() {
        int capacity = kinds.length;
        Kind[] more = new Kind[capacity * 2];
        Object[] about = new Object[capacity * 2];
        for (int i = 0; i < size; i++) {
            more[i] = kinds[(head + i) & (capacity - 1)];
            about[i] = subjects[(head + i) & (capacity - 1)];
        }
        kinds = more;
        subjects = about;
        head = 0;
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
     * A copy has begun: a server that copies in ignores a Sync, so those that were sent before the
     * client said that its copy is over are owed no more. Source: PostgreSQL documentation, "COPY
     * Operations".
     */
    void withoutSyncsBeforeCopyEnd() {
        int kept = 0;
        boolean over = false;
        int mask = kinds.length - 1;
        for (int i = 0; i < size; i++) {
            Kind kind = kinds[(head + i) & mask];
            over |= kind == Kind.COPY_END;
            if (kind == Kind.SYNC && !over) continue;
            kinds[(head + kept) & mask] = kind;
            subjects[(head + kept) & mask] = subjects[(head + i) & mask];
            kept++;
        }
        for (int i = kept; i < size; i++) subjects[(head + i) & mask] = null;
        size = kept;
    }

    /** Nothing is owed any more. */
    void clear() {
        Arrays.fill(subjects, null);
        head = 0;
        size = 0;
    }

    /** Whether one of {@code kind} is owed. */
    boolean has(Kind kind) {
        for (int i = 0; i < size; i++)
            if (kinds[(head + i) & (kinds.length - 1)] == kind) return true;
        return false;
    }
}
