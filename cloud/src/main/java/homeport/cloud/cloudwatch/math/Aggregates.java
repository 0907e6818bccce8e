package homeport.cloud.cloudwatch.math;

import homeport.cloud.cloudwatch.math.Value.Line;
import java.util.List;
import java.util.TreeMap;

/** Many values to one. */
final class Aggregates {
    private Aggregates() {}

    /** Of no values there is no number, save their count; {@code NaN} makes no points. */
    static double of(String function, double[] values) {
        if (function.equals("DATAPOINT_COUNT")) return values.length;
        if (values.length == 0) return Double.NaN;
        double sum = 0;
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            sum += value;
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        return switch (function) {
            case "SUM" -> sum;
            case "AVG" -> sum / values.length;
            case "MIN" -> least;
            case "MAX" -> most;
            case "STDDEV" -> deviation(values, sum / values.length);
            default -> throw new MathException("unknown aggregate " + function);
        };
    }

    private static double deviation(double[] values, double mean) {
        double squares = 0;
        for (double value : values) squares += (value - mean) * (value - mean);
        return Math.sqrt(squares / values.length);
    }

    static Line across(String function, List<Line> lines) {
        TreeMap<Long, TimeSeries.Builder> at = new TreeMap<>();
        int period = 0;
        for (Line line : lines) {
            period = Math.max(period, line.period());
            for (int i = 0; i < line.series().size(); i++)
                at.computeIfAbsent(
                                line.series().second(i), _ -> new TimeSeries.Builder(lines.size()))
                        .add(line.series().second(i), line.series().value(i));
        }
        TimeSeries.Builder all = new TimeSeries.Builder(at.size());
        at.forEach((second, values) -> all.add(second, of(function, values.build().values())));
        return Line.made(Math.max(period, 1), all.build());
    }
}
