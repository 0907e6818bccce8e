package homeport.proxy.pool;

import homeport.proxy.sql.Effect;
import homeport.proxy.sql.Step;
import java.nio.ByteBuffer;
import java.util.List;

/** What is asked of a text of SQL, beyond its effects. */
final class Texts {
    private static final String DEALLOCATE = "deallocate";

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

    static List<Step> steps(Client client, Prepared statement) {
        byte[] text = statement.textBytes();
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
