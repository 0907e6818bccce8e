package homeport.control.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Nothing is taken away under a reader. */
class ReadersTest {
    private final Readers readers = new Readers();
    private final List<String> done = new ArrayList<>();

    @Test
    void aChangeIsNotMadeUnderReaders() {
        try (Reading _ = readers.read("d1");
                Reading _ = readers.read("d1")) {
            assertThat(readers.alone("d1", () -> done.add("d1"))).isFalse();
            assertThat(readers.alone("d2", () -> done.add("d2"))).isTrue();
        }
        assertThat(readers.alone("d1", () -> done.add("d1"))).isTrue();
        assertThat(done).containsExactly("d2", "d1");
    }

    @Test
    void aReaderWaitsForAChange() throws Exception {
        CountDownLatch changing = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> change =
                    threads.submit(() ->
                            readers.alone(
                                    "d1",
                                    () -> {
                                        changing.countDown();
                                        await(go);
                                    }));
            assertThat(changing.await(10, TimeUnit.SECONDS)).isTrue();
            Future<?> reader = threads.submit(() -> readers.read("d1").close());
            assertThat(readers.alone("d1", () -> done.add("two at once"))).isFalse();
            assertThat(reader.isDone()).isFalse();
            go.countDown();
            reader.get(10, TimeUnit.SECONDS);
            assertThat(change.get(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(done).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }
}
