package homeport.insights.sample;

import homeport.insights.load.Statement;
import homeport.insights.sql.Identified;
import homeport.insights.sql.TextBudget;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which statement each session runs, though the server tells a text only once. A session that has
 * not begun another since runs the same. Owner: one thread.
 */
final class Statements {
    /** Texts whose digests are remembered, the ones used last. */
    private static final int TEXTS_MAX = 512;

    /** The server's numbers whose digests are remembered. */
    private static final int NUMBERS_MAX = 4096;

    private static final long HOUR_SECONDS = 3600;

    private final int textBytesMax;
    private final TextBudget budget = new TextBudget();
    private final Map<Activity.Id, Begun> sessions = new HashMap<>();
    private final Map<String, Identified> texts = leastRecent(TEXTS_MAX);
    private final Map<Long, String> digests = leastRecent(NUMBERS_MAX);
    private final Map<String, Statement> fresh = new LinkedHashMap<>();
    private boolean lacking;

    /** What a session began, and when. */
    private record Begun(Instant at, Known statement) {}

    /**
     * @param textBytesMax the server's {@code track_activity_query_size}: it cuts what is longer
     */
    Statements(int textBytesMax) {
        this.textBytesMax = textBytesMax;
    }

    private static <K, V> Map<K, V> leastRecent(int max) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > max;
            }
        };
    }

    /** The server's numbers of those whose texts need not come at this moment. */
    List<Long> known(Instant now) {
        List<Long> known = new ArrayList<>();
        for (Map.Entry<Long, String> one : List.copyOf(digests.entrySet()).reversed()) {
            if (known.size() == ActivityQuery.KNOWN_MAX) break;
            if (budget.isSpent(hour(now), one.getValue())) known.add(one.getKey());
        }
        return known;
    }

    Known of(Activity row, Instant now) {
        Instant begun = row.queryStarted().orElse(Instant.EPOCH);
        Begun had = sessions.get(row.id());
        boolean same = had != null && had.at().equals(begun);
        if (row.text().filter(text -> !text.isEmpty()).isEmpty()) {
            if (same) return had.statement();
            return numbered(row);
        }
        Known statement = told(row.text().get(), row.queryId(), now);
        sessions.put(row.id(), new Begun(begun, statement));
        return statement;
    }

    private Known numbered(Activity row) {
        String digest = row.queryId().isPresent() ? digests.get(row.queryId().getAsLong()) : null;
        if (digest != null) return new Known(digest, digest);
        if (row.text().isEmpty()) lacking = true;
        return Known.NOTHING;
    }

    private Known told(String text, OptionalLong queryId, Instant now) {
        String key = queryId.isPresent() ? queryId.getAsLong() + " " + text : text;
        Identified identified = texts.computeIfAbsent(key, _ -> identify(text, queryId));
        Statement digest = identified.digest();
        queryId.ifPresent(number -> digests.put(number, digest.id()));
        fresh.put(digest.id(), digest);
        Statement statement = identified.statement();
        if (!budget.admits(hour(now), digest.id(), statement.id()))
            return new Known(digest.id(), digest.id());
        fresh.put(statement.id(), statement);
        return new Known(statement.id(), digest.id());
    }

    private Identified identify(String text, OptionalLong queryId) {
        return Identified.of(text, queryId, !isWhole(text));
    }

    /** The server's size counts the zero at the end; it never ends within a character. */
    boolean isWhole(String text) {
        int longest = 4;
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        return bytes <= textBytesMax - 1 - longest;
    }

    private static long hour(Instant now) {
        return Math.floorDiv(now.getEpochSecond(), HOUR_SECONDS);
    }

    /** Whether some statement stayed unknown only because its text did not come. */
    boolean lacksTexts() {
        boolean was = lacking;
        lacking = false;
        return was;
    }

    /** The texts that were told since the last call. */
    List<Statement> fresh() {
        List<Statement> all = List.copyOf(fresh.values());
        fresh.clear();
        return all;
    }

    /** Forgets all sessions but these. */
    void retain(Set<Activity.Id> alive) {
        sessions.keySet().retainAll(alive);
    }
}
