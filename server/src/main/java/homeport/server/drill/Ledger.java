package homeport.server.drill;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Inventories of one instance, in order, and what they say together. Pure.
 *
 * @param taken at least one; the first before the failovers that are counted
 * @param failovers between the first and the last
 */
record Ledger(List<Inventory> taken, int failovers) {
    private static final String ROW = "%-34s %9s %9s %9s %9s  %-7s %s";

    /**
     * One thing.
     *
     * @param allowed the highest that it may have been
     */
    record Line(Holding holding, long start, long end, long most, long allowed) {
        boolean holds() {
            return most <= allowed;
        }
    }

    Ledger {
        taken = List.copyOf(taken);
        if (taken.isEmpty()) throw new IllegalArgumentException("no inventory");
    }

    /** One for each thing that could be counted every time. */
    List<Line> lines() {
        return List.of(Holding.values()).stream()
                .map(this::line)
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Line> line(Holding holding) {
        if (!taken.stream().allMatch(inventory -> inventory.counts().containsKey(holding)))
            return Optional.empty();
        List<Long> counts =
                taken.stream().map(inventory -> inventory.counts().get(holding)).toList();
        long limit = taken.getLast().limits().getOrDefault(holding, 0L);
        long start = counts.getFirst();
        long most = counts.stream().mapToLong(Long::longValue).max().orElseThrow();
        long allowed = holding.bound().allowed(start, failovers, limit);
        return Optional.of(new Line(holding, start, counts.getLast(), most, allowed));
    }

    /** What has grown beyond its bound, a sentence each. */
    List<String> broken() {
        return lines().stream()
                .filter(line -> !line.holds())
                .map(line ->
                        "%s: %d at the start, %d at most, allowed %d (%s)"
                                .formatted(
                                        line.holding().told(),
                                        line.start(),
                                        line.most(),
                                        line.allowed(),
                                        line.holding().bound().why()))
                .toList();
    }

    List<String> table() {
        List<String> rows = new ArrayList<>();
        rows.add(ROW.formatted("what", "start", "end", "most", "allowed", "verdict", "because"));
        for (Line line : lines())
            rows.add(
                    ROW.formatted(
                            line.holding().told(),
                            line.start(),
                            line.end(),
                            line.most(),
                            line.allowed(),
                            line.holds() ? "ok" : "GROWS",
                            line.holding().bound().why()));
        return rows;
    }
}
