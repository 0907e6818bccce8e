package homeport.store;

/** What a watcher is told. */
public sealed interface Change {
    record Put(Store.Entry entry) implements Change {}

    record Deleted(String key, long revision) implements Change {}

    /** Changes were dropped before they could be told: list again and watch from there. */
    record Lost(long revision) implements Change {}
}
