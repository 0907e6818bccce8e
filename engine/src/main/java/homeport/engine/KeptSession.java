package homeport.engine;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A session as {@code rdsadmin} that stays open between uses and is thrown away when one fails.
 * Safe from any thread; one at a time uses it. A server that hangs while somebody connects to it
 * holds one attempt, whose end every later use waits for, and not one for each use.
 */
final class KeptSession {
    /** How long one attempt to connect may last, however short its users wait. */
    private static final Duration CONNECT_MAX = Duration.ofSeconds(10);

    private final NodePlace place;
    private final AdminAccess admin;
    private final ReentrantLock lock = new ReentrantLock();
    private Optional<CompletableFuture<Connection>> session = Optional.empty(); // under the lock

    /** May be done again on a new session. */
    interface Work<T> {
        T with(Connection session) throws SQLException;
    }

    /** As {@link Work}, without an answer. */
    interface Task {
        void with(Connection session) throws SQLException;
    }

    KeptSession(NodePlace place, AdminAccess admin) {
        this.place = place;
        this.admin = admin;
    }

    /**
     * @throws EngineException the server did not answer within {@code deadline}, or not as it
     *     should
     */
    <T> T use(Deadline deadline, Work<T> work) {
        if (!locked(deadline)) throw failed("another thread asks it", Optional.empty());
        try {
            boolean kept = session.filter(CompletableFuture::isDone).isPresent();
            try {
                return attempt(deadline, work);
            } catch (SQLException e) {
                // The server may have been started again since: a new session tells.
                if (!kept || deadline.passed()) throw e;
                return attempt(deadline, work);
            }
        } catch (SQLException e) {
            throw failed(e.getMessage(), Optional.of(e));
        } finally {
            lock.unlock();
        }
    }

    /** See {@link #use}. */
    void run(Deadline deadline, Task task) {
        use(
                deadline,
                session -> {
                    task.with(session);
                    return Optional.empty();
                });
    }

    /** Closes it, if nobody uses it right now; the next use opens another. */
    void drop() {
        if (!lock.tryLock()) return;
        try {
            discard();
        } finally {
            lock.unlock();
        }
    }

    private <T> T attempt(Deadline deadline, Work<T> work) throws SQLException {
        CompletableFuture<Connection> opening = session.orElseGet(this::open);
        session = Optional.of(opening);
        Connection opened = opened(opening, deadline);
        try {
            limit(opened, deadline.left());
            return work.with(opened);
        } catch (SQLException e) {
            discard();
            throw e;
        }
    }

    private Connection opened(CompletableFuture<Connection> opening, Deadline deadline)
            throws SQLException {
        try {
            return opening.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            session = Optional.empty();
            if (e.getCause() instanceof SQLException refused) throw refused;
            throw new EngineException("cannot connect to " + place.data(), e.getCause());
        } catch (TimeoutException e) {
            throw failed("nobody answers at " + place.address(), Optional.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("interrupted", Optional.of(e));
        }
    }

    private CompletableFuture<Connection> open() {
        CompletableFuture<Connection> opening = new CompletableFuture<>();
        Thread.ofVirtual()
                .name("session-" + place.address())
                .start(() -> {
                    try {
                        opening.complete(admin.connect(place, Roles.ADMIN_DATABASE, CONNECT_MAX));
                    } catch (SQLException | RuntimeException e) {
                        opening.completeExceptionally(e);
                    }
                });
        return opening;
    }

    private void discard() {
        session.ifPresent(opening -> opening.thenAccept(KeptSession::abort));
        session = Optional.empty();
    }

    private static void limit(Connection session, Duration max) throws SQLException {
        session.setNetworkTimeout(Runnable::run, (int) Math.max(1, max.toMillis()));
    }

    /**
     * In a thread of its own: TLS says goodbye and waits for the other end's, as long as for an
     * answer, and a failover hangs up on servers that never answer.
     */
    private static void abort(Connection session) {
        try {
            session.abort(task -> Thread.ofVirtual().name("hang up").start(task));
        } catch (SQLException gone) {
            return; // which is what was wanted
        }
    }

    private boolean locked(Deadline deadline) {
        try {
            return lock.tryLock(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private EngineException failed(String why, Optional<Exception> cause) {
        String message = "the server of " + place.home() + " did not answer: " + why;
        return cause.map(e -> new EngineException(message, e))
                .orElseGet(() -> new EngineException(message));
    }
}
