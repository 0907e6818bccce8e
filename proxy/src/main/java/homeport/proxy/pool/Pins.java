package homeport.proxy.pool;

import homeport.proxy.sql.Digest;
import homeport.proxy.sql.Effect;
import java.util.LinkedHashMap;
import java.util.Map;

/** Why a client is pinned, and since when. Owner: the loop's thread. */
final class Pins {
    /** Different statements that are told of one client. */
    static final int REASONS_MAX = 20;

    final long sinceNanos;
    final Map<String, Reason> reasons = new LinkedHashMap<>();

    /** Whether DISCARD ALL takes away all that it is pinned for. */
    private boolean isDiscardable = true;

    /** Statements that have pinned it. */
    private long statements;

    /** One statement's doing. */
    static final class Reason {
        final Effect effect;
        final String digest;
        final String digestId;
        long count;

        Reason(Effect effect, String digest, String digestId) {
            this.effect = effect;
            this.digest = digest;
            this.digestId = digestId;
        }
    }

    Pins(long sinceNanos) {
        this.sinceNanos = sinceNanos;
    }

    void add(Effect effect, byte[] text, Client client) {
        Digest digest = Digest.of(text, 0, text.length, client.hasStandardStrings());
        boolean first = reasons.isEmpty();
        isDiscardable &= effect.isDiscardable();
        statements++;
        Reason reason = reasons.get(digest.text());
        if (reason == null && reasons.size() < REASONS_MAX) {
            reason = new Reason(effect, digest.text(), digest.hex());
            reasons.put(digest.text(), reason);
        }
        if (reason != null) reason.count++;
        if (first) client.proxy.log.pinned(client, effect.reason(digest));
    }

    boolean isDiscardable() {
        return isDiscardable;
    }

    long statements() {
        return statements;
    }
}
