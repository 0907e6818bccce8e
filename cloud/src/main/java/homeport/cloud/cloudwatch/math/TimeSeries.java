package homeport.cloud.cloudwatch.math;

import java.util.Arrays;
import java.util.NavigableMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * Values by time, ascending; a time that is not there has no value. A result that is no finite
 * number, as of a division by zero, is no value.
 */
public final class TimeSeries {
    public static final TimeSeries EMPTY = new TimeSeries(new long[0], new double[0]);

    private final long[] seconds;
    private final double[] values;

    private TimeSeries(long[] seconds, double[] values) {
        this.seconds = seconds;
        this.values = values;
    }

    public static TimeSeries of(NavigableMap<Long, Double> points) {
        Builder builder = new Builder(points.size());
        points.forEach(builder::add);
        return builder.build();
    }

    public int size() {
        return seconds.length;
    }

    /** Seconds of the epoch. */
    public long second(int index) {
        return seconds[index];
    }

    public double value(int index) {
        return values[index];
    }

    double[] values() {
        return values.clone();
    }

    TimeSeries map(DoubleUnaryOperator change) {
        Builder builder = new Builder(size());
        for (int i = 0; i < size(); i++) builder.add(seconds[i], change.applyAsDouble(values[i]));
        return builder.build();
    }

    /** Where both have a value. */
    TimeSeries with(TimeSeries other, DoubleBinaryOperator both) {
        Builder builder = new Builder(Math.min(size(), other.size()));
        int i = 0;
        int j = 0;
        while (i < size() && j < other.size()) {
            if (seconds[i] < other.seconds[j]) i++;
            else if (seconds[i] > other.seconds[j]) j++;
            else builder.add(seconds[i], both.applyAsDouble(values[i++], other.values[j++]));
        }
        return builder.build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TimeSeries that
                && Arrays.equals(seconds, that.seconds)
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(seconds) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.toString(seconds) + Arrays.toString(values);
    }

    /** Takes points in ascending order. */
    public static final class Builder {
        private long[] seconds;
        private double[] values;
        private int size;

        public Builder(int expected) {
            seconds = new long[expected];
            values = new double[expected];
        }

        public void add(long second, double value) {
            if (!Double.isFinite(value)) return;
            if (size == seconds.length) {
                seconds = Arrays.copyOf(seconds, size * 2 + 1);
                values = Arrays.copyOf(values, size * 2 + 1);
            }
            seconds[size] = second;
            values[size++] = value;
        }

        public TimeSeries build() {
            if (size == 0) return EMPTY;
            boolean full = size == seconds.length;
            return full
                    ? new TimeSeries(seconds, values)
                    : new TimeSeries(Arrays.copyOf(seconds, size), Arrays.copyOf(values, size));
        }
    }
}
