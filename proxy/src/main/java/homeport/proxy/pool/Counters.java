package homeport.proxy.pool;

import homeport.proxy.pool.Target.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What has happened since the proxy began, and what is now, by endpoint, target and role. Owner:
 * the loop's thread; others are given a {@link Snapshot} or {@link ProxyMetrics}.
 */
final class Counters {
    /** Endpoints, and targets, of which something is kept; the longest unused goes first. */
    private static final int KEPT_MAX = 256;

    /** Clients that were refused because of their number; the only one for every thread. */
    final AtomicLong throttled = new AtomicLong();

    private final List<EndpointCounts> endpoints = new ArrayList<>();
    private final List<TargetCounts> targets = new ArrayList<>();
    private final RoleCounts writing = new RoleCounts(Role.READ_WRITE);
    private final RoleCounts reading = new RoleCounts(Role.READ_ONLY);

    EndpointCounts endpoint(String name) {
        for (EndpointCounts one : endpoints) if (one.name.equals(name)) return one;
        EndpointCounts made = new EndpointCounts(name);
        if (endpoints.size() == KEPT_MAX) endpoints.removeFirst();
        endpoints.add(made);
        return made;
    }

    TargetCounts target(Target target) {
        for (TargetCounts one : targets) if (one.isOf(target)) return one;
        TargetCounts made = new TargetCounts(target.id(), target.role());
        if (targets.size() == KEPT_MAX) targets.removeFirst();
        targets.add(made);
        return made;
    }

    RoleCounts role(Role role) {
        return role == Role.READ_WRITE ? writing : reading;
    }

    /** Notes whether each role has a target that answers; once a second. */
    void look(List<TargetPool> pools) {
        for (RoleCounts counts : List.of(writing, reading)) {
            boolean has = false;
            boolean answers = false;
            for (TargetPool pool : pools) {
                if (pool.target().role() != counts.role) continue;
                has = true;
                answers |= pool.answers();
            }
            counts.looked(answers, has);
        }
    }

    ProxyMetrics now(List<TargetPool> pools) {
        List<ProxyMetrics.Role> roles = new ArrayList<>();
        for (RoleCounts one : List.of(writing, reading)) if (one.isUsed) roles.add(one.now());
        return new ProxyMetrics(
                endpoints.stream().map(EndpointCounts::now).toList(),
                targets.stream()
                        .map(one ->
                                one.now(
                                        pools.stream()
                                                .filter(pool -> one.isOf(pool.target()))
                                                .toList()))
                        .toList(),
                roles);
    }

    /** How a proxy stands; {@code homeless} wait where there is no target at all. */
    Snapshot snapshot(List<TargetPool> pools, int homeless, int pinned) {
        int clients = 0;
        int tls = 0;
        int inSetup = 0;
        long received = 0;
        long succeeded = 0;
        long failedAuth = 0;
        long closed = 0;
        long queries = 0;
        long borrows = 0;
        long borrowNanos = 0;
        for (EndpointCounts one : endpoints) {
            clients += one.clients;
            tls += one.clientsTls;
            inSetup += one.inSetup;
            received += one.received;
            succeeded += one.setupSucceeded;
            failedAuth += one.setupFailedAuth;
            closed += one.closed;
            queries += one.queries;
            borrows += one.borrow.count();
            borrowNanos += one.borrow.nanos();
        }
        Pooled pooled = pooled(pools);
        return new Snapshot(
                clients,
                tls,
                inSetup,
                received,
                succeeded,
                failedAuth,
                closed,
                queries,
                pooled.open,
                pooled.borrowed,
                pooled.inTransaction,
                pinned,
                homeless + pooled.waiting,
                pooled.max,
                targets.stream().mapToLong(one -> one.requests).sum(),
                targets.stream().mapToLong(one -> one.succeeded).sum(),
                targets.stream().mapToLong(one -> one.failed).sum(),
                borrows,
                writing.borrowsAborted + reading.borrowsAborted,
                Duration.ofNanos(borrowNanos));
    }

    private record Pooled(int open, int borrowed, int inTransaction, int waiting, int max) {}

    private static Pooled pooled(List<TargetPool> pools) {
        int borrowed = 0;
        int inTransaction = 0;
        int open = 0;
        int waiting = 0;
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
        return new Pooled(open, borrowed, inTransaction, waiting, max);
    }
}
