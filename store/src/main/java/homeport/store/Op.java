package homeport.store;

import java.util.OptionalLong;

/** One part of a commit: what a key must be before, and what it becomes. */
public sealed interface Op {
    String key();

    /**
     * The revision that the key must have for the commit to happen; 0: it must not exist; empty: do
     * not care.
     */
    OptionalLong expected();

    /**
     * Sets a value. With a lease, the key goes when the lease does; a lease that is already gone is
     * an expectation that did not hold. Without one, the key no longer goes with any lease.
     */
    record Put(String key, byte[] value, OptionalLong expected, OptionalLong lease) implements Op {}

    record Delete(String key, OptionalLong expected) implements Op {}

    /** Changes nothing; the commit happens only if the key is as expected. */
    record Check(String key, OptionalLong expected) implements Op {}

    /** The key must not exist yet. */
    static Op create(String key, byte[] value) {
        return new Put(key, value, OptionalLong.of(0), OptionalLong.empty());
    }

    static Op put(String key, byte[] value) {
        return new Put(key, value, OptionalLong.empty(), OptionalLong.empty());
    }

    /** Replaces the value only if the key still has {@code revision}. */
    static Op replace(String key, byte[] value, long revision) {
        return new Put(key, value, OptionalLong.of(revision), OptionalLong.empty());
    }

    static Op delete(String key) {
        return new Delete(key, OptionalLong.empty());
    }

    static Op delete(String key, long revision) {
        return new Delete(key, OptionalLong.of(revision));
    }

    static Op check(String key, long revision) {
        return new Check(key, OptionalLong.of(revision));
    }
}
