package homeport.proxy.pool;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What has happened since the proxy began, and what is now. Names are CloudWatch's. Owner: the
 * loop's thread; others are given a {@link Snapshot}.
 */
final class Counters {
    long received;
    long setupSucceeded;
    long setupFailedAuth;
    long closed;
    long queries;
    long connectionRequests;
    long connectionsSucceeded;
    long connectionsFailed;
    long borrows;
    long borrowsAborted;

    /** Clients that were refused because of their number; the only one for every thread. */
    final AtomicLong throttled = new AtomicLong();

    long borrowNanos;

    void borrowed(long nanos) {
        borrows++;
        borrowNanos += nanos;
    }

    /** How a proxy stands; {@code homeless} wait where there is no target at all. */
    Snapshot snapshot(
            List<Client> clients, int signIns, List<TargetPool> pools, int homeless, int pinned) {
        int borrowed = 0;
        int inTransaction = 0;
        int open = 0;
        int waiting = homeless;
        int max = 0;
        for (TargetPool pool : pools) {
            open += pool.open();
            waiting += pool.waiting();
            max += pool.max();
            for (Server server : pool.servers()) {
                if (!server.isIdle()) borrowed++;
                if (server.isInTransaction()) inTransaction++;
            }
        }
        return new Snapshot(
                clients.size(),
                (int) clients.stream().filter(client -> client.isTls).count(),
                signIns,
                received,
                setupSucceeded,
                setupFailedAuth,
                closed,
                queries,
                open,
                borrowed,
                inTransaction,
                pinned,
                waiting,
                max,
                connectionRequests,
                connectionsSucceeded,
                connectionsFailed,
                borrows,
                borrowsAborted,
                Duration.ofNanos(borrowNanos));
    }
}
