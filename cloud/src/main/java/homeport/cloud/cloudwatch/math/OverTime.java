package homeport.cloud.cloudwatch.math;

import homeport.cloud.cloudwatch.math.Value.Line;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** What looks at the times of points, or from one point to the next. */
final class OverTime {
    private OverTime() {}

    /** From each point to the one after it: the first has none before it, save for a sum. */
    static TimeSeries steps(String function, Line line) {
        TimeSeries given = line.series();
        TimeSeries.Builder made = new TimeSeries.Builder(given.size());
        double sum = 0;
        for (int i = 0; i < given.size(); i++) {
            sum += given.value(i);
            if (function.equals("RUNNING_SUM")) made.add(given.second(i), sum);
            if (i == 0 || function.equals("RUNNING_SUM")) continue;
            double rise = given.value(i) - given.value(i - 1);
            double seconds = given.second(i) - given.second(i - 1);
            made.add(
                    given.second(i),
                    switch (function) {
                        case "DIFF" -> rise;
                        case "DIFF_TIME" -> seconds;
                        default -> rise / seconds;
                    });
        }
        return made.build();
    }

    /** A part of each point's own time, UTC; days of the week from Monday, 1, on. */
    static TimeSeries clock(String function, Line line) {
        TimeSeries given = line.series();
        TimeSeries.Builder made = new TimeSeries.Builder(given.size());
        for (int i = 0; i < given.size(); i++) {
            ZonedDateTime at = Instant.ofEpochSecond(given.second(i)).atZone(ZoneOffset.UTC);
            made.add(
                    given.second(i),
                    switch (function) {
                        case "MINUTE" -> at.getMinute();
                        case "HOUR" -> at.getHour();
                        case "DAY" -> at.getDayOfWeek().getValue();
                        case "DATE" -> at.getDayOfMonth();
                        case "MONTH" -> at.getMonthValue();
                        case "YEAR" -> at.getYear();
                        default -> given.second(i);
                    });
        }
        return made.build();
    }

    static TimeSeries fill(Line line, double value, Scope scope) {
        Function<Long, Double> known = at(line.series());
        TimeSeries.Builder made = new TimeSeries.Builder(line.series().size());
        for (long second : Functions.grid(line.period(), scope)) {
            double here = known.apply(second);
            made.add(second, Double.isNaN(here) ? value : here);
        }
        return made.build();
    }

    /** Each gap has the value before it; before the first there is none. */
    static TimeSeries repeat(Line line, Scope scope) {
        Function<Long, Double> known = at(line.series());
        TimeSeries.Builder made = new TimeSeries.Builder(line.series().size());
        double last = Double.NaN;
        for (long second : Functions.grid(line.period(), scope)) {
            double here = known.apply(second);
            if (!Double.isNaN(here)) last = here;
            made.add(second, last);
        }
        return made.build();
    }

    /** Each gap has the straight line between its ends; what has no two ends stays empty. */
    static TimeSeries linear(Line line, Scope scope) {
        TimeSeries given = line.series();
        TimeSeries.Builder made = new TimeSeries.Builder(given.size());
        int next = 0;
        for (long second : Functions.grid(line.period(), scope)) {
            while (next < given.size() && given.second(next) < second) next++;
            boolean here = next < given.size() && given.second(next) == second;
            if (here) made.add(second, given.value(next));
            if (here || next == 0 || next == given.size()) continue;
            double before = given.value(next - 1);
            double share =
                    (double) (second - given.second(next - 1))
                            / (given.second(next) - given.second(next - 1));
            made.add(second, before + share * (given.value(next) - before));
        }
        return made.build();
    }

    static TimeSeries choose(
            TimeSeries condition, Function<Long, Double> yes, Function<Long, Double> no) {
        TimeSeries.Builder made = new TimeSeries.Builder(condition.size());
        for (int i = 0; i < condition.size(); i++) {
            long second = condition.second(i);
            made.add(second, (condition.value(i) != 0 ? yes : no).apply(second));
        }
        return made.build();
    }

    /** The value at a time; {@code NaN} where there is none. */
    static Function<Long, Double> at(TimeSeries series) {
        Map<Long, Double> values = new HashMap<>();
        for (int i = 0; i < series.size(); i++) values.put(series.second(i), series.value(i));
        return second -> values.getOrDefault(second, Double.NaN);
    }
}
