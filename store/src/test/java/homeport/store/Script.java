package homeport.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;

/**
 * Transactions that are known in advance: the {@code number}-th one of each of several threads, of
 * five parts that only make sense together. From how many each thread has done, all that the store
 * must hold follows.
 */
final class Script {
    static final int THREADS = 4;
    private static final int SLOTS = 4;
    private static final int LOG_MAX = 16;
    private static final String LAST = "/last";

    private Script() {}

    /** One transaction; the first of a thread has number 1. */
    record Step(int thread, int number) {
        /**
         * @param head the revision of the thread's head, which says how far it is; 0 before the
         *     first
         */
        List<Op> ops(long head) {
            List<Op> ops = new ArrayList<>();
            ops.add(Op.replace(headKey(), StoreUnderTest.bytes("" + number), head));
            ops.add(Op.put(slotKey(), filler()));
            ops.add(Op.create(logKey(number), StoreUnderTest.bytes(toString())));
            if (number > LOG_MAX) ops.add(Op.delete(logKey(number - LOG_MAX)));
            ops.add(Op.put(LAST, StoreUnderTest.bytes(toString())));
            return ops;
        }

        String headKey() {
            return "/" + thread + "/head";
        }

        private String slotKey() {
            return "/" + thread + "/slot/" + number % SLOTS;
        }

        private String logKey(int entry) {
            return "/" + thread + "/log/" + entry;
        }

        /** Mostly within a page of the file, at times over several. */
        private byte[] filler() {
            Random random = new Random(31L * number + thread);
            byte[] filler = new byte[random.nextInt(random.nextInt(10) == 0 ? 20_000 : 400)];
            random.nextBytes(filler);
            return filler;
        }
    }

    /** Does the thread's next transaction. */
    static OptionalLong next(Store store, Step step) {
        long head = store.get(step.headKey()).map(Store.Entry::revision).orElse(0L);
        return store.commit(step.ops(head));
    }

    /** How many transactions each thread has done, by the heads. */
    static int[] done(Store store) {
        int[] done = new int[THREADS];
        for (int i = 0; i < THREADS; i++)
            done[i] =
                    store.get(new Step(i, 0).headKey())
                            .map(head -> Integer.parseInt(StoreUnderTest.text(head)))
                            .orElse(0);
        return done;
    }

    /**
     * The store holds exactly what the transactions of {@link #done} leave behind, each of them
     * took one revision, and none of another is seen.
     */
    static void assertWhole(Store store) {
        int[] done = done(store);
        Store.Listing listing = store.list("/");
        assertThat(listing.revision())
                .as("one revision for each of %s", Arrays.toString(done))
                .isEqualTo(Arrays.stream(done).sum());
        Map<String, byte[]> expected = new TreeMap<>();
        for (int thread = 0; thread < THREADS; thread++)
            for (int n = Math.max(1, done[thread] - LOG_MAX + 1); n <= done[thread]; n++)
                for (Op op : new Step(thread, n).ops(0))
                    if (op instanceof Op.Put put) expected.put(put.key(), put.value());
        Map<String, byte[]> held = new TreeMap<>();
        listing.entries().forEach(entry -> held.put(entry.key(), entry.value()));
        assertThat(held.keySet()).isEqualTo(expected.keySet());
        held.remove(LAST);
        held.forEach((key, value) ->
                assertThat(value).as("the value of %s", key).isEqualTo(expected.get(key)));
    }

    /** Every transaction ends with the one key that all of them write. */
    static boolean isLast(Change change) {
        return change instanceof Change.Put(Store.Entry entry) && entry.key().equals(LAST);
    }

    /**
     * The changes of one commit are those of a whole transaction.
     *
     * @return which it was
     */
    static Step assertWhole(List<Change> commit) {
        Step step = step(commit.getFirst());
        List<String> expected = new ArrayList<>();
        for (Op op : step.ops(0)) expected.add(op.getClass().getSimpleName() + op.key());
        List<String> told = new ArrayList<>();
        for (Change change : commit)
            told.add(
                    switch (change) {
                        case Change.Put(Store.Entry entry) -> "Put" + entry.key();
                        case Change.Deleted(String key, long _) -> "Delete" + key;
                        case Change.Lost lost -> throw new AssertionError("lost: " + lost);
                    });
        assertThat(told).isEqualTo(expected);
        return step;
    }

    private static Step step(Change head) {
        if (!(head instanceof Change.Put(Store.Entry entry)) || !entry.key().endsWith("/head"))
            throw new AssertionError("a transaction starts with its head, not " + head);
        int thread = Integer.parseInt(entry.key().split("/")[1]);
        return new Step(thread, Integer.parseInt(StoreUnderTest.text(entry)));
    }
}
