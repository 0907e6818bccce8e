package homeport.insights.sample;

import homeport.insights.lock.LockForest;
import homeport.insights.lock.LockForest.Edge;
import homeport.insights.lock.LockRow;
import homeport.insights.lock.LockTree;
import homeport.insights.lock.LockTree.LockObject;
import homeport.insights.lock.LockTree.Session;
import homeport.insights.lock.LockTree.Waiting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Says of a forest of numbers who and what they are. Pure, but for names that it is given. */
final class LockTrees {
    /** Sessions that are shown; the others are only counted. */
    static final int SESSIONS_MAX = 500;

    private final LockForest forest;
    private final Map<Integer, Activity> rows;
    private final Map<Long, LockQuery.Prepared> prepared;
    private final Words words;
    private final Map<Long, LockRow.Tag> rowLocks = new HashMap<>();
    private int shown;

    /**
     * How things are called.
     *
     * @param databases by number
     * @param relations name, or number where that is not known; of a database by name
     * @param sql id of what a session runs, or ran last
     */
    record Words(
            Function<Long, String> databases,
            Function<Long, String> roles,
            Function<Relations.Relation, String> relations,
            Function<Activity, String> sql,
            Function<Activity, String> hosts) {}

    /**
     * What a waiter's load is told apart by.
     *
     * @param session at the root
     * @param sql that it runs, or ran last
     */
    record Blocking(String session, String sql, String objectType, String object) {}

    LockTrees(
            LockForest forest,
            List<LockRow> locks,
            Map<Integer, Activity> rows,
            Map<Long, LockQuery.Prepared> prepared,
            Words words) {
        this.forest = forest;
        this.rows = rows;
        this.prepared = prepared;
        this.words = words;
        for (LockRow lock : locks)
            if (lock.granted() && lock.tag().type().equals("tuple"))
                rowLocks.put(lock.holder(), lock.tag());
    }

    LockTree tree() {
        List<Session> roots = new ArrayList<>();
        int all = 0;
        for (long root : forest.roots()) {
            all += forest.blocked(root) + 1;
            if (shown < SESSIONS_MAX) roots.add(session(root, 0));
        }
        return new LockTree(roots, Math.max(0, all - shown));
    }

    /** Of a chain as deep as this the rest is left out. */
    private static final int DEPTH_MAX = 64;

    private Session session(long holder, int depth) {
        shown++;
        List<Session> below = new ArrayList<>();
        for (long waiter : forest.below(holder))
            if (shown < SESSIONS_MAX && depth < DEPTH_MAX) below.add(session(waiter, depth + 1));
        Optional<Waiting> waiting = forest.above(holder).map(this::waiting);
        int blocked = forest.blocked(holder);
        if (holder < 0) return prepared(-holder, waiting, blocked, below);
        Activity row = rows.get((int) holder);
        if (row == null) return gone(holder, waiting, blocked, below);
        return new Session(
                row.session(),
                row.pid(),
                words.roles().apply(row.user()),
                words.databases().apply(row.database()),
                row.application(),
                words.hosts().apply(row),
                Math.max(0, row.port()),
                row.type(),
                row.state(),
                row.waitType(),
                row.waitEvent(),
                words.sql().apply(row),
                row.started(),
                row.transactionStarted(),
                row.queryStarted(),
                row.stateSince(),
                waiting,
                blocked,
                below);
    }

    private Session prepared(
            long transaction, Optional<Waiting> waiting, int blocked, List<Session> below) {
        Optional<LockQuery.Prepared> known = Optional.ofNullable(prepared.get(transaction));
        return new Session(
                "prepared." + transaction,
                0,
                known.map(LockQuery.Prepared::owner).orElse(""),
                known.map(LockQuery.Prepared::database).orElse(""),
                known.map(LockQuery.Prepared::gid).orElse(""),
                "",
                0,
                "prepared transaction",
                "prepared",
                "",
                "",
                "",
                Optional.empty(),
                known.map(LockQuery.Prepared::since),
                Optional.empty(),
                known.map(LockQuery.Prepared::since),
                waiting,
                blocked,
                below);
    }

    /** It came or went between two readings. */
    private static Session gone(
            long pid, Optional<Waiting> waiting, int blocked, List<Session> below) {
        return new Session(
                "0." + Long.toHexString(pid),
                (int) pid,
                "",
                "",
                "",
                "",
                0,
                "",
                "",
                "",
                "",
                "",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                waiting,
                blocked,
                below);
    }

    private Waiting waiting(Edge edge) {
        return new Waiting(edge.mode(), edge.held(), edge.since(), object(edge.tag(), true));
    }

    /** Of each session that waits, what its load is told apart by. */
    Optional<Blocking> blocking(long waiter) {
        Optional<Edge> edge = forest.above(waiter);
        if (edge.isEmpty()) return Optional.empty();
        long root = forest.rootOf(waiter).orElseThrow();
        Activity row = rows.get((int) root);
        String session =
                root < 0
                        ? "prepared." + -root
                        : row == null ? "0." + Long.toHexString(root) : row.session();
        // Who waits for a transaction has locked the row that it wants: that says where.
        LockRow.Tag tag = edge.get().tag();
        if (tag.type().equals("transactionid")) tag = rowLocks.getOrDefault(waiter, tag);
        LockObject object = object(tag, false);
        String sql = row == null ? "" : words.sql().apply(row);
        return Optional.of(new Blocking(session, sql, object.type(), object.name()));
    }

    private LockObject object(LockRow.Tag tag, boolean exact) {
        String database = tag.database() > 0 ? words.databases().apply(tag.database()) : "";
        String relation =
                tag.relation() > 0
                        ? words.relations().apply(new Relations.Relation(database, tag.relation()))
                        : "";
        String name =
                switch (tag.type()) {
                    case "relation", "extend" -> relation;
                    case "page" -> exact ? relation + " page " + tag.page() : relation;
                    case "tuple" ->
                            exact
                                    ? "%s (%d,%d)".formatted(relation, tag.page(), tag.tuple())
                                    : relation;
                    case "transactionid" -> Long.toString(tag.transactionid());
                    case "virtualxid" -> tag.virtualxid();
                    default -> "%d/%d/%d".formatted(tag.classid(), tag.objid(), tag.objsubid());
                };
        return new LockObject(tag.type(), database, name);
    }
}
