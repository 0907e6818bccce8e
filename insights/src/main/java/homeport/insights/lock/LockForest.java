package homeport.insights.lock;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongUnaryOperator;

/**
 * Who waits for whom, from one reading of pg_locks: each waiter under one of its blockers. Holders
 * are numbered as in {@link LockRow}; a parallel worker counts as its leader, whose locks it
 * shares. Pure.
 */
public final class LockForest {
    private final Map<Long, List<Edge>> blockers = new TreeMap<>();
    private final Map<Long, Edge> above = new HashMap<>();
    private final Map<Long, List<Long>> below = new LinkedHashMap<>();
    private final Map<Long, Long> rootOf = new HashMap<>();
    private final List<Long> roots = new ArrayList<>();

    /**
     * One waits for another.
     *
     * @param held mode in which the blocker has the lock, or asks for it from further ahead
     * @param hard the blocker has the lock; it does not merely wait before this one
     */
    public record Edge(
            long waiter,
            long blocker,
            LockRow.Tag tag,
            String mode,
            String held,
            boolean hard,
            Optional<Instant> since) {}

    private LockForest() {}

    /**
     * @param leader of a holder's parallel group: itself when it is in none
     */
    public static LockForest of(List<LockRow> rows, LongUnaryOperator leader) {
        LockForest forest = new LockForest();
        Map<LockRow.Tag, List<LockRow>> byTag = new HashMap<>();
        for (LockRow row : rows) byTag.computeIfAbsent(row.tag(), _ -> new ArrayList<>()).add(row);
        byTag.values().forEach(same -> forest.addEdges(same, leader));
        forest.grow();
        return forest;
    }

    /** Of one lock: each waiter waits for who has it, and for who is ahead of it in the queue. */
    private void addEdges(List<LockRow> same, LongUnaryOperator leader) {
        List<LockRow> held = same.stream().filter(LockRow::granted).toList();
        List<LockRow> queue = new ArrayList<>();
        same.stream()
                .filter(row -> !row.granted())
                .sorted(Comparator.comparing(row -> row.since().orElse(Instant.MAX)))
                .forEach(comer -> queue.add(place(comer, queue, held, leader), comer));
        for (int i = 0; i < queue.size(); i++) {
            LockRow waiter = queue.get(i);
            for (LockRow one : held) addEdge(waiter, one, leader);
            for (LockRow one : queue.subList(0, i))
                if (one.since().isPresent()) addEdge(waiter, one, leader); // else it has just come
        }
    }

    /**
     * First come, first: but who has the lock in a mode that keeps out somebody who waits for it
     * goes before that one, or each would wait for the other. Source: PostgreSQL, proc.c, {@code
     * JoinWaitQueue}.
     */
    private static int place(
            LockRow comer, List<LockRow> queue, List<LockRow> held, LongUnaryOperator leader) {
        long comes = leader.applyAsLong(comer.holder());
        List<LockRow> own =
                held.stream().filter(row -> leader.applyAsLong(row.holder()) == comes).toList();
        if (own.isEmpty()) return queue.size();
        for (int place = 0; place < queue.size(); place++) {
            LockRow waiter = queue.get(place);
            if (own.stream().anyMatch(row -> conflict(waiter, row))) return place;
        }
        return queue.size();
    }

    private void addEdge(LockRow waiter, LockRow other, LongUnaryOperator leader) {
        long waits = leader.applyAsLong(waiter.holder());
        long blocks = leader.applyAsLong(other.holder());
        if (blocks == waits || !conflict(waiter, other)) return;
        blockers.computeIfAbsent(waits, _ -> new ArrayList<>())
                .add(
                        new Edge(
                                waits,
                                blocks,
                                waiter.tag(),
                                waiter.mode(),
                                other.mode(),
                                other.granted(),
                                waiter.since()));
    }

    private static boolean conflict(LockRow one, LockRow other) {
        return LockMode.of(one.mode())
                .flatMap(mode -> LockMode.of(other.mode()).map(mode::conflictsWith))
                .orElse(false);
    }

    private void grow() {
        Set<Long> tops = new TreeSet<>();
        for (List<Edge> edges : blockers.values())
            for (Edge edge : edges)
                if (!blockers.containsKey(edge.blocker())) tops.add(edge.blocker());
        Map<Long, List<Edge>> waiters = new HashMap<>();
        for (List<Edge> edges : blockers.values()) {
            boolean hard = edges.stream().anyMatch(Edge::hard);
            for (Edge edge : edges)
                if (edge.hard() == hard)
                    waiters.computeIfAbsent(edge.blocker(), _ -> new ArrayList<>()).add(edge);
        }
        Set<Long> placed = new HashSet<>();
        for (long top : tops) place(top, waiters, placed);
        // What is left waits in a circle, until the server's deadlock_timeout.
        for (long one : blockers.keySet()) if (!placed.contains(one)) place(one, waiters, placed);
        roots.sort(Comparator.comparingLong(root -> -blocked(root)));
    }

    private void place(long root, Map<Long, List<Edge>> waiters, Set<Long> placed) {
        if (!placed.add(root)) return;
        roots.add(root);
        Deque<Long> next = new ArrayDeque<>(List.of(root));
        while (!next.isEmpty()) {
            long blocker = next.remove();
            for (Edge edge : waiters.getOrDefault(blocker, List.of())) {
                if (!placed.add(edge.waiter())) continue;
                above.put(edge.waiter(), edge);
                rootOf.put(edge.waiter(), root);
                below.computeIfAbsent(blocker, _ -> new ArrayList<>()).add(edge.waiter());
                next.add(edge.waiter());
            }
        }
    }

    /** Those that nobody in the tree holds up; most blocked first. */
    public List<Long> roots() {
        return List.copyOf(roots);
    }

    /** Those directly below. */
    public List<Long> below(long holder) {
        return List.copyOf(below.getOrDefault(holder, List.of()));
    }

    /** What a waiter waits for; empty for a root. */
    public Optional<Edge> above(long waiter) {
        return Optional.ofNullable(above.get(waiter));
    }

    /** The root of a waiter's tree. */
    public Optional<Long> rootOf(long waiter) {
        return Optional.ofNullable(rootOf.get(waiter));
    }

    /** How many wait for this one, directly or not. */
    public int blocked(long holder) {
        int count = 0;
        Deque<Long> next = new ArrayDeque<>(below(holder));
        while (!next.isEmpty()) {
            count++;
            next.addAll(below(next.remove()));
        }
        return count;
    }

    /** All that a waiter waits for, those ahead of it in queues too. */
    public Set<Long> blockers(long waiter) {
        Set<Long> all = new TreeSet<>();
        for (Edge edge : blockers.getOrDefault(waiter, List.of())) all.add(edge.blocker());
        return all;
    }
}
