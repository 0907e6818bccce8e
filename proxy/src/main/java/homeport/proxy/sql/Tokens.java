package homeport.proxy.sql;

import homeport.wire.sql.Lexer;
import homeport.wire.sql.Word;

/**
 * The tokens of a text, statement by statement. A semicolon within parentheses (CREATE RULE) or in
 * the body of a function (BEGIN ATOMIC ... END) separates nothing. Owner: one thread.
 */
final class Tokens {
    /** The end of a statement, and of the text, or of what can be read of it. */
    static final int SEPARATOR = ';';

    private final Lexer lexer = new Lexer();

    private int kind;
    private Word word = Word.OTHER;
    private Word before = Word.OTHER;
    private boolean broken;

    private int parentheses;

    /** Of the statement: CREATE ... FUNCTION or PROCEDURE. */
    private boolean routine;

    /** BEGIN ATOMIC and CASE that no END has closed. */
    private int blocks;

    private boolean first;
    private boolean create;

    /** Begins with another text; see {@link Lexer#read}. */
    void read(byte[] text, int from, int to, boolean standardStrings) {
        lexer.read(text, from, to, standardStrings);
        broken = false;
    }

    /**
     * Goes to the first token of the next statement, over empty ones.
     *
     * @return false at the text's end
     */
    boolean nextStatement() {
        do {
            parentheses = 0;
            blocks = 0;
            routine = false;
            create = false;
            first = true;
            word = Word.OTHER;
            next();
        } while (kind == SEPARATOR);
        return kind != Lexer.END;
    }

    /** Goes to the next token: its kind, see {@link Lexer}. */
    int next() {
        int kind = lexer.next();
        before = word;
        word = kind == Lexer.WORD ? lexer.word() : Word.OTHER;
        if (kind < Lexer.WORD) kind = symbol(kind);
        else if (word != Word.OTHER) block();
        first = false;
        return this.kind = kind;
    }

    /**
     * Skips what means nothing by itself, see {@link Lexer#skip}; the newest token, when any was
     * skipped, is then none. Not for a CREATE, whose blocks count.
     */
    void skip() {
        parentheses = lexer.skip(parentheses);
        if (lexer.hasSkipped()) word = Word.OTHER;
    }

    /** The tokens that {@link #skip} skipped, if any, end in a dot. */
    boolean hasSkippedDot() {
        return lexer.hasSkippedDot();
    }

    private int symbol(int kind) {
        switch (kind) {
            case '(' -> parentheses++;
            case ')' -> parentheses = Math.max(0, parentheses - 1);
            case ';' -> {
                if (parentheses + blocks > 0) return ',';
            }
            case Lexer.BROKEN -> {
                broken = true;
                return Lexer.END;
            }
            default -> {}
        }
        return kind;
    }

    private void block() {
        switch (word) {
            case CREATE -> create |= first;
            case FUNCTION, PROCEDURE -> routine |= create;
            case ATOMIC -> {
                if (routine && before == Word.BEGIN && parentheses == 0 && blocks == 0) blocks = 1;
            }
            case CASE -> {
                if (blocks > 0) blocks++;
            }
            case END -> {
                if (blocks > 0) blocks--;
            }
            default -> {}
        }
    }

    int kind() {
        return kind;
    }

    /** The newest token when it is a word without quotation marks. */
    Word word() {
        return word;
    }

    /** The name that the newest token is, with quotation marks or without. */
    Word name() {
        return kind == Lexer.WORD || kind == Lexer.QUOTED ? lexer.word() : Word.OTHER;
    }

    /** The token before the newest when it is a word without quotation marks. */
    Word before() {
        return before;
    }

    int start() {
        return lexer.start();
    }

    int end() {
        return lexer.end();
    }

    boolean isEnd() {
        return kind == SEPARATOR || kind == Lexer.END;
    }

    /** The newest token can be a name. */
    boolean isName() {
        return kind == Lexer.WORD || kind == Lexer.QUOTED || kind == Lexer.ESCAPED;
    }

    /** The text could not be read to its end. */
    boolean isBroken() {
        return broken;
    }

    int parentheses() {
        return parentheses;
    }
}
