package homeport.insights.sql;

import homeport.wire.sql.Lexer;
import homeport.wire.sql.Word;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A text without what is particular to one run of it: {@code ?} for each literal, number with its
 * sign, and parameter; no comments; one space where there was any; a list of literals after IN or
 * within ARRAY is one {@code ?}; rows of VALUES that look like the first are left out; no semicolon
 * at the end. Names keep their case. Also for a text that was cut anywhere: what nothing closes is
 * a literal.
 */
public final class Tokenized {
    private static final String LITERAL = "?";

    private final byte[] text;
    private final List<Piece> pieces = new ArrayList<>();

    /**
     * @param spaced white space, or a comment, was before it
     */
    private record Piece(String text, Word word, boolean spaced) {
        boolean is(String other) {
            return text.equals(other);
        }
    }

    private Tokenized(byte[] text) {
        this.text = text;
    }

    public static String of(String sql) {
        Tokenized tokenized = new Tokenized(sql.getBytes(StandardCharsets.UTF_8));
        tokenized.read();
        return tokenized.write();
    }

    private void read() {
        Lexer lexer = new Lexer();
        lexer.read(text, 0, text.length, true);
        int end = 0;
        for (int kind = lexer.next(); kind != Lexer.END; kind = lexer.next()) {
            boolean spaced = lexer.start() > end;
            end = lexer.end();
            Word word = kind == Lexer.WORD ? lexer.word() : Word.OTHER;
            if (isLiteral(kind)) literal(kind, spaced);
            else pieces.add(new Piece(written(lexer), word, spaced));
        }
        while (!pieces.isEmpty() && pieces.getLast().is(";")) pieces.removeLast();
    }

    private static boolean isLiteral(int kind) {
        return switch (kind) {
            case Lexer.STRING, Lexer.NUMBER, Lexer.PARAMETER, Lexer.BROKEN -> true;
            default -> false;
        };
    }

    private void literal(int kind, boolean spaced) {
        boolean before = spaced;
        if (kind == Lexer.NUMBER && isSigned()) before = pieces.removeLast().spaced();
        pieces.add(new Piece(LITERAL, Word.OTHER, before));
    }

    /** The piece before is a sign, not an operator between two things. */
    private boolean isSigned() {
        int last = pieces.size() - 1;
        if (last < 1 || !pieces.get(last).is("-") && !pieces.get(last).is("+")) return false;
        Piece before = pieces.get(last - 1);
        if (before.word() != Word.OTHER) return true;
        return "=(,<>[".contains(before.text());
    }

    private String written(Lexer lexer) {
        return new String(text, lexer.start(), lexer.end() - lexer.start(), StandardCharsets.UTF_8);
    }

    private String write() {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < pieces.size(); ) {
            Piece piece = pieces.get(i);
            if (piece.spaced() && !out.isEmpty()) out.append(' ');
            out.append(piece.text());
            i++;
            if (piece.word() == Word.IN) i = list(out, i, "(", ")");
            if (piece.word() == Word.ARRAY) i = list(out, i, "[", "]");
            if (piece.word() == Word.VALUES) i = rows(out, i);
        }
        return out.toString();
    }

    /** Where to go on: after a list that is all literals, or where it would begin. */
    private int list(StringBuilder out, int from, String open, String close) {
        if (!has(from, open) || !has(from + 1, LITERAL)) return from;
        int at = from + 2;
        while (has(at, ",") && has(at + 1, LITERAL)) at += 2;
        boolean cut = at >= pieces.size() || has(at, ",") && at + 1 >= pieces.size();
        if (!cut && !has(at, close)) return from;
        if (pieces.get(from).spaced()) out.append(' ');
        out.append(open).append(LITERAL).append(close);
        return cut ? pieces.size() : at + 1;
    }

    private int rows(StringBuilder out, int from) {
        int end = rowEnd(from);
        if (end < 0) return from;
        for (int i = from; i < end; i++) {
            if (pieces.get(i).spaced()) out.append(' ');
            out.append(pieces.get(i).text());
        }
        int at = end;
        while (has(at, ",") && isSameRow(from, end, at + 1)) at += 1 + end - from;
        boolean cut = has(at, ",") && rowEnd(at + 1) < 0;
        return cut ? pieces.size() : at;
    }

    /** After the parenthesis that closes the one at {@code from}; -1: nothing closes it. */
    private int rowEnd(int from) {
        if (!has(from, "(")) return -1;
        int depth = 0;
        for (int i = from; i < pieces.size(); i++) {
            if (has(i, "(")) depth++;
            if (has(i, ")") && --depth == 0) return i + 1;
        }
        return -1;
    }

    private boolean isSameRow(int from, int end, int at) {
        for (int i = from; i < end; i++)
            if (!has(at + i - from, pieces.get(i).text())) return false;
        return true;
    }

    private boolean has(int at, String text) {
        return at < pieces.size() && pieces.get(at).is(text);
    }
}
