package homeport.store;

import static homeport.store.StoreUnderTest.V;
import static homeport.store.StoreUnderTest.await;
import static homeport.store.StoreUnderTest.bytes;
import static homeport.store.StoreUnderTest.leased;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the embedded store promises beyond the contract: what it keeps, and its bounds. */
@SuppressWarnings("try") // a watch is held open by its try and not named in it
final class EmbeddedStoreTest {
    private static final Duration TTL = Duration.ofSeconds(60);

    private final AtomicLong nanos = new AtomicLong();

    @TempDir private Path folder;
    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("store.db");
    }

    private EmbeddedStore open(Limits limits) {
        return EmbeddedStore.open(file, limits, nanos::get);
    }

    private EmbeddedStore open() {
        return open(Limits.DEFAULT);
    }

    /** The default bounds, save for those that a test reaches. */
    private static Limits limits(long bytesMax, long historyBytesMax, int leases, int watches) {
        Limits d = Limits.DEFAULT;
        return new Limits(
                bytesMax,
                d.historyChangesMax(),
                historyBytesMax,
                d.queuedMax(),
                d.batchMax(),
                leases,
                watches);
    }

    @Test
    void whatHasLeftItsFileToAnotherGoesOnToAnswerWhatWasThere() {
        EmbeddedStore left = open();
        put(left, "/a", 3);
        left.retire();
        try (EmbeddedStore next = open()) {
            put(next, "/a", 4);
            assertThat(left.get("/a").orElseThrow().value()).hasSize(3);
            assertThat(left.list("/").entries()).hasSize(1);
            assertThatThrownBy(() -> put(left, "/b", 1)).hasMessage("the store is closed");
            assertThatThrownBy(() -> left.watch("/", 0, new Seen()))
                    .hasMessage("the store is closed");
            assertThat(next.get("/a").orElseThrow().value()).hasSize(4);
        }
    }

    private static long put(Store store, String key, int valueBytes) {
        return store.commit(List.of(Op.put(key, new byte[valueBytes]))).orElseThrow();
    }

    private static List<String> told(Store store, long after, int count) throws Exception {
        Seen seen = new Seen();
        try (Store.Watch watch = store.watch("/", after, seen)) {
            return seen.next(count);
        }
    }

    private static List<String> lines(Store store) {
        return store.list("/").entries().stream()
                .map(entry -> Seen.line(new Change.Put(entry)))
                .toList();
    }

    @Test
    void reopeningYieldsTheSameKeysRevisionsAndHistory() throws Exception {
        List<String> entries;
        List<String> history;
        try (EmbeddedStore store = open()) {
            store.commit(List.of(Op.put("/b", bytes("1")), Op.put("/a", new byte[0])));
            store.commit(List.of(Op.put("/b", bytes("2")), Op.delete("/a"), Op.put("/c", V)));
            store.commit(List.of(Op.put("/~", bytes("ü"))));
            entries = lines(store);
            history = told(store, 0, 6);
        }
        try (EmbeddedStore store = open()) {
            assertThat(store.list("/").revision()).isEqualTo(3);
            assertThat(lines(store)).isEqualTo(entries);
            assertThat(told(store, 0, 6)).isEqualTo(history);
            assertThat(told(store, 2, 1)).containsExactly("3 /~=ü");
            assertThat(put(store, "/d", 0)).isEqualTo(4);
        }
    }

    @Test
    void revisionsGoOnAfterEverythingWasDeleted() {
        try (EmbeddedStore store = open()) {
            put(store, "/a", 1);
            store.commit(List.of(Op.delete("/a")));
        }
        try (EmbeddedStore store = open()) {
            assertThat(store.list("/")).isEqualTo(new Store.Listing(2, List.of()));
            assertThat(put(store, "/a", 1)).isEqualTo(3);
        }
    }

    @Test
    void aLeaseStartsAnewWhenTheStoreDoesAndStillEndsWithItsKeys() {
        long lease;
        long revoked;
        try (EmbeddedStore store = open()) {
            lease = store.grantLease(TTL);
            revoked = store.grantLease(TTL);
            store.commit(List.of(leased("/l/a", lease), leased("/l/b", lease)));
            store.revokeLease(revoked);
            nanos.addAndGet(TTL.minusSeconds(1).toNanos());
        }
        nanos.set(-1_000_000_000_000L); // another boot, another scale
        try (EmbeddedStore store = open()) {
            nanos.addAndGet(TTL.minusSeconds(1).toNanos());
            assertThat(store.keepAlive(lease)).as("nobody could keep it alive").isTrue();
            assertThat(store.keepAlive(revoked)).isFalse();
            assertThat(store.grantLease(TTL)).as("a new id").isGreaterThan(revoked);
            nanos.addAndGet(TTL.toNanos());
            await("its keys are gone", () -> store.list("/l/").entries().isEmpty());
            assertThat(store.list("/").revision()).isEqualTo(2);
        }
        try (EmbeddedStore store = open()) {
            assertThat(store.keepAlive(lease)).isFalse();
            assertThat(store.list("/").revision()).isEqualTo(2);
        }
    }

    @Test
    void noMoreChangesAreKeptThanAllowedAndTheOldestCommitsGoFirst() throws Exception {
        try (EmbeddedStore store = open(Limits.keeping(10))) {
            for (int i = 1; i <= 6; i++)
                store.commit(List.of(Op.put("/a", bytes("" + i)), Op.put("/b", V)));
            assertThat(told(store, 0, 1)).as("commit 1 is forgotten").containsExactly("1 lost");
            assertThat(told(store, 1, 10)).startsWith("2 /a=2", "2 /b=v");
        }
        try (EmbeddedStore store = open(Limits.keeping(10))) {
            assertThat(told(store, 0, 1)).as("and stays so").containsExactly("1 lost");
            assertThat(told(store, 1, 10)).startsWith("2 /a=2", "2 /b=v");
        }
        try (EmbeddedStore store = open(Limits.keeping(4))) {
            assertThat(told(store, 3, 1)).as("a smaller bound").containsExactly("4 lost");
            assertThat(told(store, 4, 4)).startsWith("5 /a=5");
            put(store, "/a", 1);
        }
        try (Database database = new Database(file)) {
            assertThat(database.number("SELECT count(*) FROM change")).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void noMoreBytesOfChangesAreKeptThanAllowed() throws Exception {
        try (EmbeddedStore store = open(limits(1 << 20, 1000, 1, 10))) {
            for (int i = 0; i < 3; i++) put(store, "/a", 398);
            assertThat(told(store, 0, 1)).containsExactly("1 lost");
            assertThat(told(store, 1, 2)).hasSize(2);
            put(store, "/a", 2000);
            assertThat(told(store, 3, 1)).as("one too large to keep").containsExactly("4 lost");
            assertThat(store.get("/a").orElseThrow().value()).hasSize(2000);
        }
    }

    @Test
    void aCommitBeyondTheBoundOnAllBytesIsRefusedAndChangesNothing() {
        try (EmbeddedStore store = open(limits(1000, 1 << 20, 1, 1))) {
            assertThat(put(store, "/a", 498)).isEqualTo(1);
            assertThat(put(store, "/b", 498)).as("to the byte").isEqualTo(2);
            assertThatThrownBy(() -> put(store, "/c", 0))
                    .isInstanceOf(StoreException.class)
                    .hasMessage(
                            "the store holds 1000 bytes of at most 1000 and cannot take 2 more;"
                                    + " nothing was changed");
            assertThatThrownBy(() -> put(store, "/a", 499)).isInstanceOf(StoreException.class);
            assertThat(store.list("/").revision()).isEqualTo(2);

            store.commit(List.of(Op.delete("/a"), Op.put("/c", new byte[498])));
            assertThat(put(store, "/b", 8)).as("what shrinks is taken").isEqualTo(4);
            assertThat(put(store, "/d", 488)).isEqualTo(5);
        }
        try (EmbeddedStore store = open(limits(500, 1 << 20, 1, 1))) {
            assertThatThrownBy(() -> put(store, "/d", 489)).isInstanceOf(StoreException.class);
            assertThat(put(store, "/d", 487)).as("a smaller bound lets it shrink").isEqualTo(6);
        }
    }

    @Test
    void leasesAndWatchesAreBounded() throws Exception {
        try (EmbeddedStore store = open(limits(1000, 1000, 3, 1));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Set<Long> granted = new ConcurrentSkipListSet<>();
            Set<String> refused = new ConcurrentSkipListSet<>();
            List<?> asked =
                    threads.invokeAll(
                            IntStream.range(0, 20)
                                    .mapToObj(_ -> grant(store, granted, refused))
                                    .toList());
            assertThat(asked).hasSize(20);
            assertThat(granted).hasSize(3);
            assertThat(refused).containsExactly("3 leases, allowed 3; none was granted");
            store.revokeLease(granted.iterator().next());
            store.grantLease(TTL);

            Store.Watch watch = store.watch("/", 0, _ -> {});
            assertThatThrownBy(() -> store.watch("/", 0, _ -> {}))
                    .isInstanceOf(StoreException.class)
                    .hasMessage("1 watches, allowed 1");
            watch.close();
            await("the watch is gone", () -> canWatch(store));
        }
    }

    private static Callable<Boolean> grant(Store store, Set<Long> granted, Set<String> refused) {
        return () -> {
            try {
                return granted.add(store.grantLease(TTL));
            } catch (StoreException full) {
                return refused.add(full.getMessage());
            }
        };
    }

    private static boolean canWatch(Store store) {
        try (Store.Watch watch = store.watch("/", 0, _ -> {})) {
            return true;
        } catch (StoreException full) {
            return false;
        }
    }

    @Test
    void whatWasAnsweredBeforeTheStoreClosedIsThereWhenItOpens() throws Exception {
        Set<String> acknowledged = new ConcurrentSkipListSet<>();
        EmbeddedStore closing = open();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String prefix = "/" + i + "/";
            threads.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    for (int n = 0; true; n++) {
                                        put(closing, prefix + n, 10);
                                        acknowledged.add(prefix + n);
                                    }
                                } catch (StoreException closed) {
                                    return;
                                }
                            }));
        }
        await("all are at work", () -> acknowledged.size() > 50);
        closing.close();
        for (Thread thread : threads) thread.join();
        try (EmbeddedStore store = open()) {
            assertThat(store.list("/").entries())
                    .extracting(Store.Entry::key)
                    .containsAll(acknowledged);
        }
    }

    @Test
    void closingOnAnInterruptedThreadStillClosesInOrder() {
        EmbeddedStore store = open();
        put(store, "/a", 1);
        Thread.currentThread().interrupt();
        store.close();
        assertThat(Thread.interrupted()).as("the interrupt is passed on").isTrue();
        try (EmbeddedStore again = open()) {
            assertThat(again.list("/").revision()).isEqualTo(1);
        }
    }

    @Test
    void anInterruptedCommitSaysThatItsFateIsUnknown() {
        try (EmbeddedStore store = open()) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> put(store, "/a", 1))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("unknown");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(put(store, "/b", 1)).isBetween(1L, 2L);
        }
    }
}
