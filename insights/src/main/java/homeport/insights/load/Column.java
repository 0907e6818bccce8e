package homeport.insights.load;

/**
 * What is told apart in load. A value that is unknown, or does not apply, is the empty text: the
 * dimension is then missing. Stored by name and place: a constant may be added at the end, not
 * renamed.
 */
public enum Column {
    /** {@link Statement#id} of the text that ran; of its digest where too many texts differ. */
    SQL,
    /** {@link Statement#tokenizedId}. */
    DIGEST,
    /** {@code CPU} when it waits for nothing, else PostgreSQL's {@code wait_event_type}. */
    WAIT_TYPE,
    /** {@code CPU} when it waits for nothing, else PostgreSQL's {@code wait_event}. */
    WAIT_EVENT,
    /** Of type CPU: {@code running}, {@code queued} for a processor, or empty: cannot be told. */
    CPU,
    /** Role name; {@code Unknown} for one that is gone; empty for the server's own processes. */
    USER,
    /** Address, {@code [local]} for a unix socket; behind a DB proxy the proxy's client. */
    HOST,
    /** Name of the DB proxy that it came through. */
    PROXY,
    DATABASE,
    APPLICATION,
    /** PostgreSQL's {@code backend_type}. */
    SESSION_TYPE,
    /**
     * Of what waits for a lock: the session at the root of its tree, {@code hex(backend_start)
     * .hex(pid)}; {@code prepared.} and the transaction id for a prepared transaction.
     */
    BLOCKING_SESSION,
    /** {@link Statement#id} of what that session runs, or ran last. */
    BLOCKING_SQL,
    /** PostgreSQL's {@code locktype} of the lock that it waits for. */
    BLOCKING_OBJECT_TYPE,
    /** Name or number of what that lock is on. */
    BLOCKING_OBJECT,
    /** {@link Plan#id} of how its statement was planned when that was looked at last. */
    PLAN
}
