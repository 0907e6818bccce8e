package homeport.insights.sql;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How many different texts are told apart: each literal makes another, and their ids would be most
 * of what is kept. Beyond the limits a text counts as its digest. Owner: one thread.
 */
public final class TextBudget {
    /** Texts of one digest in an hour. */
    public static final int OF_DIGEST_MAX = 20;

    /** Texts of a server in an hour. */
    public static final int OF_HOUR_MAX = 500;

    private final Map<String, Set<String>> texts = new HashMap<>();
    private long hour = Long.MIN_VALUE;
    private int total;

    /** Whether the text is told apart in this hour; once it is, it stays so. */
    public boolean admits(long hour, String digestId, String textId) {
        begin(hour);
        Set<String> ofDigest = texts.computeIfAbsent(digestId, _ -> new HashSet<>());
        if (ofDigest.contains(textId)) return true;
        if (ofDigest.size() >= OF_DIGEST_MAX || total >= OF_HOUR_MAX) return false;
        total++;
        return ofDigest.add(textId);
    }

    /** No more texts of this digest are told apart in this hour: they need not be read. */
    public boolean isSpent(long hour, String digestId) {
        begin(hour);
        return total >= OF_HOUR_MAX
                || texts.getOrDefault(digestId, Set.of()).size() >= OF_DIGEST_MAX;
    }

    private void begin(long hour) {
        if (hour == this.hour) return;
        texts.clear();
        total = 0;
        this.hour = hour;
    }
}
