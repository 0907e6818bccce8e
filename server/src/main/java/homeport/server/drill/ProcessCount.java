package homeport.server.drill;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Sorts the processes of servers by their titles. Source: PostgreSQL documentation, "Standard Unix
 * Tools"; pg_stat_activity has the same ones, but of one server.
 */
final class ProcessCount {
    private static final Pattern SENDER = Pattern.compile("\\bwalsender ");

    /** They come and go as there is work. */
    private static final Pattern PASSING =
            Pattern.compile("\\b(autovacuum|parallel) worker\\b|\\bparallel worker for\\b");

    /** Where it comes from: a socket, or {@code 127.0.0.1(40000)}. */
    private static final Pattern SESSION = Pattern.compile("\\[local]|\\(\\d+\\)");

    private ProcessCount() {}

    static Map<Holding, Long> of(List<String> titles) {
        Map<Holding, Long> counts = new EnumMap<>(Holding.class);
        for (Holding kind : List.of(Holding.PROCESSES, Holding.SENDERS, Holding.SESSIONS))
            counts.put(kind, 0L);
        for (String title : titles)
            kind(title).ifPresent(kind -> counts.merge(kind, 1L, Long::sum));
        return counts;
    }

    private static Optional<Holding> kind(String title) {
        if (PASSING.matcher(title).find()) return Optional.empty();
        if (SENDER.matcher(title).find()) return Optional.of(Holding.SENDERS);
        boolean session = SESSION.matcher(title).find();
        return Optional.of(session ? Holding.SESSIONS : Holding.PROCESSES);
    }
}
