package homeport.cloud.cloudwatch;

import homeport.store.series.Distribution;
import homeport.store.series.Stats;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statistic and how it is had from what was seen in a period. Those beyond the five basic ones
 * need the single values, none of them negative. Source: CloudWatch user guide, "Statistics
 * definitions".
 */
public sealed interface Statistic {
    /** As the API writes it. */
    String text();

    /** Empty where it cannot be told. */
    OptionalDouble of(Stats stats);

    /** The five of every statistic set. */
    enum Basic implements Statistic {
        SAMPLE_COUNT("SampleCount"),
        AVERAGE("Average"),
        SUM("Sum"),
        MINIMUM("Minimum"),
        MAXIMUM("Maximum");

        private final String text;

        Basic(String text) {
            this.text = text;
        }

        @Override
        public String text() {
            return text;
        }

        @Override
        public OptionalDouble of(Stats stats) {
            return OptionalDouble.of(
                    switch (this) {
                        case SAMPLE_COUNT -> stats.count();
                        case AVERAGE -> stats.average();
                        case SUM -> stats.sum();
                        case MINIMUM -> stats.min();
                        case MAXIMUM -> stats.max();
                    });
        }
    }

    /**
     * The smallest value that as many percent of the samples do not exceed.
     *
     * @param percent 0 to 100
     */
    record Percentile(String text, double percent) implements Statistic {
        @Override
        public OptionalDouble of(Stats stats) {
            Distribution seen = stats.distribution();
            if (!seen.known() || stats.min() < 0) return OptionalDouble.empty();
            double rank = stats.count() * percent / 100;
            double passed = 0;
            for (int i = 0; i < seen.size(); i++) {
                passed += seen.count(i);
                if (passed >= rank * (1 - 1e-12))
                    return OptionalDouble.of(Math.clamp(seen.value(i), stats.min(), stats.max()));
            }
            return OptionalDouble.of(stats.max());
        }
    }

    /** What is told of the part between two bounds. */
    enum Part {
        /** Trimmed mean. */
        TM,
        /** Winsorized mean: what is outside counts as the bound. */
        WM,
        /** Trimmed count. */
        TC,
        /** Trimmed sum. */
        TS,
        /** Percentile rank: the percentage within. */
        PR
    }

    /**
     * @param low percent, or a value that is itself outside; negative infinity for none
     * @param high percent or a value, itself within; positive infinity for none
     */
    record Within(String text, Part part, boolean percent, double low, double high)
            implements Statistic {
        @Override
        public OptionalDouble of(Stats stats) {
            Distribution seen = stats.distribution();
            if (!seen.known() || stats.min() < 0) return OptionalDouble.empty();
            double count = 0;
            double sum = 0;
            double below = 0;
            double least = Double.NaN;
            double most = Double.NaN;
            for (int i = 0; i < seen.size(); i++) {
                double value = Math.clamp(seen.value(i), stats.min(), stats.max());
                double within =
                        percent ? share(below, seen.count(i), stats) : whole(value, seen, i);
                below += seen.count(i);
                if (within <= 0) continue;
                if (Double.isNaN(least)) least = value;
                most = value;
                count += within;
                sum += within * value;
            }
            return told(stats, count, sum, least, most);
        }

        private double whole(double value, Distribution seen, int index) {
            return value > low && value <= high ? seen.count(index) : 0;
        }

        /** How much of the samples from rank {@code below} on lies between the bounds. */
        private double share(double below, double count, Stats stats) {
            double from = Math.max(below, stats.count() * Math.max(low, 0) / 100);
            double to = Math.min(below + count, stats.count() * Math.min(high, 100) / 100);
            return to - from;
        }

        private OptionalDouble told(
                Stats stats, double count, double sum, double least, double most) {
            return switch (part) {
                case TC -> OptionalDouble.of(count);
                case TS -> OptionalDouble.of(sum);
                case PR -> OptionalDouble.of(100 * count / stats.count());
                case TM -> count > 0 ? OptionalDouble.of(sum / count) : OptionalDouble.empty();
                case WM ->
                        count > 0
                                ? OptionalDouble.of(winsorized(stats, sum, least, most))
                                : OptionalDouble.empty();
            };
        }

        private double winsorized(Stats stats, double sum, double least, double most) {
            double low = percent ? stats.count() * Math.max(this.low, 0) / 100 : under(stats);
            double high =
                    percent ? stats.count() * (100 - Math.min(this.high, 100)) / 100 : over(stats);
            double floor = percent ? least : Math.max(this.low, stats.min());
            double ceiling = percent ? most : Math.min(this.high, stats.max());
            return (sum + low * floor + high * ceiling) / stats.count();
        }

        private double under(Stats stats) {
            Distribution seen = stats.distribution();
            double count = 0;
            for (int i = 0; i < seen.size(); i++) if (seen.value(i) <= low) count += seen.count(i);
            return count;
        }

        private double over(Stats stats) {
            Distribution seen = stats.distribution();
            double count = 0;
            for (int i = 0; i < seen.size(); i++) if (seen.value(i) > high) count += seen.count(i);
            return count;
        }
    }

    Pattern SHORT = Pattern.compile("(p|tm|wm|tc|ts)(\\d{1,3}(?:\\.\\d{0,10})?)");
    Pattern LONG =
            Pattern.compile(
                    "(TM|WM|TC|TS|PR)\\((\\d+(?:\\.\\d+)?(%)?)?:(\\d+(?:\\.\\d+)?(%)?)?\\)");

    /** Empty when it is not a statistic. */
    static Optional<Statistic> parse(String text) {
        for (Basic basic : Basic.values()) if (basic.text.equals(text)) return Optional.of(basic);
        if (text.equalsIgnoreCase("iqm"))
            return Optional.of(new Within(text, Part.TM, true, 25, 75));
        Matcher brief = SHORT.matcher(text.toLowerCase(Locale.ROOT));
        if (brief.matches()) {
            double percent = Double.parseDouble(brief.group(2));
            if (percent > 100) return Optional.empty();
            if (brief.group(1).equals("p")) return Optional.of(new Percentile(text, percent));
            Part part = Part.valueOf(brief.group(1).toUpperCase(Locale.ROOT));
            return Optional.of(new Within(text, part, true, 0, percent));
        }
        Matcher whole = LONG.matcher(text.toUpperCase(Locale.ROOT));
        return whole.matches() ? within(text, whole) : Optional.empty();
    }

    private static Optional<Statistic> within(String text, Matcher given) {
        boolean percent = given.group(3) != null || given.group(5) != null;
        boolean mixed =
                given.group(2) != null
                        && given.group(4) != null
                        && (given.group(3) == null) != (given.group(5) == null);
        Part part = Part.valueOf(given.group(1));
        boolean none = given.group(2) == null && given.group(4) == null;
        if (mixed || none || part == Part.PR && percent) return Optional.empty();
        double low = number(given.group(2), percent ? 0 : Double.NEGATIVE_INFINITY);
        double high = number(given.group(4), percent ? 100 : Double.POSITIVE_INFINITY);
        if (low >= high || percent && high > 100) return Optional.empty();
        return Optional.of(new Within(text, part, percent, low, high));
    }

    private static double number(String text, double otherwise) {
        return text == null ? otherwise : Double.parseDouble(text.replace("%", ""));
    }
}
