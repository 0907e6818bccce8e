package homeport.store.series;

import java.util.Arrays;
import java.util.TreeMap;

/**
 * How often each value was seen, ascending. Exact up to 150 distinct values; beyond that values are
 * moved to the middle of logarithmic cells, each level twice as wide (in the logarithm) as the one
 * below, so that merging in any order ends in the same cells. A cell of level 1 is 1 % wide: the
 * value is off by 0.5 % at most.
 */
public final class Distribution {
    /** Nothing is known of single values. */
    public static final Distribution UNKNOWN = new Distribution(new double[0], new double[0], 0);

    static final int EXACT_MAX = 150;
    static final int CELLS_MAX = 500;
    static final int LEVEL_MAX = 24;
    private static final double CELL_LOG = Math.log(1.01);

    private final double[] values;
    private final double[] counts;
    private final int level;

    private Distribution(double[] values, double[] counts, int level) {
        this.values = values;
        this.counts = counts;
        this.level = level;
    }

    /**
     * @param values finite, in any order, repeated or not
     * @param counts one for each value, over 0
     */
    public static Distribution of(double[] values, double[] counts) {
        TreeMap<Double, Double> pairs = new TreeMap<>();
        for (int i = 0; i < values.length; i++)
            pairs.merge(values[i] + 0.0, counts[i], Double::sum); // -0.0 becomes 0.0
        return bounded(pairs, 0);
    }

    /** As it was kept: ascending, of a level that {@link #level} told. */
    static Distribution kept(double[] values, double[] counts, int level) {
        return new Distribution(values, counts, level);
    }

    public boolean known() {
        return values.length > 0;
    }

    /** How many distinct values or cells. */
    public int size() {
        return values.length;
    }

    public double value(int index) {
        return values[index];
    }

    public double count(int index) {
        return counts[index];
    }

    int level() {
        return level;
    }

    /** Both together; unknown when one of them is. */
    public Distribution merge(Distribution other) {
        if (!known() || !other.known()) return UNKNOWN;
        int common = Math.max(level, other.level);
        TreeMap<Double, Double> pairs = new TreeMap<>();
        addTo(pairs, common);
        other.addTo(pairs, common);
        return bounded(pairs, common);
    }

    private void addTo(TreeMap<Double, Double> pairs, int to) {
        for (int i = 0; i < values.length; i++)
            pairs.merge(to == level ? values[i] : cell(values[i], to), counts[i], Double::sum);
    }

    private static Distribution bounded(TreeMap<Double, Double> given, int from) {
        TreeMap<Double, Double> pairs = given;
        int level = from;
        while (pairs.size() > (level == 0 ? EXACT_MAX : CELLS_MAX) && level < LEVEL_MAX) {
            level++;
            TreeMap<Double, Double> wider = new TreeMap<>();
            for (var pair : pairs.entrySet())
                wider.merge(cell(pair.getKey(), level), pair.getValue(), Double::sum);
            pairs = wider;
        }
        double[] values = new double[pairs.size()];
        double[] counts = new double[pairs.size()];
        int i = 0;
        for (var pair : pairs.entrySet()) {
            values[i] = pair.getKey();
            counts[i++] = pair.getValue();
        }
        return new Distribution(values, counts, level);
    }

    /** The middle of the value's cell; 0 is a cell of its own. */
    static double cell(double value, int level) {
        if (value == 0) return 0;
        double width = CELL_LOG * (1 << (level - 1));
        double index = Math.floor(Math.log(Math.abs(value)) / width);
        return Math.copySign(Math.exp((index + 0.5) * width), value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Distribution that
                && level == that.level
                && Arrays.equals(values, that.values)
                && Arrays.equals(counts, that.counts);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(values) + Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        return known() ? Arrays.toString(values) + "x" + Arrays.toString(counts) : "unknown";
    }
}
