package homeport.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A watcher that keeps what it was told, in the order of the calls, until a test takes it. */
final class Seen implements Consumer<Change> {
    private final BlockingQueue<Change> told = new LinkedBlockingQueue<>();

    @Override
    public void accept(Change change) {
        told.add(change);
    }

    /** The next change; waits for it. */
    Change next() throws InterruptedException {
        Change next = told.poll(StoreUnderTest.WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(next).as("told within %s", StoreUnderTest.WAIT_MAX).isNotNull();
        return next;
    }

    /** The next changes, as {@link #line}. */
    List<String> next(int count) throws InterruptedException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) lines.add(line(next()));
        return lines;
    }

    /** What was told and not yet taken. */
    List<Change> rest() {
        List<Change> rest = new ArrayList<>();
        told.drainTo(rest);
        return rest;
    }

    static long revision(Change change) {
        return switch (change) {
            case Change.Put(Store.Entry entry) -> entry.revision();
            case Change.Deleted(String _, long revision) -> revision;
            case Change.Lost(long revision) -> revision;
        };
    }

    /** {@code 3 /key=value} for a put, {@code 3 /key} for a deletion, {@code 3 lost}. */
    static String line(Change change) {
        return switch (change) {
            case Change.Put(Store.Entry entry) ->
                    "%d %s=%s".formatted(entry.revision(), entry.key(), StoreUnderTest.text(entry));
            case Change.Deleted(String key, long revision) -> revision + " " + key;
            case Change.Lost(long revision) -> revision + " lost";
        };
    }
}
