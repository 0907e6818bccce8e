package homeport.cloud.cloudwatch.math;

import homeport.cloud.cloudwatch.math.Value.Line;
import homeport.cloud.cloudwatch.math.Value.Lines;
import homeport.cloud.cloudwatch.math.Value.Scalar;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;

/** The functions of metric math. Source: CloudWatch user guide, "Using metric math". */
final class Functions {
    /** As many points as one answer may have. */
    static final int GRID_MAX = 100_800;

    private final Node.Call call;
    private final Scope scope;

    private Functions(Node.Call call, Scope scope) {
        this.call = call;
        this.scope = scope;
    }

    static Value call(Node.Call call, Scope scope) {
        return new Functions(call, scope).value();
    }

    private Value value() {
        return switch (call.function()) {
            case "AVG", "MAX", "MIN", "STDDEV", "SUM", "DATAPOINT_COUNT" -> aggregate();
            case "ABS" -> eachPoint(Math::abs);
            case "CEIL" -> eachPoint(Math::ceil);
            case "FLOOR" -> eachPoint(Math::floor);
            case "LOG" -> eachPoint(Math::log);
            case "LOG10" -> eachPoint(Math::log10);
            case "DIFF", "DIFF_TIME", "RATE", "RUNNING_SUM" ->
                    eachLine(line -> OverTime.steps(call.function(), line));
            case "MINUTE", "HOUR", "DAY", "DATE", "MONTH", "YEAR", "EPOCH" ->
                    eachLine(line -> OverTime.clock(call.function(), line));
            case "FILL" -> fill();
            case "IF" -> choose();
            case "METRICS" -> metrics();
            case "METRIC_COUNT" -> new Scalar(lines(arguments(1, 1).getFirst()).size());
            case "PERIOD" -> new Scalar(line(arguments(1, 1).getFirst()).period());
            case "TIME_SERIES" ->
                    constant(number(arguments(1, 1).getFirst()), scope.period(), scope);
            case "SORT" -> sort();
            case "SLICE" -> slice();
            case "FIRST", "LAST" -> end();
            case "REMOVE_EMPTY" ->
                    new Lines(
                            lines(arguments(1, 1).getFirst()).stream()
                                    .filter(line -> line.series().size() > 0)
                                    .toList());
            case "SEARCH" -> search();
            case "DB_PERF_INSIGHTS" -> insights();
            default ->
                    throw new MathException(
                            "there is no function %s here".formatted(call.function()));
        };
    }

    private List<Node> arguments(int least, int most) {
        int given = call.arguments().size();
        if (given < least || given > most)
            throw new MathException(
                    "%s is given %d arguments, allowed %s"
                            .formatted(
                                    call.function(),
                                    given,
                                    least == most ? least : least + " to " + most));
        return call.arguments();
    }

    private MathException unfit(Value given) {
        return new MathException(
                "%s does not take %s here".formatted(call.function(), given.kind()));
    }

    private double number(Node node) {
        Value value = Formula.value(node, scope);
        if (value instanceof Scalar(double number)) return number;
        throw unfit(value);
    }

    private Line line(Node node) {
        Value value = Formula.value(node, scope);
        if (value instanceof Line line) return line;
        if (value instanceof Lines(List<Line> lines) && lines.size() == 1) return lines.getFirst();
        throw unfit(value);
    }

    private List<Line> lines(Node node) {
        return switch (Formula.value(node, scope)) {
            case Line line -> List.of(line);
            case Lines(List<Line> lines) -> lines;
            case Value other -> throw unfit(other);
        };
    }

    private String text(Node node) {
        if (node instanceof Node.Name(String word)) return word;
        Value value = Formula.value(node, scope);
        if (value instanceof Value.Text(String text)) return text;
        throw unfit(value);
    }

    /** Of one series a number, of an array a series: at each time, of those that have a value. */
    private Value aggregate() {
        List<Node> given = arguments(1, Integer.MAX_VALUE);
        if (given.size() == 1) {
            Value only = Formula.value(given.getFirst(), scope);
            return switch (only) {
                case Line line ->
                        new Scalar(Aggregates.of(call.function(), line.series().values()));
                case Scalar scalar -> scalar;
                case Lines(List<Line> lines) -> Aggregates.across(call.function(), lines);
                case Value other -> throw unfit(other);
            };
        }
        List<Line> lines = new ArrayList<>();
        for (Node one : given) {
            switch (Formula.value(one, scope)) {
                case Scalar(double value) -> lines.add(constant(value, scope.period(), scope));
                case Line line -> lines.add(line);
                case Lines(List<Line> all) -> lines.addAll(all);
                case Value other -> throw unfit(other);
            }
        }
        return Aggregates.across(call.function(), lines);
    }

    private Value eachPoint(DoubleUnaryOperator change) {
        return switch (Formula.value(arguments(1, 1).getFirst(), scope)) {
            case Scalar(double value) -> new Scalar(change.applyAsDouble(value));
            case Line line -> line.with(line.series().map(change));
            case Lines lines -> Formula.each(lines, line -> line.with(line.series().map(change)));
            case Value other -> throw unfit(other);
        };
    }

    private Value eachLine(Function<Line, TimeSeries> change) {
        return eachLine(arguments(1, 1).getFirst(), change);
    }

    private Value eachLine(Node node, Function<Line, TimeSeries> change) {
        return switch (Formula.value(node, scope)) {
            case Line line -> line.with(change.apply(line));
            case Lines lines -> Formula.each(lines, line -> line.with(change.apply(line)));
            case Value other -> throw unfit(other);
        };
    }

    private Value fill() {
        List<Node> given = arguments(2, 2);
        Node how = given.get(1);
        boolean word = how instanceof Node.Name || how instanceof Node.Quoted;
        String name = word ? text(how).toUpperCase(Locale.ROOT) : "";
        return switch (name) {
            case "REPEAT" -> eachLine(given.getFirst(), line -> OverTime.repeat(line, scope));
            case "LINEAR" -> eachLine(given.getFirst(), line -> OverTime.linear(line, scope));
            default -> {
                double value = number(how);
                yield eachLine(given.getFirst(), line -> OverTime.fill(line, value, scope));
            }
        };
    }

    private Value choose() {
        List<Node> given = arguments(2, 3);
        Value condition = Formula.value(given.get(0), scope);
        Value yes = Formula.value(given.get(1), scope);
        Value no = given.size() < 3 ? new Scalar(Double.NaN) : Formula.value(given.get(2), scope);
        if (condition instanceof Scalar(double truth)) return truth != 0 ? yes : no;
        if (!(condition instanceof Line line)) throw unfit(condition);
        return line.with(OverTime.choose(line.series(), pick(yes), pick(no)));
    }

    private Function<Long, Double> pick(Value value) {
        return switch (value) {
            case Scalar(double number) -> _ -> number;
            case Line line -> OverTime.at(line.series());
            case Value other -> throw unfit(other);
        };
    }

    private Value metrics() {
        List<Node> given = arguments(0, 1);
        return new Lines(
                scope.metrics(
                        given.isEmpty() ? Optional.empty() : Optional.of(text(given.get(0)))));
    }

    private Value sort() {
        List<Node> given = arguments(3, 4);
        List<Line> lines = new ArrayList<>(lines(given.get(0)));
        String by = text(given.get(1)).toUpperCase(Locale.ROOT);
        String order = text(given.get(2)).toUpperCase(Locale.ROOT);
        if (!List.of("AVG", "MIN", "MAX", "SUM").contains(by))
            throw new MathException("SORT is by AVG, MIN, MAX or SUM, not by " + by);
        if (!order.equals("ASC") && !order.equals("DESC"))
            throw new MathException("SORT goes ASC or DESC, not " + order);
        Comparator<Line> comparison =
                Comparator.comparingDouble(line -> Aggregates.of(by, line.series().values()));
        boolean down = order.equals("DESC");
        List<Line> empty = lines.stream().filter(line -> line.series().size() == 0).toList();
        lines.removeAll(empty);
        lines.sort(down ? comparison.reversed() : comparison);
        lines.addAll(empty);
        int most = given.size() == 4 ? index(given.get(3)) : lines.size();
        return new Lines(lines.subList(0, Math.min(most, lines.size())));
    }

    private Value slice() {
        List<Node> given = arguments(2, 3);
        List<Line> lines = lines(given.get(0));
        int from = Math.min(index(given.get(1)), lines.size());
        int to = given.size() == 3 ? Math.min(index(given.get(2)), lines.size()) : lines.size();
        return new Lines(lines.subList(from, Math.max(from, to)));
    }

    private Value end() {
        List<Line> lines = lines(arguments(1, 1).getFirst());
        if (lines.isEmpty()) return new Lines(lines);
        return call.function().equals("FIRST") ? lines.getFirst() : lines.getLast();
    }

    private int index(Node node) {
        double number = number(node);
        if (number < 0 || number != Math.rint(number) || number > Integer.MAX_VALUE)
            throw new MathException(
                    "%s is given %s, allowed a whole number from 0 on"
                            .formatted(call.function(), number));
        return (int) number;
    }

    private Value search() {
        List<Node> given = arguments(2, 3);
        Optional<Integer> period =
                given.size() == 3 ? Optional.of(index(given.get(2))) : Optional.empty();
        return new Lines(scope.search(text(given.get(0)), text(given.get(1)), period));
    }

    private Value insights() {
        List<Node> given = arguments(3, 3);
        Value metrics = Formula.value(given.get(2), scope);
        List<String> names =
                switch (metrics) {
                    case Value.Text(String one) -> List.of(one);
                    case Value.Texts(List<String> several) -> several;
                    case Value other -> throw unfit(other);
                };
        List<Line> lines = scope.insights(text(given.get(0)), text(given.get(1)), names);
        return lines.size() == 1 && metrics instanceof Value.Text
                ? lines.getFirst()
                : new Lines(lines);
    }

    /**
     * The same value at each period of the request.
     *
     * @throws MathException that would be more points than an answer may have
     */
    static Line constant(double value, int period, Scope scope) {
        TimeSeries.Builder series = new TimeSeries.Builder(16);
        for (long second : grid(period, scope)) series.add(second, value);
        return Line.made(period, series.build());
    }

    static long[] grid(int period, Scope scope) {
        long start = scope.start(period);
        long size = Math.ceilDiv(Math.max(scope.end() - start, 0), period);
        if (size > GRID_MAX)
            throw new MathException(
                    "it asks for %d points, allowed %d; a longer period makes fewer"
                            .formatted(size, GRID_MAX));
        long[] seconds = new long[(int) size];
        for (int i = 0; i < size; i++) seconds[i] = start + (long) i * period;
        return seconds;
    }
}
