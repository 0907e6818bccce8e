package homeport.cloud.cloudwatch.math;

import homeport.cloud.cloudwatch.math.Value.Line;
import homeport.cloud.cloudwatch.math.Value.Lines;
import homeport.cloud.cloudwatch.math.Value.Scalar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;

/** One expression of metric math. Source: CloudWatch user guide, "Using metric math". */
public final class Formula {
    private final Node root;

    private Formula(Node root) {
        this.root = root;
    }

    /**
     * @throws MathException it cannot be read
     */
    public static Formula parse(String text) {
        return new Formula(Parser.parse(text));
    }

    /** The ids and words that it speaks of. */
    public Set<String> names() {
        Set<String> names = new HashSet<>();
        names(root, names);
        return names;
    }

    private static void names(Node node, Set<String> names) {
        switch (node) {
            case Node.Name(String name) -> names.add(name);
            case Node.Bracket(List<Node> items) -> items.forEach(item -> names(item, names));
            case Node.Call(var _, List<Node> items) -> items.forEach(item -> names(item, names));
            case Node.Unary(var _, Node of) -> names(of, names);
            case Node.Binary(var _, Node left, Node right) -> {
                names(left, names);
                names(right, names);
            }
            case Node.Number _, Node.Quoted _ -> {}
        }
    }

    /** Whether a function of that name is called anywhere in it. */
    public boolean calls(String function) {
        return calls(root, function);
    }

    private static boolean calls(Node node, String function) {
        return switch (node) {
            case Node.Call(String name, List<Node> items) ->
                    name.equals(function) || items.stream().anyMatch(item -> calls(item, function));
            case Node.Bracket(List<Node> items) ->
                    items.stream().anyMatch(item -> calls(item, function));
            case Node.Unary(var _, Node of) -> calls(of, function);
            case Node.Binary(var _, Node left, Node right) ->
                    calls(left, function) || calls(right, function);
            case Node.Name _, Node.Number _, Node.Quoted _ -> false;
        };
    }

    /**
     * The time series that it makes.
     *
     * @throws MathException it has no meaning, or is a number only
     */
    public List<Line> evaluate(Scope scope) {
        return switch (value(root, scope)) {
            case Line line -> List.of(line);
            case Lines lines -> lines.lines();
            case Value other ->
                    throw new MathException(
                            "it makes %s where a time series is needed; TIME_SERIES makes one of a number"
                                    .formatted(other.kind()));
        };
    }

    static Value value(Node node, Scope scope) {
        return switch (node) {
            case Node.Number(double value) -> new Scalar(value);
            case Node.Quoted(String text) -> new Value.Text(text);
            case Node.Name(String name) ->
                    scope.byId(name)
                            .orElseThrow(() ->
                                    new MathException("nothing has the id '%s'".formatted(name)));
            case Node.Bracket(List<Node> items) -> bracket(items, scope);
            case Node.Call call -> Functions.call(call, scope);
            case Node.Unary(var _, Node of) ->
                    both(new Scalar(0), value(of, scope), "-", (zero, x) -> zero - x);
            case Node.Binary(String operator, Node left, Node right) ->
                    both(value(left, scope), value(right, scope), operator, operation(operator));
        };
    }

    private static Value bracket(List<Node> items, Scope scope) {
        List<Line> lines = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (Node item : items) {
            switch (value(item, scope)) {
                case Line line -> lines.add(line);
                case Lines all -> lines.addAll(all.lines());
                case Scalar(double value) ->
                        lines.add(Functions.constant(value, scope.period(), scope));
                case Value.Text(String text) -> texts.add(text);
                case Value.Texts _ -> throw new MathException("a list in a list");
            }
        }
        if (!texts.isEmpty() && !lines.isEmpty())
            throw new MathException("texts and time series in one list");
        return texts.isEmpty() ? new Lines(lines) : new Value.Texts(texts);
    }

    private static DoubleBinaryOperator operation(String operator) {
        return switch (operator) {
            case "+" -> (a, b) -> a + b;
            case "-" -> (a, b) -> a - b;
            case "*" -> (a, b) -> a * b;
            case "/" -> (a, b) -> a / b;
            case "^" -> Math::pow;
            case "==" -> (a, b) -> truth(a == b);
            case "!=" -> (a, b) -> truth(a != b);
            case "<" -> (a, b) -> truth(a < b);
            case "<=" -> (a, b) -> truth(a <= b);
            case ">" -> (a, b) -> truth(a > b);
            case ">=" -> (a, b) -> truth(a >= b);
            case "AND" -> (a, b) -> truth(a != 0 && b != 0);
            case "OR" -> (a, b) -> truth(a != 0 || b != 0);
            default -> throw new MathException("unknown operator " + operator);
        };
    }

    private static double truth(boolean is) {
        return is ? 1 : 0;
    }

    /** Point by point; a number stands for each point, a series for each of an array. */
    private static Value both(
            Value left, Value right, String operator, DoubleBinaryOperator operation) {
        return switch (left) {
            case Scalar(double a) ->
                    switch (right) {
                        case Scalar(double b) -> new Scalar(operation.applyAsDouble(a, b));
                        case Line line ->
                                line.with(line.series().map(b -> operation.applyAsDouble(a, b)));
                        case Lines lines ->
                                each(lines, one -> both(left, one, operator, operation));
                        case Value other -> throw unfit(operator, left, other);
                    };
            case Line line ->
                    switch (right) {
                        case Scalar(double b) ->
                                line.with(line.series().map(a -> operation.applyAsDouble(a, b)));
                        case Line other -> line.with(line.series().with(other.series(), operation));
                        case Lines lines ->
                                each(lines, one -> both(left, one, operator, operation));
                        case Value other -> throw unfit(operator, left, other);
                    };
            case Lines lines ->
                    switch (right) {
                        case Scalar _, Line _ ->
                                each(lines, one -> both(one, right, operator, operation));
                        case Value other -> throw unfit(operator, left, other);
                    };
            case Value other -> throw unfit(operator, other, right);
        };
    }

    static Lines each(Lines lines, Function<Line, Value> change) {
        List<Line> all = new ArrayList<>();
        for (Line line : lines.lines())
            if (change.apply(line) instanceof Line changed)
                all.add(
                        new Line(
                                line.label(),
                                line.properties(),
                                changed.period(),
                                changed.series()));
        return new Lines(all);
    }

    private static MathException unfit(String operator, Value left, Value right) {
        return new MathException(
                "%s cannot be put between %s and %s"
                        .formatted(operator, left.kind(), right.kind()));
    }
}
