package homeport.store.series;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A series in memory: its name, its newest second, and what is not in blocks yet. */
final class Live {
    final int id;
    final String name;
    long last;

    /** Whether the file knows its name. */
    boolean written;

    /** By tier and second; no tiers when there is nothing. */
    List<TreeMap<Long, Stats>> fresh = List.of();

    /** The part of it that is not in the file. */
    List<TreeMap<Long, Stats>> pending = List.of();

    Live(int id, String name, long last, boolean written) {
        this.id = id;
        this.name = name;
        this.last = last;
        this.written = written;
    }

    SeriesFile.Series row() {
        return new SeriesFile.Series(id, name, last);
    }

    /**
     * @return by how much the weight of what is fresh has grown
     */
    int add(int tiers, int tier, long second, Stats stats) {
        if (fresh.isEmpty()) fresh = empty(tiers);
        last = Math.max(last, second);
        TreeMap<Long, Stats> of = fresh.get(tier);
        Stats before = of.get(second);
        Stats after = before == null ? stats : before.merge(stats);
        of.put(second, after);
        return after.weight() - (before == null ? 0 : before.weight());
    }

    void addPending(int tiers, int tier, long second, Stats stats) {
        if (pending.isEmpty()) pending = empty(tiers);
        pending.get(tier).merge(second, stats, Stats::merge);
    }

    private static List<TreeMap<Long, Stats>> empty(int tiers) {
        List<TreeMap<Long, Stats>> all = new ArrayList<>(tiers);
        for (int i = 0; i < tiers; i++) all.add(new TreeMap<>());
        return all;
    }
}
