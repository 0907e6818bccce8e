package homeport.store;

/**
 * What a watcher is told; the changes of one commit share its revision, in the order of its parts.
 */
public sealed interface Change {
    record Put(Store.Entry entry) implements Change {}

    record Deleted(String key, long revision) implements Change {}

    /**
     * Changes were dropped before they could be told: list again and start a new watch from there.
     * It is the last call of its watch.
     *
     * @param revision changes up to and including this one are no longer kept
     */
    record Lost(long revision) implements Change {}
}
