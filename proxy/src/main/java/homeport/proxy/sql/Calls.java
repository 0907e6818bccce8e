package homeport.proxy.sql;

import homeport.wire.sql.Word;

/** What a call of a function does. */
final class Calls {
    private static final long[] EFFECTS = new long[Word.values().length];

    static {
        for (Word word : Word.values())
            EFFECTS[word.ordinal()] =
                    switch (word) {
                        case CURRVAL, LASTVAL -> Effect.SEQUENCE_READ.bit();
                        case NEXTVAL, SETVAL -> Effect.SEQUENCE.bit();
                        case PG_ADVISORY_LOCK,
                                PG_ADVISORY_LOCK_SHARED,
                                PG_TRY_ADVISORY_LOCK,
                                PG_TRY_ADVISORY_LOCK_SHARED ->
                                Effect.ADVISORY_LOCK.bit();
                        case PG_ADVISORY_UNLOCK,
                                PG_ADVISORY_UNLOCK_SHARED,
                                PG_ADVISORY_UNLOCK_ALL ->
                                Effect.ADVISORY_UNLOCK.bit();
                        case SETSEED,
                                PG_REPLICATION_ORIGIN_SESSION_SETUP,
                                PG_REPLICATION_ORIGIN_SESSION_RESET,
                                DBLINK_CONNECT,
                                DBLINK_CONNECT_U,
                                DBLINK_DISCONNECT,
                                SET_LIMIT ->
                                Effect.SESSION_FUNCTION.bit();
                        default -> 0; // set_config too: it depends on its third argument
                    };
    }

    private Calls() {}

    /** A set of {@link Effect}: empty for what is no function. */
    static long effects(Word function) {
        return EFFECTS[function.ordinal()];
    }
}
