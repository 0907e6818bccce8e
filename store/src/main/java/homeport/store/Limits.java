package homeport.store;

/**
 * What the embedded store may grow to. All entries and the kept history live in memory, so the
 * first and third bound are the store's share of the heap.
 *
 * @param bytesMax keys and values of all entries together; a commit beyond it is refused
 * @param historyChangesMax changes kept for watchers; the oldest commits go first
 * @param historyBytesMax keys and values of the kept changes
 * @param queuedMax requests that wait for the writer; beyond it callers wait
 * @param batchMax requests that share one write to disk
 * @param leasesMax leases alive at once
 * @param watchesMax watches running at once
 */
record Limits(
        long bytesMax,
        int historyChangesMax,
        long historyBytesMax,
        int queuedMax,
        int batchMax,
        int leasesMax,
        int watchesMax) {
    static final Limits DEFAULT = new Limits(64L << 20, 10_000, 24L << 20, 1024, 256, 10_000, 1000);

    /** The defaults with another length of history. */
    static Limits keeping(int historyChangesMax) {
        Limits d = DEFAULT;
        return new Limits(
                d.bytesMax,
                historyChangesMax,
                d.historyBytesMax,
                d.queuedMax,
                d.batchMax,
                d.leasesMax,
                d.watchesMax);
    }

    /** For a store that nobody watches. */
    static Limits unwatched(long bytesMax) {
        Limits d = DEFAULT;
        return new Limits(bytesMax, 1, 1, d.queuedMax, d.batchMax, d.leasesMax, d.watchesMax);
    }
}
