package homeport.store;

/**
 * What the store holds under a key. The array is never changed and never handed out.
 *
 * @param revision of the commit that last changed the key
 * @param lease the lease that it goes with; {@link #NO_LEASE} for none
 */
record Stored(byte[] value, long revision, long lease) {
    static final long NO_LEASE = 0;

    /** What the entry counts towards the bounds on memory. */
    static long bytes(String key, byte[] value) {
        return key.length() + (long) value.length;
    }

    Store.Entry entry(String key) {
        return new Store.Entry(key, value, revision);
    }
}
