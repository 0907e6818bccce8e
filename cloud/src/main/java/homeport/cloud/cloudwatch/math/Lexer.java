package homeport.cloud.cloudwatch.math;

import java.util.ArrayList;
import java.util.List;

/** Cuts an expression into its smallest parts. */
final class Lexer {
    enum Kind {
        NUMBER,
        NAME,
        TEXT,
        SIGN,
        END
    }

    /**
     * @param at the first character, counted from 1
     */
    record Token(Kind kind, String text, int at) {
        boolean is(String sign) {
            return kind == Kind.SIGN && text.equals(sign);
        }

        boolean word(String word) {
            return kind == Kind.NAME && text.equalsIgnoreCase(word);
        }
    }

    private static final List<String> DOUBLE = List.of("<=", ">=", "==", "!=", "<>", "&&", "||");
    private static final String SINGLE = "+-*/^()[],<>=!.";

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    /**
     * @throws MathException a character that has no place here, or a text that does not end
     */
    static List<Token> tokens(String text) {
        Lexer lexer = new Lexer(text);
        while (lexer.at < text.length()) lexer.next();
        lexer.tokens.add(new Token(Kind.END, "", text.length() + 1));
        return lexer.tokens;
    }

    private void next() {
        char one = text.charAt(at);
        boolean point = one == '.' && at + 1 < text.length() && digit(text.charAt(at + 1));
        if (Character.isWhitespace(one)) at++;
        else if (digit(one) || point) number();
        else if (one == '_' || Character.isLetter(one)) name();
        else if (one == '\'' || one == '"') quoted(one);
        else sign(one);
    }

    private static boolean digit(char one) {
        return one >= '0' && one <= '9';
    }

    private void number() {
        int start = at;
        while (at < text.length() && (digit(text.charAt(at)) || text.charAt(at) == '.')) at++;
        if (at < text.length() && Character.toLowerCase(text.charAt(at)) == 'e') {
            int mark = at++;
            if (at < text.length() && "+-".indexOf(text.charAt(at)) >= 0) at++;
            if (at == text.length() || !digit(text.charAt(at))) at = mark;
            while (at < text.length() && digit(text.charAt(at))) at++;
        }
        add(Kind.NUMBER, text.substring(start, at), start);
    }

    private void name() {
        int start = at;
        while (at < text.length()
                && (text.charAt(at) == '_' || Character.isLetterOrDigit(text.charAt(at)))) at++;
        add(Kind.NAME, text.substring(start, at), start);
    }

    /** A backslash takes the quote after it as it is. */
    private void quoted(char quote) {
        int start = at++;
        StringBuilder inner = new StringBuilder();
        while (at < text.length() && text.charAt(at) != quote) {
            boolean escaped = text.charAt(at) == '\\' && at + 1 < text.length();
            if (escaped && text.charAt(at + 1) == quote) at++;
            inner.append(text.charAt(at++));
        }
        if (at == text.length())
            throw new MathException("the text that begins at %d does not end".formatted(start + 1));
        at++;
        add(Kind.TEXT, inner.toString(), start);
    }

    private void sign(char one) {
        for (String two : DOUBLE)
            if (text.startsWith(two, at)) {
                add(Kind.SIGN, two, at);
                at += 2;
                return;
            }
        if (SINGLE.indexOf(one) < 0)
            throw new MathException("unexpected '%c' at %d".formatted(one, at + 1));
        add(Kind.SIGN, String.valueOf(one), at++);
    }

    private void add(Kind kind, String inner, int start) {
        tokens.add(new Token(kind, inner, start + 1));
    }
}
