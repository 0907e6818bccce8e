package homeport.insights.sample;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One row of {@code pg_stat_get_activity}: a session that is not idle. Numbers that are missing are
 * 0, texts empty.
 *
 * @param leader pid of the parallel group's leader; 0: none
 * @param host address; empty: a unix socket
 * @param started of the process: with the pid, which session it is
 * @param text what it runs, or ran last; empty: not asked for
 */
record Activity(
        int pid,
        int leader,
        long database,
        long user,
        String application,
        String host,
        int port,
        Optional<Instant> started,
        Optional<Instant> transactionStarted,
        Optional<Instant> queryStarted,
        Optional<Instant> stateSince,
        String state,
        String waitType,
        String waitEvent,
        OptionalLong queryId,
        String type,
        Optional<String> text) {
    private static final String FASTPATH = "fastpath function call";

    /** A session, whatever pid it has. */
    record Id(int pid, Instant started) {}

    Id id() {
        return new Id(pid, started.orElse(Instant.EPOCH));
    }

    /** {@code hex(backend_start).hex(pid)}, the start in seconds. Source: RDS, lock analysis. */
    String session() {
        return "%x.%x".formatted(started.map(Instant::getEpochSecond).orElse(0L), pid);
    }

    /**
     * Counts as active. A process that only waits for work is not, whatever its state says: an idle
     * sender of the log says that it is active. Source: PostgreSQL documentation, "Wait Event
     * Types".
     */
    boolean isActive() {
        if (!state.equals("active") && !state.equals(FASTPATH)) return false;
        if (waitType.equals("Activity")) return false;
        return !type.equals("walsender") || !waitType.equals("Client");
    }

    boolean waitsForLock() {
        return waitType.equals("Lock");
    }

    /** It waits for nothing: it runs, or would if it had a processor. */
    boolean isOnCpu() {
        return waitType.isEmpty();
    }

    /** The server was told not to say what it does. */
    boolean isHidden() {
        return state.equals("disabled");
    }
}
