package homeport.insights.query;

import java.util.List;

/**
 * What the rows of one group have in common.
 *
 * @param values one for each of the grouping's dimensions, as {@link Dimension#grouping} gives it
 */
record Row(List<String> values) implements Comparable<Row> {
    Row {
        values = List.copyOf(values);
    }

    /** Nothing of what was asked for is known. */
    boolean unknown() {
        return values.stream().allMatch(String::isEmpty);
    }

    @Override
    public int compareTo(Row other) {
        for (int i = 0; i < values.size(); i++) {
            int order = values.get(i).compareTo(other.values.get(i));
            if (order != 0) return order;
        }
        return 0;
    }
}
