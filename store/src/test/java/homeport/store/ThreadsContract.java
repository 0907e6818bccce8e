package homeport.store;

import static homeport.store.StoreUnderTest.bytes;
import static homeport.store.StoreUnderTest.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Many threads at once. */
@SuppressWarnings("try") // a watch is held open by its try and not named in it
interface ThreadsContract extends StoreUnderTest {
    int THREADS = 8;
    int ROUNDS = 40;

    @Test
    default void countersThatManyThreadsIncrementLoseNothing() throws Exception {
        commit(Op.put("/sum", bytes("0")));
        Set<Long> revisions = new ConcurrentSkipListSet<>();
        together(thread -> {
            for (int i = 0; i < ROUNDS; i++) revisions.add(increment("/of/" + thread));
        });
        assertThat(value("/sum")).isEqualTo("" + THREADS * ROUNDS);
        for (int i = 0; i < THREADS; i++) assertThat(value("/of/" + i)).isEqualTo("" + ROUNDS);
        assertThat(revisions)
                .as("each commit has the next revision and no other has it")
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(2, THREADS * ROUNDS + 1).boxed().toList());
    }

    /** Adds one to the sum and to the caller's own counter in one commit; tries until it is in. */
    private long increment(String own) {
        while (true) {
            Store.Entry sum = store().get("/sum").orElseThrow();
            var mine = store().get(own);
            int count = mine.map(e -> Integer.parseInt(text(e))).orElse(0);
            var made =
                    tryCommit(
                            Op.replace("/sum", plusOne(sum), sum.revision()),
                            Op.replace(
                                    own,
                                    bytes("" + (count + 1)),
                                    mine.map(Store.Entry::revision).orElse(0L)));
            if (made.isEmpty()) continue;
            long seen = store().get("/sum").orElseThrow().revision();
            assertThat(seen).as("my commit can be read").isGreaterThanOrEqualTo(made.getAsLong());
            return made.getAsLong();
        }
    }

    private static byte[] plusOne(Store.Entry counter) {
        return bytes("" + (Integer.parseInt(text(counter)) + 1));
    }

    @Test
    default void aListingIsOfOneRevisionWhileOthersWrite() throws Exception {
        List<String> keys = IntStream.range(0, 20).mapToObj("/k/%02d"::formatted).toList();
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService reader = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> reads =
                    reader.submit(() -> {
                        int listings = 0;
                        for (; !done.get() || listings == 0; listings++) checkListing(keys);
                        return listings;
                    });
            try {
                together(thread -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        byte[] value = bytes(thread + "." + i);
                        store().commit(keys.stream().map(key -> Op.put(key, value)).toList());
                    }
                });
            } finally {
                done.set(true);
            }
            assertThat(reads.get()).isPositive();
        }
        checkListing(keys);
    }

    /** All keys are always written together, so all are there, alike, at the listing's revision. */
    private void checkListing(List<String> keys) {
        Store.Listing listing = store().list("/k/");
        if (listing.revision() == 0) return;
        assertThat(listing.entries()).extracting(Store.Entry::key).isEqualTo(keys);
        assertThat(listing.entries())
                .extracting(Store.Entry::revision)
                .containsOnly(listing.revision());
        assertThat(listing.entries().stream().map(StoreUnderTest::text).distinct()).hasSize(1);
    }

    @Test
    default void whatWatchersAreToldAddsUpToWhatAListingShows() throws Exception {
        List<Seen> watchers = List.of(new Seen(), new Seen());
        List<Store.Watch> watches = new ArrayList<>();
        for (Seen seen : watchers) watches.add(store().watch("/k/", 0, seen));
        together(thread -> {
            for (int i = 0; i < ROUNDS; i++) {
                String key = "/k/" + (thread + i) % 5;
                commit(
                        i % 3 == 0 ? Op.delete(key) : Op.put(key, bytes(thread + "." + i)),
                        Op.put("/k/last/" + thread, bytes("" + i)));
            }
        });
        Store.Listing listing = store().list("/k/");
        for (Seen seen : watchers) {
            TreeMap<String, String> rebuilt = new TreeMap<>();
            TreeSet<String> all = new TreeSet<>();
            long told = 0;
            while (told < listing.revision()) {
                Change change = seen.next();
                assertThat(all.add(change(change))).as("told once: %s", change(change)).isTrue();
                told = apply(change, told, rebuilt);
            }
            seen.rest().forEach(change -> apply(change, listing.revision(), rebuilt));
            StoreUnderTest.await(
                    "the parts of the last commit are told too",
                    () -> {
                        seen.rest().forEach(c -> apply(c, listing.revision(), rebuilt));
                        return rebuilt.equals(values(listing));
                    });
        }
        watches.forEach(Store.Watch::close);
    }

    private static String change(Change change) {
        return Seen.line(change);
    }

    /** Returns the revision of the change, which is not below that of the one before. */
    private static long apply(Change change, long before, TreeMap<String, String> entries) {
        long revision =
                switch (change) {
                    case Change.Put(Store.Entry entry) -> {
                        entries.put(entry.key(), text(entry));
                        yield entry.revision();
                    }
                    case Change.Deleted(String key, long at) -> {
                        entries.remove(key);
                        yield at;
                    }
                    case Change.Lost lost -> throw new AssertionError("lost: " + lost);
                };
        assertThat(revision).isGreaterThanOrEqualTo(before);
        return revision;
    }

    private static TreeMap<String, String> values(Store.Listing listing) {
        TreeMap<String, String> values = new TreeMap<>();
        listing.entries().forEach(entry -> values.put(entry.key(), text(entry)));
        return values;
    }

    @Test
    default void leasesMayBeGrantedAndRevokedByManyThreads() throws Exception {
        Set<Long> ids = new ConcurrentSkipListSet<>();
        together(thread -> {
            for (int i = 0; i < 10; i++) {
                long lease = store().grantLease(LeaseContract.TTL);
                assertThat(ids.add(lease)).as("no lease has the id of another").isTrue();
                commit(StoreUnderTest.leased("/l/" + thread, lease));
                assertThat(store().keepAlive(lease)).isTrue();
                if (i % 2 == 0) store().revokeLease(lease);
            }
        });
        assertThat(keys("/l/")).hasSize(THREADS);
        ids.forEach(store()::revokeLease);
        assertThat(keys("/l/")).isEmpty();
    }

    /** What one of the threads does. */
    @FunctionalInterface
    interface Work {
        void run(int thread) throws Exception;
    }

    private static void together(Work work) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                running.add(
                        threads.submit(() -> {
                            work.run(thread);
                            return null;
                        }));
            }
            for (Future<?> one : running) one.get();
        }
    }
}
