package homeport.store;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Every promise of {@link Store} as a test. Each implementation has a test class that extends this
 * one; nothing above the store may need more than is tested here.
 */
abstract class StoreContract
        implements CommitContract,
                BoundsContract,
                ReadContract,
                WatchContract,
                LeaseContract,
                ThreadsContract,
                CloseContract {
    private Store store;

    /** A new and empty store. */
    abstract Store open() throws Exception;

    @BeforeEach
    final void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    final void closeStore() {
        store.close();
    }

    @Override
    public final Store store() {
        return store;
    }
}
