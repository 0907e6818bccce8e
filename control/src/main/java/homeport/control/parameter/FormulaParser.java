package homeport.control.parameter;

import homeport.control.parameter.Formula.Application;
import homeport.control.parameter.Formula.Function;
import homeport.control.parameter.Formula.Number;
import homeport.control.parameter.Formula.Product;
import homeport.control.parameter.Formula.Quotient;
import homeport.control.parameter.Formula.Reference;
import homeport.control.parameter.Formula.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads one formula, left to right, with a bound on length and depth. Used once, by one thread. */
final class FormulaParser {
    private static final int LENGTH_MAX = 1024;
    private static final int DEPTH_MAX = 16;
    private static final char END = 0;

    private final String text;
    private int at;
    private int depth;

    FormulaParser(String text) {
        this.text = text;
    }

    Formula parse() {
        if (text.length() > LENGTH_MAX)
            throw new IllegalArgumentException(
                    "%d characters, allowed %d".formatted(text.length(), LENGTH_MAX));
        Formula formula = expression();
        if (peek() != END) throw wrong("an operator or the end");
        return formula;
    }

    private Formula expression() {
        if (++depth > DEPTH_MAX) throw wrong("at most " + DEPTH_MAX + " levels");
        Formula left = term();
        for (char operator = peek(); operator == '*' || operator == '/'; operator = peek()) {
            at++;
            left = operator == '*' ? new Product(left, term()) : new Quotient(left, divisor());
        }
        depth--;
        return left;
    }

    private double divisor() {
        char next = peek();
        if (next < '0' || next > '9') throw wrong("a number to divide by");
        double divisor = number();
        if (divisor == 0) throw wrong("a divisor above zero");
        return divisor;
    }

    private Formula term() {
        char next = peek();
        if (next == '$') {
            at++;
            if (peek() != '{') throw wrong("{");
            return enclosed('}');
        }
        if (next == '{') return enclosed('}');
        if (next == '-') {
            at++;
            return new Number(-number());
        }
        if (next >= '0' && next <= '9') return new Number(number());
        return named(word());
    }

    private Formula enclosed(char closing) {
        at++;
        Formula inside = expression();
        expect(closing);
        return inside;
    }

    private Formula named(String word) {
        if (peek() != '(')
            return Arrays.stream(Variable.values())
                    .filter(variable -> variable.text().equals(word))
                    .findFirst()
                    .<Formula>map(Reference::new)
                    .orElseThrow(() -> new IllegalArgumentException("no variable " + word));
        Function function;
        try {
            function = Function.of(word);
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException("no function " + word, unknown);
        }
        List<Formula> arguments = arguments();
        if (!function.takes(arguments.size()))
            throw new IllegalArgumentException(
                    function + " does not take " + arguments.size() + " arguments");
        return new Application(function, arguments);
    }

    private List<Formula> arguments() {
        List<Formula> arguments = new ArrayList<>();
        do {
            at++;
            arguments.add(expression());
        } while (peek() == ',');
        expect(')');
        return arguments;
    }

    private String word() {
        int start = at;
        while (at < text.length() && Character.isLetter(text.charAt(at))) at++;
        if (at == start) throw wrong("a number, a variable or a function");
        return text.substring(start, at);
    }

    private double number() {
        peek();
        int start = at;
        while (at < text.length() && "0123456789.".indexOf(text.charAt(at)) >= 0) at++;
        try {
            return Double.parseDouble(text.substring(start, at));
        } catch (NumberFormatException noNumber) {
            throw new IllegalArgumentException("no number at character " + start, noNumber);
        }
    }

    private void expect(char wanted) {
        if (peek() != wanted) throw wrong(String.valueOf(wanted));
        at++;
    }

    /** The next character that is no space; {@code END} at the end. */
    private char peek() {
        while (at < text.length() && text.charAt(at) == ' ') at++;
        return at < text.length() ? text.charAt(at) : END;
    }

    private IllegalArgumentException wrong(String wanted) {
        return new IllegalArgumentException("at character " + at + " there must be " + wanted);
    }
}
