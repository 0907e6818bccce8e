package homeport.proxy.pool;

import homeport.proxy.pool.Outstanding.Kind;
import homeport.proxy.sql.Effect;
import java.nio.ByteBuffer;

/**
 * A client's prepared statements and portals. At a server they have names of ours, and are parsed
 * there when they are needed: a client need not meet the server again that it parsed them at.
 * Owner: the loop's thread. Source: PostgreSQL documentation, "Extended Query".
 */
final class ExtendedQuery {
    private final Client client;
    private NameMap statements;
    private NameMap portals;
    private Prepared unnamed;

    /** What the unnamed portal runs. */
    private Prepared portal;

    ExtendedQuery(Client client) {
        this.client = client;
    }

    void dropUnnamed() {
        unnamed = null;
    }

    void dropPortals() {
        portal = null;
        portals = null;
    }

    /** A statement that failed, or one after it, has changed names that are as before now. */
    void undo(Undo undo) {
        if (undo.before() == null) statements.remove(undo.name());
        else statements.put(undo.name(), undo.before());
    }

    /** As of {@link Requests}: bytes of the head that were said in other words. */
    int parse(ByteBuffer in, int at, int limit, int size) {
        int nameEnd = Frames.endOfText(in, at + 5, limit);
        boolean whole = limit - at == size;
        int textEnd = nameEnd < 0 ? -1 : Frames.endOfText(in, nameEnd + 1, limit);
        if (nameEnd < 0 || whole && textEnd < 0) {
            client.violated("invalid message format of Parse");
            return -1;
        }
        Prepared parsed =
                whole && size <= Requests.HEAD_BYTES_MAX
                        ? client.proxy.statement(in, nameEnd + 1, limit, textEnd)
                        : client.proxy.statements.alone();
        if (Effect.LONG_TEXT.isIn(parsed.effects))
            client.pin(parsed.effects, in, nameEnd + 1, textEnd < 0 ? limit : textEnd);
        if (nameEnd == at + 5) {
            unnamed = parsed;
            client.server().unnamed = parsed;
            client.server().owes(Kind.PARSE, null);
            return 0;
        }
        return parseNamed(in, at, nameEnd, parsed);
    }

    private int parseNamed(ByteBuffer in, int at, int nameEnd, Prepared parsed) {
        if (statements == null) statements = new NameMap();
        Prepared before = statements.get(in, at + 5, nameEnd);
        if (before != null) {
            // The server says that there is one of that name.
            client.server().provide(before);
            client.server().owes(Kind.PARSE, null);
            return rename(in, at, nameEnd, 'P', before);
        }
        if (statements.isFull()) {
            client.dismiss(
                    "53400", "over " + NameMap.NAMES_MAX + " prepared statements of one session");
            return -1;
        }
        byte[] name = new byte[nameEnd - at - 5];
        in.get(at + 5, name);
        statements.put(name, parsed);
        if (client.server().has(parsed)) {
            client.server().owes(Kind.PARSE_LOCAL, new Undo(name, null, null));
            client.server().answerOwn();
            return -1;
        }
        client.server().keeps(parsed);
        client.server().owes(Kind.PARSE, new Undo(name, null, parsed));
        return rename(in, at, nameEnd, 'P', parsed);
    }

    /** Says the head of a Parse with the server's name in place of the client's. */
    private int rename(ByteBuffer in, int at, int nameEnd, char type, Prepared statement) {
        int length = in.getInt(at + 1) - (nameEnd + 1 - at - 5) + statement.name.length;
        client.out()
                .space(5 + statement.name.length)
                .put((byte) type)
                .putInt(length)
                .put(statement.name);
        return nameEnd + 1 - at;
    }

    /** As of {@link Requests}. */
    int bind(ByteBuffer in, int at, int limit) {
        int portalEnd = Frames.endOfText(in, at + 5, limit);
        int nameEnd = portalEnd < 0 ? -1 : Frames.endOfText(in, portalEnd + 1, limit);
        if (nameEnd < 0) {
            client.violated("invalid message format of Bind");
            return -1;
        }
        Prepared bound = nameEnd == portalEnd + 1 ? unnamed : statement(in, portalEnd + 1, nameEnd);
        if (portalEnd == at + 5) portal = bound;
        else if (bound != null) {
            if (portals == null) portals = new NameMap();
            byte[] name = new byte[portalEnd - at - 5];
            in.get(at + 5, name);
            portals.put(name, bound);
        }
        if (nameEnd == portalEnd + 1) {
            client.server().provideUnnamed(unnamed);
            client.server().owes(Kind.BIND, null);
            return 0;
        }
        if (bound != null) client.server().provide(bound);
        client.server().owes(Kind.BIND, null);
        if (bound == null) return 0;
        int length = in.getInt(at + 1) - (nameEnd - portalEnd) + bound.name.length;
        ByteBuffer space = client.out().space(portalEnd + 1 - at + bound.name.length);
        space.put((byte) 'B').putInt(length);
        for (int i = at + 5; i <= portalEnd; i++) space.put(in.get(i));
        space.put(bound.name);
        return nameEnd + 1 - at;
    }

    private Prepared statement(ByteBuffer in, int from, int limit) {
        return statements == null ? null : statements.get(in, from, limit);
    }

    /** As of {@link Requests}. */
    int execute(ByteBuffer in, int at, int limit) {
        int end = Frames.endOfText(in, at + 5, limit);
        if (end < 0) {
            client.violated("invalid message format of Execute");
            return -1;
        }
        Prepared run =
                end == at + 5 ? portal : portals == null ? null : portals.get(in, at + 5, end);
        if (run != null && Effect.pins(run.effects)) {
            ByteBuffer body = ByteBuffer.wrap(run.body);
            client.pin(
                    run.effects, body, 0, Math.max(0, Frames.endOfText(body, 0, run.body.length)));
        }
        client.server().owes(Kind.EXECUTE, null);
        return 0;
    }

    /** As of {@link Requests}. */
    int describe(ByteBuffer in, int at, int limit) {
        int end = Frames.endOfText(in, at + 6, limit);
        if (end < 0) {
            client.violated("invalid message format of Describe");
            return -1;
        }
        Prepared described =
                in.get(at + 5) == 'S' && end > at + 6 ? statement(in, at + 6, end) : null;
        if (described != null) client.server().provide(described);
        else if (in.get(at + 5) == 'S' && end == at + 6) client.server().provideUnnamed(unnamed);
        client.server().owes(Kind.DESCRIBE, null);
        if (described == null) return 0;
        client.out()
                .space(6 + described.name.length)
                .put((byte) 'D')
                .putInt(5 + described.name.length)
                .put((byte) 'S')
                .put(described.name);
        return end + 1 - at;
    }

    /** As of {@link Requests}. */
    int close(ByteBuffer in, int at, int limit) {
        int end = Frames.endOfText(in, at + 6, limit);
        if (end < 0) {
            client.violated("invalid message format of Close");
            return -1;
        }
        boolean isStatement = in.get(at + 5) == 'S';
        if (isStatement && end == at + 6) {
            unnamed = null;
            client.server().unnamed = null;
        }
        Prepared closed = isStatement && end > at + 6 ? statement(in, at + 6, end) : null;
        if (closed == null) {
            client.server().owes(Kind.CLOSE, null);
            return 0;
        }
        byte[] name = new byte[end - at - 6];
        in.get(at + 6, name);
        statements.remove(name);
        client.server().owes(Kind.CLOSE_LOCAL, new Undo(name, closed, null));
        client.server().answerOwn();
        return -1;
    }
}
