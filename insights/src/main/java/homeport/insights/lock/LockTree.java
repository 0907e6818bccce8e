package homeport.insights.lock;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who waited for whom at one moment.
 *
 * @param roots who holds up others and waits for nobody; most blocked sessions first
 * @param omitted waiting sessions that are not in the tree because it would be too large
 */
public record LockTree(List<Session> roots, int omitted) {
    public LockTree {
        roots = List.copyOf(roots);
    }

    /**
     * One session, and who waits for it: under one of its blockers when it has several.
     *
     * @param id {@code hex(backend_start).hex(pid)}, or {@code prepared.} and the transaction id
     * @param pid 0 for a prepared transaction
     * @param state PostgreSQL's; {@code prepared} for a prepared transaction
     * @param sql {@code Statement.id} of what it runs, or ran last; empty: unknown
     * @param waiting for what; empty for a root
     * @param blocked sessions that wait for it, directly or not
     */
    public record Session(
            String id,
            int pid,
            String user,
            String database,
            String application,
            String host,
            int port,
            String type,
            String state,
            String waitType,
            String waitEvent,
            String sql,
            Optional<Instant> started,
            Optional<Instant> transactionStarted,
            Optional<Instant> queryStarted,
            Optional<Instant> stateSince,
            Optional<Waiting> waiting,
            int blocked,
            List<Session> blocks) {
        public Session {
            blocks = List.copyOf(blocks);
        }
    }

    /**
     * @param mode that it asks for, {@code ShareLock}
     * @param held mode that the blocker has and that conflicts
     * @param since empty before it has gone to sleep
     * @param object the lock
     */
    public record Waiting(String mode, String held, Optional<Instant> since, LockObject object) {}

    /**
     * What a lock is on.
     *
     * @param type PostgreSQL's {@code locktype}
     * @param database its name; empty: of none
     * @param name of the relation where there is one and it is known, else numbers
     */
    public record LockObject(String type, String database, String name) {}
}
