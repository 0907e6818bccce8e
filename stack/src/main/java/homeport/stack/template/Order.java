package homeport.stack.template;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who waits for whom. */
public final class Order {
    private Order() {}

    /** Those that depend on themselves, by name; empty when there are none. */
    static List<String> round(Map<String, Set<String>> needs) {
        Set<String> left = new TreeSet<>(needs.keySet());
        strip(left, needs);
        strip(left, turned(needs)); // who only waits for a round is not in it
        return List.copyOf(left);
    }

    private static void strip(Set<String> left, Map<String, Set<String>> needs) {
        Map<String, Set<String>> waiting = turned(needs);
        Map<String, Integer> open = new TreeMap<>();
        Deque<String> free = new ArrayDeque<>();
        for (String one : left) {
            int count =
                    (int) needs.getOrDefault(one, Set.of()).stream().filter(left::contains).count();
            open.put(one, count);
            if (count == 0) free.add(one);
        }
        while (!free.isEmpty()) {
            String done = free.poll();
            left.remove(done);
            for (String next : waiting.getOrDefault(done, Set.of()))
                if (left.contains(next) && open.merge(next, -1, Integer::sum) == 0) free.add(next);
        }
    }

    /** Those first that others need; the rest as it stands. */
    public static List<String> sorted(Map<String, Set<String>> needs) {
        Set<String> sorted = new LinkedHashSet<>();
        needs.keySet().forEach(one -> visit(one, needs, sorted, new HashSet<>()));
        return List.copyOf(sorted);
    }

    private static void visit(
            String one, Map<String, Set<String>> needs, Set<String> sorted, Set<String> path) {
        if (sorted.contains(one) || !needs.containsKey(one) || !path.add(one)) return;
        needs.get(one).forEach(next -> visit(next, needs, sorted, path));
        sorted.add(one);
    }

    /** The other way round, as for deletion. */
    public static Map<String, Set<String>> turned(Map<String, Set<String>> needs) {
        Map<String, Set<String>> turned = new LinkedHashMap<>();
        needs.keySet().forEach(one -> turned.put(one, new TreeSet<>()));
        needs.forEach((one, all) -> {
            for (String needed : all) if (turned.containsKey(needed)) turned.get(needed).add(one);
        });
        return turned;
    }
}
