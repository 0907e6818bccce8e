package homeport.insights.load;

import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** One value for each {@link Column}: what all samples counted in one row have in common. */
public final class LoadKey {
    private static final int COLUMNS = Column.values().length;

    /** Where keys beyond the limit of a period are counted: nothing is known of it. */
    public static final LoadKey OTHER = new LoadKey(filled("Other"));

    /** Alike beside each other; the waits of one session last. */
    public static final Comparator<LoadKey> ORDER =
            Comparator.comparing((LoadKey key) -> key.get(Column.DIGEST))
                    .thenComparing(key -> key.get(Column.SQL))
                    .thenComparing(key -> key.get(Column.APPLICATION))
                    .thenComparing(key -> key.get(Column.HOST))
                    .thenComparing(key -> Arrays.asList(key.values), LoadKey::compare);

    private final String[] values;
    private int hash; // 0: not asked for yet; the same whoever computes it

    private LoadKey(String[] values) {
        this.values = values;
    }

    private static int compare(List<String> one, List<String> other) {
        for (int i = 0; i < COLUMNS; i++) {
            int order = one.get(i).compareTo(other.get(i));
            if (order != 0) return order;
        }
        return 0;
    }

    private static String[] filled(String value) {
        String[] values = new String[COLUMNS];
        Arrays.fill(values, value);
        return values;
    }

    /** Columns that are not given are empty. */
    public static LoadKey of(Map<Column, String> given) {
        String[] values = filled("");
        given.forEach((column, value) -> values[column.ordinal()] = value);
        return new LoadKey(values);
    }

    /**
     * @param values one for each column, in their order
     */
    public static LoadKey of(List<String> values) {
        if (values.size() != COLUMNS)
            throw new IllegalArgumentException(
                    "%d values for %d columns".formatted(values.size(), COLUMNS));
        return new LoadKey(values.toArray(String[]::new));
    }

    public String get(Column column) {
        return values[column.ordinal()];
    }

    public LoadKey with(Column column, String value) {
        String[] changed = values.clone();
        changed[column.ordinal()] = value;
        return new LoadKey(changed);
    }

    /** Without what tells texts of one digest and single blockers apart. */
    public LoadKey ofDigest() {
        String[] changed = values.clone();
        changed[Column.SQL.ordinal()] = get(Column.DIGEST);
        changed[Column.BLOCKING_SESSION.ordinal()] = "";
        changed[Column.BLOCKING_SQL.ordinal()] = "";
        changed[Column.BLOCKING_OBJECT.ordinal()] = "";
        return new LoadKey(changed);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LoadKey key
                && key.hashCode() == hashCode()
                && Arrays.equals(key.values, values);
    }

    @Override
    public int hashCode() {
        if (hash == 0) hash = Arrays.hashCode(values);
        return hash;
    }

    @Override
    public String toString() {
        Map<Column, String> shown = new EnumMap<>(Column.class);
        for (Column column : Column.values())
            if (!get(column).isEmpty()) shown.put(column, get(column));
        return shown.toString();
    }
}
