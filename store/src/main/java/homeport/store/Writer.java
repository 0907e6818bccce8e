package homeport.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * The one thread that changes the store: takes whatever waits, decides each request in turn, makes
 * all of it durable with one sync, then answers. A full disk fails the requests at hand. After any
 * other failed write it answers nothing but the failure: what is on disk is then known only to the
 * next start.
 */
final class Writer {
    private static final System.Logger LOG = System.getLogger(Writer.class.getName());
    static final String CLOSED = "the store is closed";
    private static final long EXPIRY_MILLIS = 50;

    private final Disk disk;
    private final Image image;
    private final Leases leases;
    private final Limits limits;
    private final ArrayBlockingQueue<Request<?>> queue;
    private final Thread thread;

    /** Leases that have ended in memory and not yet on disk; the writer's. */
    private final Set<Long> ending = new TreeSet<>();

    /** Whether the last write found the disk full; the writer's. */
    private boolean full;

    private volatile boolean closed;
    private volatile StoreException broken;

    Writer(Disk disk, Image image, Leases leases, Limits limits) {
        this.disk = disk;
        this.image = image;
        this.leases = leases;
        this.limits = limits;
        this.queue = new ArrayBlockingQueue<>(limits.queuedMax());
        this.thread = Thread.ofPlatform().daemon().name("store writer").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** One request and where its answer goes. */
    private record Request<R>(Function<Draft, R> decide, CompletableFuture<R> answer) {}

    /** Decides on the writer's thread and returns when the result is on disk. */
    <R> R call(Function<Draft, R> decide) {
        if (broken != null) throw broken;
        if (closed) throw new StoreException(CLOSED);
        Request<R> request = new Request<>(decide, new CompletableFuture<>());
        try {
            while (!queue.offer(request, EXPIRY_MILLIS, TimeUnit.MILLISECONDS))
                if (!thread.isAlive()) throw gone();
            while (true) {
                try {
                    return request.answer().get(1, TimeUnit.SECONDS);
                } catch (TimeoutException slow) {
                    if (!thread.isAlive() && !request.answer().isDone()) throw gone();
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StoreException(
                    "interrupted while waiting for the store; whether it happened is unknown",
                    interrupted);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof StoreException known) throw known;
            throw new CompletionException(failed.getCause());
        }
    }

    private StoreException gone() {
        return broken != null ? broken : new StoreException(CLOSED);
    }

    private void run() {
        List<Request<?>> batch = new ArrayList<>();
        try {
            while (!closed || !queue.isEmpty()) {
                batch.clear();
                Request<?> first = queue.poll(EXPIRY_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) batch.add(first);
                queue.drainTo(batch, limits.batchMax() - 1);
                carryOut(batch);
            }
        } catch (InterruptedException | SQLException | RuntimeException | Error failure) {
            broken =
                    new StoreException(
                            "the store cannot be written any more: %s. Restart Homeport."
                                    .formatted(failure.getMessage()),
                            failure);
            LOG.log(System.Logger.Level.ERROR, "the store stops", failure);
            batch.addAll(queue);
            batch.forEach(request -> request.answer().completeExceptionally(broken));
        } finally {
            image.wake();
        }
    }

    private void carryOut(List<Request<?>> batch) throws SQLException {
        Draft draft = new Draft(image, leases, limits);
        ending.addAll(leases.endThoseOver());
        ending.forEach(draft::end);
        List<Runnable> answers = new ArrayList<>();
        batch.forEach(request -> answers.add(decide(request, draft)));
        try {
            if (!draft.isEmpty()) write(draft);
        } catch (SQLException failed) {
            if (!Disk.isFull(failed)) throw failed;
            ending.addAll(draft.ended());
            refuse(batch, failed);
            return;
        }
        ending.clear();
        answers.forEach(Runnable::run);
    }

    private void write(Draft draft) throws SQLException {
        disk.write(draft, leases.lastId(), image.forgottenAfter(draft));
        draft.granted().forEach(leases::start);
        image.advance(draft);
        full = false;
    }

    /** The disk is full and the batch is not on it. A full disk may have room again: we go on. */
    private void refuse(List<Request<?>> batch, SQLException failed) {
        var refusal =
                new StoreException(
                        "the store's disk is full: %s. Free some space; nothing else is needed."
                                .formatted(failed.getMessage()),
                        failed);
        if (!full) LOG.log(System.Logger.Level.ERROR, "the store cannot be written", refusal);
        full = true;
        batch.forEach(request -> request.answer().completeExceptionally(refusal));
    }

    private static <R> Runnable decide(Request<R> request, Draft draft) {
        try {
            R result = request.decide().apply(draft);
            return () -> request.answer().complete(result);
        } catch (RuntimeException refused) {
            return () -> request.answer().completeExceptionally(refused);
        }
    }

    /**
     * Answers what waits, then ends. An interrupted caller waits all the same: the file must not be
     * closed under the writer.
     */
    void close() {
        closed = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    boolean isClosed() {
        return closed;
    }
}
