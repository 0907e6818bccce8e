package homeport.store;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/** What the parts of {@link StoreContract} need of the store that they are held against. */
interface StoreUnderTest {
    /** How long a condition may take to come true. */
    Duration WAIT_MAX = Duration.ofSeconds(20);

    byte[] V = bytes("v");

    /** Open, empty before each test, closed after it. */
    Store store();

    /** Makes the leases older, whether by a clock of the test's own or by waiting. */
    void passTime(Duration time);

    /** Makes the store forget all changes so far; may add keys under {@code /noise/}. */
    void forgetHistory();

    default long commit(Op... ops) {
        return store().commit(List.of(ops)).orElseThrow();
    }

    default OptionalLong tryCommit(Op... ops) {
        return store().commit(List.of(ops));
    }

    default String value(String key) {
        return text(store().get(key).orElseThrow());
    }

    default long revision() {
        return store().list("/").revision();
    }

    default List<String> keys(String prefix) {
        return store().list(prefix).entries().stream().map(Store.Entry::key).toList();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(Store.Entry entry) {
        return new String(entry.value(), StandardCharsets.UTF_8);
    }

    static Op.Put leased(String key, long lease) {
        return new Op.Put(key, V, OptionalLong.empty(), OptionalLong.of(lease));
    }

    /** Waits for a condition that another thread makes true. */
    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + WAIT_MAX.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0)
                throw new AssertionError("waited %s until %s".formatted(WAIT_MAX, what));
            Thread.onSpinWait();
            Thread.yield();
        }
    }
}
