package homeport.insights.counter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All counters by name, and the names that guides have for them though AWS has not. */
final class Catalog {
    /** Source: the reference guide's commands, against the RDS User Guide's tables. */
    private static final Map<String, String> ALIASES =
            Map.of(
                    "db.io.blks_hit", "db.Cache.blks_hit",
                    "db.rows.tup_fetched", "db.SQL.tup_fetched",
                    "db.rows.tup_returned", "db.SQL.tup_returned",
                    "db.rows.tup_inserted", "db.SQL.tup_inserted",
                    "db.rows.tup_updated", "db.SQL.tup_updated",
                    "db.rows.tup_deleted", "db.SQL.tup_deleted");

    private final boolean strict;
    private final Map<String, Counter> byName = new TreeMap<>();
    private final Map<String, Counter> byOtherName = new TreeMap<>();

    /**
     * @param strict only AWS's names are known, letter for letter
     */
    Catalog(boolean strict) {
        this.strict = strict;
        for (Measure one : Measure.ALL) byName.put(one.counter().name(), one.counter());
        for (Counter one : OsCounters.all()) byName.put(one.name(), one);
        for (Counter one : byName.values()) byOtherName.put(lower(one.name()), one);
        ALIASES.forEach((alias, name) -> byOtherName.put(alias, byName.get(name)));
    }

    Optional<Counter> find(String name) {
        Counter exact = byName.get(name);
        if (exact != null || strict) return Optional.ofNullable(exact);
        return Optional.ofNullable(byOtherName.get(lower(name)));
    }

    /**
     * @param type {@code os} or {@code db}
     */
    List<Counter> ofType(String type) {
        List<Counter> all = new ArrayList<>();
        for (Counter one : byName.values()) if (one.name().startsWith(type + ".")) all.add(one);
        all.sort(Comparator.comparing(Counter::name));
        return all;
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
