package homeport.insights.load;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** One value for each {@link Column}: what all samples counted in one row have in common. */
public final class LoadKey {
    private static final int COLUMNS = Column.values().length;

    /** Where keys beyond the limit of a period are counted: nothing is known of it. */
    public static final LoadKey OTHER = new LoadKey(filled("Other"));

    private final String[] values;
    private final int hash;

    private LoadKey(String[] values) {
        this.values = values;
        this.hash = Arrays.hashCode(values);
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

    public String get(Column column) {
        return values[column.ordinal()];
    }

    public LoadKey with(Column column, String value) {
        String[] changed = values.clone();
        changed[column.ordinal()] = value;
        return new LoadKey(changed);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LoadKey key
                && key.hash == hash
                && Arrays.equals(key.values, values);
    }

    @Override
    public int hashCode() {
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
