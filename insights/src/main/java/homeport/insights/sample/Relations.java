package homeport.insights.sample;

import homeport.insights.watch.Access;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names of relations, which only a session of their own database can tell. They are looked up aside
 * and are there a moment later; until then numbers have to do. Safe from any thread.
 */
final class Relations {
    private static final Logger LOG = LoggerFactory.getLogger(Relations.class);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(2);

    /** One that was not found is asked for again after so long. */
    private static final Duration RETRY = Duration.ofSeconds(30);

    /** Names that are remembered; one more and all are forgotten. */
    private static final int NAMES_MAX = 10_000;

    /** Asked for at once; others come later. */
    private static final int ASKED_MAX = 200;

    private static final String QUERY =
            "SELECT c.oid::int8, CASE WHEN n.nspname = 'public' THEN c.relname"
                    + " ELSE n.nspname || '.' || c.relname END"
                    + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                    + " WHERE c.oid = ANY (?)";

    private final Map<Relation, Optional<String>> names = new ConcurrentHashMap<>();
    private final Map<Relation, Instant> asked = new ConcurrentHashMap<>();
    private final AtomicBoolean busy = new AtomicBoolean();

    /**
     * @param database its name; empty: one that all databases share
     */
    record Relation(String database, long oid) {}

    /** Empty while it is not known. */
    Optional<String> name(Relation relation, Instant now) {
        Optional<String> known = names.getOrDefault(relation, Optional.empty());
        if (known.isEmpty() && asked.size() < ASKED_MAX) asked.putIfAbsent(relation, now);
        return known;
    }

    /** Looks up, in a thread of its own, what was asked for. */
    void lookUp(Access access, Instant now) {
        boolean some =
                asked.entrySet().stream()
                        .anyMatch(one -> !names.containsKey(one.getKey()) || old(one, now));
        if (!some || !busy.compareAndSet(false, true)) return;
        Thread.ofVirtual()
                .name("names of relations")
                .start(() -> {
                    try {
                        all(access);
                    } finally {
                        busy.set(false);
                    }
                });
    }

    private static boolean old(Map.Entry<Relation, Instant> one, Instant now) {
        return one.getValue().plus(RETRY).isBefore(now);
    }

    private void all(Access access) {
        Map<String, Set<Relation>> byDatabase = new HashMap<>();
        for (Relation one : asked.keySet())
            byDatabase.computeIfAbsent(one.database(), _ -> ConcurrentHashMap.newKeySet()).add(one);
        if (names.size() > NAMES_MAX) names.clear();
        byDatabase.forEach((database, relations) -> {
            try {
                ask(access, database, relations);
            } catch (SQLException later) {
                LOG.debug("relations of {} have no names yet", database, later);
            }
            relations.forEach(one -> names.putIfAbsent(one, Optional.empty()));
            asked.keySet().removeAll(relations);
        });
    }

    private void ask(Access access, String database, Set<Relation> relations) throws SQLException {
        Optional<String> where = Optional.of(database).filter(name -> !name.isEmpty());
        Object[] oids = relations.stream().map(Relation::oid).toArray();
        try (Connection session = access.open(where, "insights names", ANSWER_MAX)) {
            Limits.set(session);
            try (PreparedStatement sql = session.prepareStatement(QUERY)) {
                sql.setArray(1, session.createArrayOf("int8", oids));
                try (ResultSet row = sql.executeQuery()) {
                    while (row.next())
                        names.put(
                                new Relation(database, row.getLong(1)),
                                Optional.of(row.getString(2)));
                }
            }
        }
    }
}
