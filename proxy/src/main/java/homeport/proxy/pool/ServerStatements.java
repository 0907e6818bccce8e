package homeport.proxy.pool;

import homeport.proxy.pool.Outstanding.Kind;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The statements that are parsed at one server when all that was sent there is done. Owner: the
 * loop's thread.
 */
final class ServerStatements {
    /** Statements kept parsed; the oldest goes. */
    static final int STATEMENTS_MAX = 500;

    /** Stands for an unnamed statement that nobody knows. */
    private static final Prepared UNKNOWN = new Prepared(0, new byte[0], 0, 0);

    private final Outstanding owed;
    private final Set<Prepared> parsed = new LinkedHashSet<>();

    /** May be parsed or not: closed before they are parsed. */
    private final Set<Prepared> doubtful = new HashSet<>();

    /** Null when there is none. */
    private Prepared unnamed;

    ServerStatements(Outstanding owed) {
        this.owed = owed;
    }

    boolean has(Prepared statement) {
        return parsed.contains(statement);
    }

    /** Makes room for a statement that is about to be parsed. */
    void keeps(Prepared statement, Outgoing out) {
        if (doubtful.remove(statement)) close(statement, out);
        if (parsed.size() >= STATEMENTS_MAX) evict(out);
        parsed.add(statement);
    }

    private void evict(Outgoing out) {
        for (Iterator<Prepared> all = parsed.iterator(); all.hasNext(); ) {
            Prepared oldest = all.next();
            if (oldest.isAlone()) continue; // nobody could parse it again
            all.remove();
            close(oldest, out);
            return;
        }
    }

    /** Closes one that is parsed. */
    void drop(Prepared statement, Outgoing out) {
        if (parsed.remove(statement)) close(statement, out);
    }

    private void close(Prepared statement, Outgoing out) {
        statement.close(out);
        owed.add(Kind.CLOSE_OURS, statement);
    }

    /** The statement is parsed here when what follows is read. */
    void provide(Prepared statement, Outgoing out) {
        if (parsed.contains(statement) || statement.isAlone()) return;
        keeps(statement, out);
        statement.parse(out);
        owed.add(Kind.PARSE_OURS, statement);
    }

    /** The client itself parses its statement without a name. */
    void parsesUnnamed(Prepared statement) {
        unnamed = statement;
    }

    /** There is no statement without a name any more. */
    void dropsUnnamed() {
        unnamed = null;
    }

    /** The unnamed statement is the client's when what follows is read; null for none. */
    void provideUnnamed(Prepared statement, Outgoing out) {
        if (unnamed == statement) return;
        if (statement == null) {
            out.space(7).put((byte) 'C').putInt(6).put((byte) 'S').put((byte) 0);
            owed.add(Kind.CLOSE_OURS, UNKNOWN);
        } else {
            statement.parseUnnamed(out);
            owed.add(Kind.PARSE_OURS, new Undo.Unnamed(null, statement));
        }
        unnamed = statement;
    }

    /** A message about the subject was not carried out. */
    void undone(Kind kind, Object subject) {
        switch (subject) {
            case Undo.Name(var _, var _, Prepared was) -> {
                if (was != null) parsed.remove(was);
            }
            case Undo.Unnamed(var _, Prepared was) -> {
                if (unnamed == was) unnamed = UNKNOWN;
            }
            case Prepared was when was == UNKNOWN -> {
                if (unnamed == null) unnamed = UNKNOWN;
            }
            case Prepared was when kind == Kind.PARSE_OURS -> parsed.remove(was);
            case Prepared was when kind == Kind.CLOSE_OURS -> {
                if (!parsed.contains(was)) doubtful.add(was);
            }
            case null, default -> {}
        }
    }

    /** All that have names are closed, if the server does what it was just told. */
    void mayForgetAll() {
        doubtful.addAll(parsed);
        parsed.clear();
    }

    /** It has done so. */
    void forgotAll() {
        doubtful.clear();
    }
}
