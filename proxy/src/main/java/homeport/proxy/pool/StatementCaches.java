package homeport.proxy.pool;

import homeport.proxy.sql.Statements;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/** What is known of the texts that clients send. Owner: the loop's thread. */
final class StatementCaches {
    private final Statements sql = new Statements();
    private final StatementCache usual;

    /** Of sessions where a backslash in a string escapes: the same text means another thing. */
    private final StatementCache escaped;

    StatementCaches() {
        AtomicInteger ids = new AtomicInteger();
        usual = new StatementCache(ids);
        escaped = new StatementCache(ids);
    }

    /** What a statement does beyond answering: a set of {@code Effect}. */
    long effects(Client client, ByteBuffer in, int from, int limit) {
        return sql.effects(in.duplicate().limit(limit).position(from), client.hasStandardStrings());
    }

    /** The statement of a Parse body behind the name. */
    Prepared statement(Client client, ByteBuffer in, int from, int limit, int textEnd) {
        StatementCache cache = client.hasStandardStrings() ? usual : escaped;
        Prepared known = cache.get(in, from, limit);
        return known != null
                ? known
                : cache.add(in, from, limit, effects(client, in, from, textEnd));
    }

    /** A statement that is shared with nobody. */
    Prepared alone() {
        return usual.alone();
    }

    /** Definitions have changed: who parses a statement again gets a new one. */
    void redefined() {
        usual.forgetAll();
        escaped.forgetAll();
    }

    void forget(Prepared statement) {
        usual.forget(statement);
        escaped.forget(statement);
    }
}
