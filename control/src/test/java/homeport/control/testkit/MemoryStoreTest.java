package homeport.control.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.store.Change;
import homeport.store.Op;
import homeport.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MemoryStoreTest {
    private static final byte[] A = {1};

    private final Store store = new MemoryStore();

    @Test
    void aCommitHappensWholeOrNotAtAll() {
        assertThat(store.commit(List.of(Op.create("/a", A)))).hasValue(1);
        assertThat(store.commit(List.of(Op.create("/b", A), Op.create("/a", A)))).isEmpty();
        assertThat(store.get("/b")).isEmpty();
        assertThat(store.commit(List.of(Op.replace("/a", A, 1), Op.check("/b", 0)))).hasValue(2);
        assertThat(store.get("/a").orElseThrow().revision()).isEqualTo(2);
        assertThatThrownBy(() -> store.commit(List.of(Op.put("/a", A), Op.delete("/a"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aListIsInKeyOrder() {
        store.commit(List.of(Op.put("/x/b", A), Op.put("/x/a", A), Op.put("/y", A)));
        assertThat(store.list("/x/").entries())
                .extracting(Store.Entry::key)
                .containsExactly("/x/a", "/x/b");
    }

    @Test
    void aWatcherSeesEachLaterChangeOnceAndInOrder() throws InterruptedException {
        long before = store.commit(List.of(Op.put("/x/a", A))).orElseThrow();
        BlockingQueue<Change> seen = new LinkedBlockingQueue<>();
        try (Store.Watch watch = store.watch("/x/", before, seen::add)) {
            assertThat(watch).isNotNull();
            store.commit(List.of(Op.put("/x/b", A)));
            store.commit(List.of(Op.put("/y", A)));
            store.commit(List.of(Op.delete("/x/a")));

            assertThat(next(seen))
                    .isInstanceOfSatisfying(
                            Change.Put.class,
                            put -> assertThat(put.entry().key()).isEqualTo("/x/b"));
            assertThat(next(seen)).isEqualTo(new Change.Deleted("/x/a", 4));
        }
    }

    @Test
    void theKeysOfALeaseGoWithIt() {
        long lease = store.grantLease(Duration.ofMinutes(1));
        store.commit(List.of(new Op.Put("/l", A, OptionalLong.empty(), OptionalLong.of(lease))));
        assertThat(store.keepAlive(lease)).isTrue();
        store.revokeLease(lease);
        assertThat(store.get("/l")).isEmpty();
        assertThat(store.keepAlive(lease)).isFalse();
    }

    private static Change next(BlockingQueue<Change> seen) throws InterruptedException {
        return seen.poll(5, TimeUnit.SECONDS);
    }
}
