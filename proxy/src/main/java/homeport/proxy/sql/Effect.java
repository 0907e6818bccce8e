package homeport.proxy.sql;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Something that a text does beyond answering. A set of effects is a {@code long} with one {@link
 * #bit} for each, so that the usual verdict, none, costs nothing.
 *
 * <p>{@link #pins} is RDS Proxy's list and nothing beside it; {@link #stays} is the truth of
 * PostgreSQL: something is left in the server session that no other server session has. Source: RDS
 * user guide, "Avoiding pinning an RDS Proxy", conditions for RDS for PostgreSQL; the two reasons
 * that AWS is known to write are word for word, the others say what the guide says in that form.
 */
public enum Effect {
    /** Not readable to its end: a quote or comment that nothing closes. Servers refuse it. */
    UNREADABLE(
            Kind.PINS_AND_STAYS,
            "SQL couldn't be read to its end by the proxy.",
            "Close each quotation, dollar quotation and comment of the text."),
    /** Longer than {@link Statements#PINNING_BYTES}. */
    LONG_TEXT(
            Kind.PINS,
            "The connection ran a SQL query which exceeded the 16384 byte limit.",
            "Send long values as parameters instead of literals, or load them by COPY."),
    /** SET, set_config: a parameter for the session, also its role, encoding or time zone. */
    SET(
            Kind.PINS,
            "SQL changed session settings that the proxy doesn't track. Consider moving session"
                    + " configuration to the proxy's initialization query.",
            "Move session configuration to the proxy's initialization query or to ALTER ROLE ..."
                    + " SET, or use SET LOCAL in the transaction that needs it."),
    /** RESET, SET ... TO DEFAULT. */
    RESET(
            Kind.PINS,
            SET.reason,
            "Leave settings alone that were never changed: turn off the driver's reset between"
                    + " uses, and use SET LOCAL, which needs none."),
    /** PREPARE as SQL. */
    PREPARE(
            Kind.PINS_AND_STAYS,
            "SQL prepared a statement. Consider preparing statements through the driver.",
            "Prepare through the driver: statements prepared by the protocol are shared, not"
                    + " pinned."),
    /** EXECUTE as SQL. */
    EXECUTE(
            Kind.PINS_AND_STAYS,
            "SQL executed a prepared statement. Consider preparing statements through the driver.",
            PREPARE.advice),
    /** DEALLOCATE. */
    DEALLOCATE(
            Kind.PINS,
            "SQL deallocated a prepared statement. Consider leaving prepared statements to the"
                    + " driver.",
            "Turn off what sends DEALLOCATE: the driver closes its statements by the protocol."),
    /** DISCARD ALL, PLANS, SEQUENCES or TEMP. */
    DISCARD(
            Kind.PINS,
            "SQL discarded the state of the session. Consider turning off the reset of connections"
                    + " in the client's pool.",
            "Turn off the reset in the client's pool (Npgsql: No Reset On Close=true): the proxy"
                    + " gives every transaction a clean session."),
    /** A temporary table, view, sequence or other object; SELECT INTO TEMP. */
    TEMP_OBJECT(
            Kind.PINS_AND_STAYS,
            "SQL created a temporary object. Consider a common table expression or an ordinary"
                    + " table.",
            "Use WITH ... AS MATERIALIZED, an UNLOGGED table with a key of the session, or"
                    + " unnest() of array parameters."),
    /** DECLARE ... CURSOR. */
    CURSOR(
            Kind.PINS,
            "SQL declared a cursor. Consider fetching in portions through the driver.",
            "Fetch in portions by the protocol (pgjdbc: setFetchSize within a transaction), or page"
                    + " by key."),
    /** A cursor that outlives its transaction. Comes with {@link #CURSOR}. */
    HELD_CURSOR(
            Kind.STAYS,
            "SQL declared a cursor WITH HOLD. Consider paging by key.",
            "Read within one transaction without HOLD, or page by key."),
    /** LISTEN. */
    LISTEN(
            Kind.PINS_AND_STAYS,
            "SQL listens on a notification channel. Consider a direct connection for listening.",
            "Listen on one connection to the database's own endpoint, for all of the application."),
    /** LOAD of a library. */
    LOAD(
            Kind.PINS_AND_STAYS,
            "SQL loaded a library. Consider shared_preload_libraries in the parameter group.",
            "Name the library in shared_preload_libraries in the DB parameter group, or LOAD it in"
                    + " the proxy's initialization query."),
    /** nextval, setval. */
    SEQUENCE(
            Kind.PINS,
            "SQL called a sequence function. Consider an identity column or DEFAULT nextval.",
            "Let an identity column or DEFAULT nextval(...) draw the number, and read it by INSERT"
                    + " ... RETURNING."),
    /** pg_advisory_lock, pg_try_advisory_lock and their shared forms. */
    ADVISORY_LOCK(
            Kind.PINS_AND_STAYS,
            "SQL took an advisory lock of the session. Consider pg_advisory_xact_lock.",
            "Use pg_advisory_xact_lock or pg_try_advisory_xact_lock, which end with the"
                    + " transaction."),

    /** currval, lastval: the answer depends on the server session. */
    SEQUENCE_READ(
            Kind.NEITHER,
            "SQL read the last value of a sequence in the session.",
            "Read generated values by INSERT ... RETURNING."),
    /** pg_advisory_unlock, its shared form, pg_advisory_unlock_all. */
    ADVISORY_UNLOCK,
    /** UNLISTEN. */
    UNLISTEN,
    /** CLOSE of one or all cursors. */
    CLOSE,
    /** DROP: perhaps of a temporary object. */
    DROP,
    /** SET LOCAL, SET TRANSACTION, set_config(..., true): until the transaction's end. */
    SET_LOCAL,
    /** DO, CALL, an update of pg_settings: what it does to the session cannot be read. */
    CODE,
    /** A function that changes the session in another way: setseed, dblink_connect. */
    SESSION_FUNCTION(
            Kind.STAYS,
            "SQL called a function that changes the session.",
            "Use it on a connection to the database's own endpoint."),

    /** BEGIN, START TRANSACTION. */
    BEGIN,
    /** COMMIT, END. */
    COMMIT,
    /** ROLLBACK, ABORT; not to a savepoint. */
    ROLLBACK,
    /** COMMIT or ROLLBACK ... AND CHAIN. */
    CHAIN,
    /** SAVEPOINT. */
    SAVEPOINT,
    /** RELEASE. */
    RELEASE,
    /** ROLLBACK TO. */
    ROLLBACK_TO,
    /** PREPARE TRANSACTION. */
    PREPARE_TRANSACTION,

    /** More than one statement. */
    SEVERAL,
    /** No statement: white space, comments, semicolons. */
    EMPTY;

    private enum Kind {
        PINS,
        STAYS,
        PINS_AND_STAYS,
        NEITHER
    }

    private static final long PINNING = all(Kind.PINS) | all(Kind.PINS_AND_STAYS);
    private static final long LASTING =
            UNREADABLE.bit() | LONG_TEXT.bit() | LOAD.bit() | CODE.bit() | SESSION_FUNCTION.bit();
    private static final long STAYING = all(Kind.STAYS) | all(Kind.PINS_AND_STAYS);

    private final Kind kind;
    private final String reason;
    private final String advice;

    Effect() {
        this(Kind.NEITHER, "", "");
    }

    Effect(Kind kind, String reason, String advice) {
        this.kind = kind;
        this.reason = reason;
        this.advice = advice;
    }

    private static long all(Kind kind) {
        long set = 0;
        for (Effect effect : values()) if (effect.kind == kind) set |= effect.bit();
        return set;
    }

    /** This effect alone, as a set. */
    public long bit() {
        return 1L << ordinal();
    }

    /** Whether the set has this effect. */
    public boolean isIn(long set) {
        return (set & bit()) != 0;
    }

    /** Whether RDS Proxy pins for any of the set. */
    public static boolean pins(long set) {
        return (set & PINNING) != 0;
    }

    /**
     * Whether the set leaves something in the server session that cannot be told to another one as
     * parameters can. {@link #SET}, {@link #RESET}, {@link #DISCARD} are told by {@link Step}.
     */
    public static boolean stays(long set) {
        return (set & STAYING) != 0;
    }

    /** What RDS Proxy pins for; when the set has several the first in the order of this enum. */
    public static Optional<Effect> pinning(long set) {
        return first(set & PINNING);
    }

    /** As {@link #pinning}, for {@link #stays}. */
    public static Optional<Effect> staying(long set) {
        return first(set & STAYING);
    }

    private static Optional<Effect> first(long set) {
        return set == 0 ? Optional.empty() : Optional.of(values()[Long.numberOfTrailingZeros(set)]);
    }

    /**
     * Whether nothing of it is left after DISCARD ALL. A library stays loaded, and what a text that
     * was not read has done is not known. Source: PostgreSQL documentation, "DISCARD".
     */
    public boolean isDiscardable() {
        return (bit() & LASTING) == 0;
    }

    /** The set as a collection, in the order of this enum. */
    public static Set<Effect> in(long set) {
        EnumSet<Effect> effects = EnumSet.noneOf(Effect.class);
        for (Effect effect : values()) if (effect.isIn(set)) effects.add(effect);
        return effects;
    }

    /** What a log says after {@code Reason:}, without the digest; empty for what never pins. */
    public String reason() {
        return reason;
    }

    /**
     * What a log says after {@code Reason:}. A text over the limit has no digest in AWS's logs.
     * Source: log lines in public reports, {@code ... Digest: "set search_path to $1,$2,$3".}
     */
    public String reason(Digest digest) {
        return this == LONG_TEXT ? reason : reason + " Digest: \"" + digest.text() + "\".";
    }

    /** One sentence: what to do instead; empty for what never pins. */
    public String advice() {
        return advice;
    }
}
