package homeport.proxy.pool;

import homeport.proxy.sql.Effect;
import homeport.proxy.sql.Step;
import java.nio.ByteBuffer;
import java.util.List;

/** What is asked of a text of SQL, beyond its effects. */
final class Texts {
    private static final String DEALLOCATE = "deallocate";

    private static final long ENDS =
            Effect.COMMIT.bit()
                    | Effect.ROLLBACK.bit()
                    | Effect.PREPARE_TRANSACTION.bit()
                    | Effect.LONG_TEXT.bit();
    private static final long MOVES =
            Effect.SAVEPOINT.bit() | Effect.RELEASE.bit() | Effect.ROLLBACK_TO.bit();
    private static final long SETS = Effect.SET.bit() | Effect.RESET.bit() | Effect.DISCARD.bit();

    private Texts() {}

    /** A range as bytes of its own. */
    static byte[] copy(ByteBuffer in, int from, int limit) {
        byte[] text = new byte[Math.max(0, limit - from)];
        in.get(from, text);
        return text;
    }

    static List<Step> steps(Client client, ByteBuffer in, int from, int limit) {
        byte[] text = copy(in, from, limit);
        return Step.of(text, 0, text.length, client.hasStandardStrings());
    }

    static List<Step> steps(Client client, byte[] text) {
        return Step.of(text, 0, text.length, client.hasStandardStrings());
    }

    /** Whether it is worth looking closer. */
    static boolean beginsAsDeallocate(ByteBuffer in, int from, int limit) {
        int at = from;
        while (at < limit && in.get(at) <= ' ' && in.get(at) > 0) at++;
        if (limit - at < DEALLOCATE.length()) return false;
        for (int i = 0; i < DEALLOCATE.length(); i++)
            if ((in.get(at + i) | 0x20) != DEALLOCATE.charAt(i)) return false;
        return true;
    }

    /** Whether it may end a transaction, also one that has failed. */
    static boolean mayEndTransaction(long effects) {
        return (effects & ENDS) != 0;
    }

    /** Whether its steps are of interest: it sets something, or nothing was set and it is rare. */
    static boolean maySet(long effects) {
        return (effects & SETS) != 0;
    }

    static boolean mayMoveInTransaction(long effects) {
        return (effects & (ENDS | MOVES)) != 0;
    }

    static boolean mayForgetStatements(long effects) {
        return Effect.DEALLOCATE.isIn(effects) || Effect.DISCARD.isIn(effects);
    }

    /** DEALLOCATE ALL, DISCARD ALL. */
    static boolean forgetsStatements(List<Step> steps) {
        return steps.stream()
                .anyMatch(step ->
                        step instanceof Step.DeallocateAll
                                || step instanceof Step.Discard(Step.State state)
                                        && state == Step.State.ALL);
    }

    /**
     * Whether a function is one that drivers call for large objects; what it opens ends with the
     * transaction. Source: PostgreSQL, {@code pg_proc.dat}.
     */
    static boolean isOfLargeObjects(int oid) {
        return switch (oid) {
            case 715, 952, 953, 954, 955, 956, 957, 958, 964, 1004, 3170, 3171, 3172 -> true;
            default -> false;
        };
    }
}
