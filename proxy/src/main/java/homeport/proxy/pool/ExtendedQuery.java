package homeport.proxy.pool;

import homeport.proxy.pool.Outstanding.Kind;
import homeport.proxy.sql.Effect;
import homeport.proxy.sql.Step;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

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
        switch (undo) {
            case Undo.Name(byte[] name, Prepared before, var _) -> {
                if (before != null) names().put(name, before);
                else if (statements != null) statements.remove(name);
            }
            case Undo.Unnamed(Prepared before, Prepared parsed) -> {
                if (unnamed == parsed) unnamed = before;
            }
            case Undo.Deeds(var _, var _, NameMap were) -> {
                if (were != null) names().addAbsent(were);
            }
        }
    }

    private NameMap names() {
        if (statements == null) statements = new NameMap();
        return statements;
    }

    /** All names are gone; returns them. */
    NameMap forgetNames() {
        NameMap were = names();
        statements = null;
        return were;
    }

    /** Takes the name out when the steps are one DEALLOCATE of a name that is here. */
    Optional<Undo.Name> deallocates(List<Step> steps) {
        if (statements == null || steps.size() != 1) return Optional.empty();
        if (!(steps.getFirst() instanceof Step.Deallocate(String text, var _)))
            return Optional.empty();
        byte[] name = Step.bytes(text);
        Prepared before = statements.get(ByteBuffer.wrap(name), 0, name.length);
        if (before == null) return Optional.empty();
        statements.remove(name);
        return Optional.of(new Undo.Name(name, before, null));
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
                whole && size <= client.session.headBytesMax()
                        ? client.proxy.statements.statement(client, in, nameEnd + 1, limit, textEnd)
                        : client.proxy.statements.alone();
        boolean pins = !client.session.isTracked() || parsed.isAlone();
        if (pins && Effect.LONG_TEXT.isIn(parsed.effects))
            client.pin(
                    Effect.LONG_TEXT, Texts.copy(in, nameEnd + 1, textEnd < 0 ? limit : textEnd));
        if (nameEnd == at + 5) {
            server().statements.parsesUnnamed(parsed);
            server().owes(Kind.PARSE, new Undo.Unnamed(unnamed, parsed));
            unnamed = parsed;
            return 0;
        }
        return parseNamed(in, at, nameEnd, parsed);
    }

    private Server server() {
        return client.server();
    }

    private int parseNamed(ByteBuffer in, int at, int nameEnd, Prepared parsed) {
        if (server().isUncertain(in, at + 5, nameEnd)) return client.later();
        Prepared before = names().get(in, at + 5, nameEnd);
        if (before != null) {
            server().statements.provide(before, client.out());
            server().owes(Kind.PARSE, null);
            return rename(in, at, nameEnd, 'P', before); // the server says that it is taken
        }
        if (statements.isFull()) {
            client.dismiss(
                    "53400", "over " + NameMap.NAMES_MAX + " prepared statements of one session");
            return -1;
        }
        byte[] name = new byte[nameEnd - at - 5];
        in.get(at + 5, name);
        statements.put(name, parsed);
        if (server().statements.has(parsed)) {
            if (!server().isFailed()) {
                server().owes(Kind.PARSE_LOCAL, new Undo.Name(name, null, null));
                server().answerOwn();
                return -1;
            }
            server().statements.drop(parsed, client.out()); // so that it can say what is wrong
        }
        server().statements.keeps(parsed, client.out());
        server().owes(Kind.PARSE, new Undo.Name(name, null, parsed));
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
        boolean isUnnamed = nameEnd == portalEnd + 1;
        Prepared bound = isUnnamed ? unnamed : statement(in, portalEnd + 1, nameEnd);
        if (bound == null && !isUnnamed && server().isUncertain(in, portalEnd + 1, nameEnd))
            return client.later();
        if (!keepPortal(in, at + 5, portalEnd, bound)) return -1;
        if (isUnnamed) {
            server().statements.provideUnnamed(unnamed, client.out());
            server().owes(Kind.BIND, bound);
            return 0;
        }
        if (bound != null) server().statements.provide(bound, client.out());
        server().owes(Kind.BIND, bound);
        byte[] name = bound != null ? bound.name : foreign(in, portalEnd + 1, nameEnd);
        if (name.length == 0) return 0;
        int length = in.getInt(at + 1) - (nameEnd - portalEnd) + name.length;
        ByteBuffer space = client.out().space(portalEnd + 1 - at + name.length);
        space.put((byte) 'B').putInt(length);
        for (int i = at + 5; i <= portalEnd; i++) space.put(in.get(i));
        space.put(name);
        return nameEnd + 1 - at;
    }

    /** What a portal runs, so that it is known when it runs. */
    private boolean keepPortal(ByteBuffer in, int from, int to, Prepared bound) {
        if (from == to) {
            portal = bound;
            return true;
        }
        byte[] name = new byte[to - from];
        in.get(from, name);
        if (portals == null) portals = new NameMap();
        if (bound == null) portals.remove(name);
        else if (portals.isFull()) {
            client.dismiss("53400", "over " + NameMap.NAMES_MAX + " portals of one transaction");
            return false;
        } else portals.put(name, bound);
        return true;
    }

    /**
     * What stands for a name that the client has not given: itself, since SQL may have given it,
     * but not when it is one of ours there. Empty for itself.
     */
    private static byte[] foreign(ByteBuffer in, int from, int to) {
        String name = Frames.text(in, from, to);
        if (!name.startsWith(Prepared.PREFIX)) return new byte[0];
        return (name + " \0").getBytes(StandardCharsets.UTF_8);
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
        if (run != null && Texts.mayEndTransaction(run.effects) && server().isTuning())
            return client.later();
        Object subject = null;
        if (run != null && run.effects != 0)
            subject = client.session.willDo(run.effects, true, run::textBytes);
        server().owes(Kind.EXECUTE, subject);
        return 0;
    }

    /** As of {@link Requests}. */
    int describe(ByteBuffer in, int at, int limit) {
        int end = Frames.endOfText(in, at + 6, limit);
        if (end < 0) {
            client.violated("invalid message format of Describe");
            return -1;
        }
        boolean isStatement = in.get(at + 5) == 'S';
        Prepared described = isStatement && end > at + 6 ? statement(in, at + 6, end) : null;
        if (described == null && isStatement && server().isUncertain(in, at + 6, end))
            return client.later();
        if (described != null) server().statements.provide(described, client.out());
        else if (isStatement && end == at + 6)
            server().statements.provideUnnamed(unnamed, client.out());
        server().owes(Kind.DESCRIBE, described);
        byte[] name = described != null ? described.name : new byte[0];
        if (described == null && isStatement) name = foreign(in, at + 6, end);
        if (name.length == 0) return 0;
        client.out()
                .space(6 + name.length)
                .put((byte) 'D')
                .putInt(5 + name.length)
                .put((byte) 'S')
                .put(name);
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
        byte[] name = new byte[end - at - 6];
        in.get(at + 6, name);
        if (isStatement && name.length == 0) {
            server().statements.dropsUnnamed();
            server().owes(Kind.CLOSE, new Undo.Unnamed(unnamed, null));
            unnamed = null;
            return 0;
        }
        Prepared closed = isStatement ? statement(in, at + 6, end) : null;
        if (closed == null && isStatement && server().isUncertain(in, at + 6, end))
            return client.later();
        if (!isStatement && portals != null) portals.remove(name);
        if (closed == null && !(isStatement && foreign(in, at + 6, end).length > 0)) {
            server().owes(Kind.CLOSE, null);
            return 0;
        }
        if (closed != null) statements.remove(name);
        server().owes(Kind.CLOSE_LOCAL, closed == null ? null : new Undo.Name(name, closed, null));
        server().answerOwn();
        return -1;
    }
}
