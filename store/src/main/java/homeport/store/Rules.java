package homeport.store;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The bounds that {@link Store} states for what callers pass. */
final class Rules {
    private Rules() {}

    /**
     * @return {@code key}
     * @throws IllegalArgumentException not a key; also used for prefixes, which have the same form
     */
    static String key(String key) {
        if (!key.startsWith("/")) {
            throw new IllegalArgumentException("a key starts with '/', this one does not: " + key);
        }
        if (key.length() > Store.KEY_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a key has %d bytes, allowed 1 to %d"
                            .formatted(key.length(), Store.KEY_BYTES_MAX));
        }
        if (!key.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new IllegalArgumentException("a key is printable ASCII, this one is not: " + key);
        }
        return key;
    }

    /**
     * @return {@code revision}, from which a watch starts
     * @throws IllegalArgumentException it is negative
     */
    static long revision(long revision) {
        if (revision < 0) {
            throw new IllegalArgumentException("a revision is 0 or above, this one is " + revision);
        }
        return revision;
    }

    /**
     * @return the same operations with values of their own, which no caller can change any more
     * @throws IllegalArgumentException as {@link Store#commit} states
     */
    static List<Op> ops(List<Op> ops) {
        if (ops.isEmpty() || ops.size() > Store.OPS_MAX) {
            throw new IllegalArgumentException(
                    "a commit has %d operations, allowed 1 to %d"
                            .formatted(ops.size(), Store.OPS_MAX));
        }
        Set<String> keys = new HashSet<>();
        for (Op op : ops) {
            if (!keys.add(key(op.key()))) {
                throw new IllegalArgumentException("two operations name the key " + op.key());
            }
        }
        return ops.stream().map(Rules::copy).toList();
    }

    private static Op copy(Op op) {
        return switch (op) {
            case Op.Put put -> {
                if (put.value().length > Store.VALUE_BYTES_MAX) {
                    throw new IllegalArgumentException(
                            "the value of %s has %d bytes, allowed 0 to %d"
                                    .formatted(
                                            put.key(), put.value().length, Store.VALUE_BYTES_MAX));
                }
                yield new Op.Put(put.key(), put.value().clone(), put.expected(), put.lease());
            }
            case Op.Delete delete -> delete;
            case Op.Check check -> check;
        };
    }
}
