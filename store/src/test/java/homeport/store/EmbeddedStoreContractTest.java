package homeport.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedStoreContractTest extends StoreContract {
    private static final int HISTORY_MAX = 2000;

    private final AtomicLong skippedNanos = new AtomicLong();

    @TempDir private Path folder;

    @Override
    Store open() {
        return EmbeddedStore.open(
                folder.resolve("store.db"),
                Limits.keeping(HISTORY_MAX),
                () -> System.nanoTime() + skippedNanos.get());
    }

    @Override
    public void passTime(Duration time) {
        skippedNanos.addAndGet(time.toNanos());
    }

    /** Newer changes, as many as are kept, push out all older ones. */
    @Override
    public void forgetHistory() {
        List<Op> noise = new ArrayList<>();
        for (int i = 0; i < 100; i++) noise.add(Op.put("/noise/" + i, V));
        for (int i = 0; i < HISTORY_MAX / 100; i++) store().commit(noise);
    }
}
