package homeport.cloud.cloudwatch.math;

import homeport.cloud.cloudwatch.math.Lexer.Kind;
import homeport.cloud.cloudwatch.math.Lexer.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads an expression. From the loosest: OR, AND, comparison, sum, product, sign, power; powers
 * bind to the right, the rest to the left.
 */
final class Parser {
    private static final List<String> COMPARISONS = List.of("==", "!=", "<>", "<=", ">=", "<", ">");

    /** Brackets, calls and signs within each other; the thread's stack is the reason. */
    private static final int DEPTH_MAX = 100;

    private final List<Token> tokens;
    private int at;
    private int depth;

    private Parser(List<Token> tokens) {
        this.tokens = tokens;
    }

    /**
     * @throws MathException it is no expression
     */
    static Node parse(String text) {
        Parser parser = new Parser(Lexer.tokens(text));
        Node node = parser.or();
        if (parser.peek().kind() != Kind.END) throw parser.unexpected();
        return node;
    }

    private Token peek() {
        return tokens.get(at);
    }

    private boolean take(String sign) {
        if (!peek().is(sign)) return false;
        at++;
        return true;
    }

    private void expect(String sign) {
        if (!take(sign)) throw unexpected();
    }

    private MathException unexpected() {
        Token token = peek();
        return token.kind() == Kind.END
                ? new MathException("it ends too early")
                : new MathException("unexpected '%s' at %d".formatted(token.text(), token.at()));
    }

    private Node or() {
        Node left = and();
        while (peek().word("OR") || peek().is("||")) {
            at++;
            left = new Node.Binary("OR", left, and());
        }
        return left;
    }

    private Node and() {
        Node left = comparison();
        while (peek().word("AND") || peek().is("&&")) {
            at++;
            left = new Node.Binary("AND", left, comparison());
        }
        return left;
    }

    private Node comparison() {
        Node left = sum();
        while (peek().kind() == Kind.SIGN && COMPARISONS.contains(peek().text())) {
            String operator = tokens.get(at++).text();
            left = new Node.Binary(operator.equals("<>") ? "!=" : operator, left, sum());
        }
        return left;
    }

    private Node sum() {
        Node left = product();
        while (peek().is("+") || peek().is("-"))
            left = new Node.Binary(tokens.get(at++).text(), left, product());
        return left;
    }

    private Node product() {
        Node left = signed();
        while (peek().is("*") || peek().is("/"))
            left = new Node.Binary(tokens.get(at++).text(), left, signed());
        return left;
    }

    private Node signed() {
        if (!peek().is("-") && !peek().is("+")) return power();
        String operator = tokens.get(at++).text();
        deeper();
        Node of = signed();
        depth--;
        return operator.equals("-") ? new Node.Unary("-", of) : of;
    }

    private Node power() {
        Node base = atom();
        if (!take("^")) return base;
        deeper();
        Node exponent = signed();
        depth--;
        return new Node.Binary("^", base, exponent);
    }

    private void deeper() {
        if (++depth > DEPTH_MAX)
            throw new MathException("it is nested more than %d deep".formatted(DEPTH_MAX));
    }

    private Node atom() {
        Token token = peek();
        at++;
        switch (token.kind()) {
            case NUMBER -> {
                return new Node.Number(number(token));
            }
            case TEXT -> {
                return new Node.Quoted(token.text());
            }
            case NAME -> {
                return take("(")
                        ? new Node.Call(token.text().toUpperCase(Locale.ROOT), list(")"))
                        : new Node.Name(token.text());
            }
            case SIGN -> {
                if (token.is("[")) return new Node.Bracket(list("]"));
                if (token.is("(")) {
                    deeper();
                    Node inner = or();
                    expect(")");
                    depth--;
                    return inner;
                }
            }
            case END -> {}
        }
        at--;
        throw unexpected();
    }

    private List<Node> list(String end) {
        List<Node> items = new ArrayList<>();
        if (take(end)) return items;
        deeper();
        do items.add(or());
        while (take(","));
        expect(end);
        depth--;
        return items;
    }

    private static double number(Token token) {
        try {
            return Double.parseDouble(token.text());
        } catch (NumberFormatException no) {
            throw new MathException("'%s' at %d is no number".formatted(token.text(), token.at()));
        }
    }
}
