package homeport.store;

import java.time.Duration;

/** The store that tests use in place of a real one keeps the same promises. */
final class MemoryStoreContractTest extends StoreContract {
    @Override
    Store open() {
        return new MemoryStore();
    }

    @Override
    public void passTime(Duration time) {
        ((MemoryStore) store()).passTime(time);
    }

    @Override
    public void forgetHistory() {
        ((MemoryStore) store()).forgetHistory();
    }
}
