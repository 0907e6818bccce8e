package homeport.insights.plan;

import homeport.insights.load.LoadChunk;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which statements are planned next: of those with the most load of late, the ones that wait for it
 * the longest. A statement is planned with the text that was seen first, so that another plan is of
 * another database, not of another literal. Safe from any thread.
 */
final class Candidates {
    /** Statements that are remembered, those that ran last. */
    static final int KNOWN_MAX = 512;

    /** By load, so many have a turn. */
    static final int TOP = 10;

    /** In one round. */
    static final int ROUND_MAX = 5;

    /** Hundredths of a session: what ran for less than half a second is not worth it. */
    static final int LOAD_MIN = LoadChunk.SESSION / 2;

    /** After so long nobody knows whether a plan is still the one. */
    static final Duration FRESH = Duration.ofMinutes(10);

    private final Map<Subject, State> known =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Subject, State> eldest) {
                    return size() > KNOWN_MAX;
                }
            };

    /** A statement, and with which text it is planned. */
    record Candidate(Subject subject, String text) {}

    private static final class State {
        private final String text;
        private double load;
        private Instant asked = Instant.MIN;
        private Instant notBefore = Instant.MIN;
        private Instant seen = Instant.MIN;
        private String plan = "";

        State(String text) {
            this.text = text;
        }
    }

    /**
     * @param text whole, as it ran; it counts if it is the first that may be planned
     */
    synchronized void text(Subject subject, String text) {
        if (!subject.isKnown() || known.containsKey(subject)) return;
        Explainable.of(text).ifPresent(one -> known.put(subject, new State(one)));
    }

    /** Hundredths of a session that it made. */
    synchronized void load(Subject subject, int hundredths) {
        State state = known.get(subject);
        if (state != null) state.load += hundredths;
    }

    /** For the next round; what was load until now counts half from now on. */
    synchronized List<Candidate> next(Instant now) {
        List<Map.Entry<Subject, State>> top = new ArrayList<>();
        for (Map.Entry<Subject, State> one : known.entrySet())
            if (one.getValue().load >= LOAD_MIN) top.add(one);
        top.sort(Comparator.comparingDouble(one -> -one.getValue().load));
        List<Candidate> next =
                top.stream()
                        .limit(TOP)
                        .filter(one -> !now.isBefore(one.getValue().notBefore))
                        .sorted(Comparator.comparing(one -> one.getValue().asked))
                        .limit(ROUND_MAX)
                        .map(one -> new Candidate(one.getKey(), one.getValue().text))
                        .toList();
        for (State one : known.values()) one.load /= 2;
        return next;
    }

    synchronized void planned(Subject subject, String plan, Instant now) {
        State state = known.get(subject);
        if (state == null) return;
        state.asked = now;
        state.seen = now;
        state.plan = plan;
    }

    /** It could not be planned; not again before then. */
    synchronized void failed(Subject subject, Instant now, Instant notBefore) {
        State state = known.get(subject);
        if (state == null) return;
        state.asked = now;
        state.notBefore = notBefore;
    }

    /** The id of its plan as of late. */
    synchronized Optional<String> plan(Subject subject, Instant now) {
        State state = known.get(subject);
        if (state == null || state.plan.isEmpty()) return Optional.empty();
        return now.isAfter(state.seen.plus(FRESH)) ? Optional.empty() : Optional.of(state.plan);
    }
}
