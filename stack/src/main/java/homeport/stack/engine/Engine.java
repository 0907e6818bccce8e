package homeport.stack.engine;

import homeport.stack.record.StackRecord;
import homeport.stack.record.StackStore;
import homeport.stack.type.Api;
import homeport.store.StoreException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker for each stack that an operation is under way on; at the start, for each whose operation
 * a crash or a close cut short. Safe from any thread.
 */
public final class Engine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final Duration AGAIN = Duration.ofSeconds(2);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(20);

    private final Context.Parts parts;
    private final BiFunction<String, String, Api> deployers;
    private final Map<String, Running> running = new ConcurrentHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    private record Running(Worker worker, Thread thread) {}

    /**
     * @param deployers from principal and region to what it may call
     */
    public Engine(
            StackStore store,
            Catalog types,
            Pace pace,
            InstantSource clock,
            BiFunction<String, String, Api> deployers) {
        this.parts = new Context.Parts(store, types, pace, clock, new Doors());
        this.deployers = deployers;
    }

    private final class Doors implements Context.Closed {
        @Override
        public void check() {
            if (closing.getCount() == 0) throw new Closing();
        }

        @Override
        public void pause(Duration time) {
            try {
                if (closing.await(time.toMillis(), TimeUnit.MILLISECONDS)) throw new Closing();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new Closing();
            }
        }
    }

    /** Goes on with every operation that has not come to its end. */
    public void start() {
        for (StackRecord stack : parts.store().everywhere()) if (stack.busy()) carry(stack);
    }

    /** An operation is on record: carries it to its end, after the one before it. */
    public void carry(StackRecord stack) {
        running.compute(
                stack.uuid(),
                (uuid, last) -> {
                    Worker worker = new Worker(parts, deployers, stack);
                    Thread thread =
                            Thread.ofVirtual()
                                    .name("stack-" + stack.name())
                                    .unstarted(() -> {
                                        if (last != null) joined(last.thread());
                                        work(worker, stack);
                                    });
                    thread.start();
                    return new Running(worker, thread);
                });
    }

    /** Somebody wants the operation under way to end early; it is on record. */
    public void stop(StackRecord stack) {
        Running one = running.get(stack.uuid());
        if (one != null) one.worker().stop();
    }

    private void work(Worker worker, StackRecord stack) {
        while (true) {
            try {
                worker.run();
                running.computeIfPresent(
                        stack.uuid(), (uuid, one) -> one.worker() == worker ? null : one);
                return;
            } catch (Closing closed) {
                return;
            } catch (StoreException unwritten) { // the operation goes on when there is room
                LOG.warn("stack {}: {}", stack.name(), unwritten.getMessage());
            } catch (RuntimeException bug) {
                LOG.error("stack {}", stack.id(), bug);
            }
            try {
                parts.closed().pause(AGAIN);
            } catch (Closing closed) {
                return;
            }
        }
    }

    private static void joined(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends every worker where it stands. */
    @Override
    public void close() {
        closing.countDown();
        for (Running one : running.values()) {
            try {
                if (!one.thread().join(CLOSE_MAX))
                    LOG.warn("{} does not end in {}", one.thread().getName(), CLOSE_MAX);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
