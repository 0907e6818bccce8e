package homeport.wire.sql;

/**
 * Cuts a text into tokens as PostgreSQL's scanner does, over bytes of any encoding whose ASCII is
 * ASCII. Allocates nothing; each byte is looked at a bounded number of times. Source: PostgreSQL,
 * {@code scan.l}; documentation, "Lexical Structure". Owner: one thread.
 *
 * <p>An operator is one token for each of its characters: what is looked for here needs no more.
 */
public final class Lexer {
    /** No more tokens. Other kinds below 256 are the byte of a symbol. */
    public static final int END = 0;

    /** A quotation or comment that nothing closes, or a zero; after it comes {@link #END}. */
    public static final int BROKEN = 256;

    /** A keyword or a name without quotation marks. */
    public static final int WORD = 257;

    /** A name in quotation marks. */
    public static final int QUOTED = 258;

    /** A name with escapes, {@code U&"..."}: not decoded here. */
    public static final int ESCAPED = 259;

    /** A text or bit string of any form, all its continued parts. */
    public static final int STRING = 260;

    public static final int NUMBER = 261;

    /** {@code $1}. */
    public static final int PARAMETER = 262;

    /** For bytes of a word its lower case, which is never 0; 0 for others. */
    private static final byte[] FOLDED = new byte[256];

    private static final byte[] STARTS = new byte[256];
    private static final byte SYMBOL = 0;
    private static final byte LETTER = 1;

    /** A letter that before a quote makes it another kind of string. */
    private static final byte PREFIX = 2;

    private static final byte DIGIT = 3;
    private static final byte OTHER = 4;
    private static final byte SPACE = 5;
    private static final byte PARENTHESIS = 6;
    private static final byte SEMICOLON = 7;

    /** What can begin a comment. */
    private static final byte COMMENT = 8;

    static {
        for (int b = 0; b < 256; b++) {
            boolean letter = b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '_' || b > 127;
            boolean digit = b >= '0' && b <= '9';
            if (letter || digit || b == '$') FOLDED[b] = (byte) lower(b);
            STARTS[b] = letter ? LETTER : digit ? DIGIT : isSpace(b) ? SPACE : SYMBOL;
        }
        for (char b : "eEbBxXnNuU".toCharArray()) STARTS[b] = PREFIX;
        for (char b : "'\"$.\0".toCharArray()) STARTS[b] = OTHER;
        for (char b : "()".toCharArray()) STARTS[b] = PARENTHESIS;
        for (char b : "-/".toCharArray()) STARTS[b] = COMMENT;
        STARTS[';'] = SEMICOLON;
    }

    private byte[] text = new byte[0];
    private int to;
    private int at;
    private boolean standardStrings = true;

    private int start;
    private Word word = Word.OTHER;

    private boolean skipped;
    private boolean skippedDot;

    /**
     * Begins with another text; the range must stay as it is while it is read.
     *
     * @param standardStrings the session's {@code standard_conforming_strings}: when false a
     *     backslash escapes in plain strings too
     */
    public void read(byte[] text, int from, int to, boolean standardStrings) {
        this.text = text;
        this.at = from;
        this.to = to;
        this.standardStrings = standardStrings;
    }

    /** Where the newest token starts in the text. */
    public int start() {
        return start;
    }

    /** Where the newest token ends: the first position after it. */
    public int end() {
        return at;
    }

    /** The word that a {@link #WORD}, in any case, or a {@link #QUOTED} as written is. */
    public Word word() {
        return word;
    }

    /** Goes to the next token and tells its kind. */
    public int next() {
        byte[] text = this.text;
        int to = this.to;
        int at = this.at;
        while (at < to) {
            int b = text[at] & 0xff;
            if (b <= ' ' && isSpace(b)) {
                at++;
            } else if (b == '-' && at + 1 < to && text[at + 1] == '-') {
                at = lineEnd(at + 2);
            } else if (b == '/' && at + 1 < to && text[at + 1] == '*') {
                start = at;
                at = commentEnd(at + 2);
                if (at < 0) return broken();
            } else {
                start = at;
                return token(b, at);
            }
        }
        this.at = start = to;
        return END;
    }

    /**
     * Skips the tokens that mean nothing by themselves: up to a {@link Word#isNotable notable}
     * word, an escaped name, a semicolon outside of parentheses, the end, or what is broken. The
     * same as {@link #next} again and again, but this is where the time goes.
     *
     * @param parentheses that are open
     * @return parentheses that are open then
     */
    public int skip(int parentheses) {
        byte[] text = this.text;
        int to = this.to;
        int at = this.at;
        skipped = false;
        skippedDot = false;
        while (at < to) {
            int b = text[at] & 0xff;
            int end = at + 1;
            boolean dot = false;
            switch (STARTS[b]) {
                case SPACE:
                    at++;
                    continue;
                case COMMENT:
                    if (end < to && text[end] == (b == '-' ? '-' : '*')) {
                        end = b == '-' ? lineEnd(end + 1) : commentEnd(end + 1);
                        if (end < 0) return stop(at, parentheses);
                        at = end;
                        continue;
                    }
                    break;
                case SEMICOLON:
                    if (parentheses == 0) return stop(at, parentheses);
                    break;
                case PARENTHESIS:
                    parentheses = b == '(' ? parentheses + 1 : Math.max(0, parentheses - 1);
                    break;
                case SYMBOL:
                    dot = b == '.';
                    break;
                default:
                    end = skipped(b, at);
                    if (end < 0) return stop(at, parentheses);
                    dot = b == '.' && end == at + 1;
            }
            at = end;
            skipped = true;
            skippedDot = dot;
        }
        return stop(at, parentheses);
    }

    private int stop(int at, int parentheses) {
        this.at = at;
        return parentheses;
    }

    /** The end of a token at {@code at}; -1 when it is not to be skipped. */
    private int skipped(int b, int at) {
        int kind = token(b, at);
        boolean named = kind == WORD || kind == QUOTED;
        boolean notable = named ? word.isNotable() : kind == ESCAPED || kind == BROKEN;
        return notable ? -1 : this.at;
    }

    /** Whether {@link #skip} skipped any token. */
    public boolean hasSkipped() {
        return skipped;
    }

    /** Whether the last token that {@link #skip} skipped is a dot. */
    public boolean hasSkippedDot() {
        return skippedDot;
    }

    private int token(int b, int at) {
        switch (STARTS[b]) {
            case PREFIX:
                int kind = prefixed(b, at);
                if (kind != END) return kind;
                return word(at);
            case LETTER:
                return word(at);
            case DIGIT:
                return number(at);
            case OTHER:
                return special(b, at);
            default:
                this.at = at + 1;
                return b;
        }
    }

    private int word(int at) {
        byte[] text = this.text;
        int from = at;
        int to = this.to;
        int hash = 0;
        int folded;
        while (at < to && (folded = FOLDED[text[at] & 0xff]) != 0) {
            hash = hash * Word.FACTOR + folded;
            at++;
        }
        this.at = at;
        word = Word.find(text, from, at, hash);
        return WORD;
    }

    /** {@link #END} when the letter begins a plain word. */
    private int prefixed(int b, int at) {
        if (at + 1 >= to) return END;
        int next = text[at + 1];
        int letter = b | 0x20;
        if (next == '\'' && letter != 'u')
            return string(at + 2, letter == 'e' || letter == 'n' && !standardStrings);
        if (letter != 'u' || next != '&' || at + 2 >= to) return END;
        if (text[at + 2] == '\'') return string(at + 3, false);
        return text[at + 2] == '"' ? quoted(at + 3, ESCAPED) : END;
    }

    private int special(int b, int at) {
        return switch (b) {
            case '\'' -> string(at + 1, !standardStrings);
            case '"' -> quoted(at + 1, QUOTED);
            case '$' -> dollar(at);
            case 0 -> broken(); // no message has one within its text
            default -> {
                if (isDigit(at + 1)) yield number(at);
                this.at = at + 1;
                yield b;
            }
        };
    }

    private int string(int at, boolean backslashes) {
        byte[] text = this.text;
        int to = this.to;
        while (at < to) {
            byte b = text[at++];
            if (b == '\\' && backslashes) {
                at++;
            } else if (b == '\'') {
                if (at < to && text[at] == '\'') {
                    at++;
                } else {
                    int more = continued(at);
                    if (more < 0) {
                        this.at = at;
                        return STRING;
                    }
                    at = more;
                }
            }
        }
        return broken();
    }

    /** Where the next part begins of a string that goes on in another line; -1 when it does not. */
    private int continued(int at) {
        boolean newline = false;
        while (at < to) {
            int b = text[at];
            if (b == '\'') return newline ? at + 1 : -1;
            if (isSpace(b)) {
                newline |= b == '\n' || b == '\r';
                at++;
            } else if (b == '-' && at + 1 < to && text[at + 1] == '-') {
                at = lineEnd(at + 2);
            } else {
                return -1;
            }
        }
        return -1;
    }

    private int quoted(int at, int kind) {
        int from = at;
        int hash = 0;
        while (at < to) {
            byte b = text[at++];
            if (b != '"') {
                hash = hash * Word.FACTOR + b;
            } else if (at < to && text[at] == '"') {
                hash = hash * Word.FACTOR + b;
                at++;
            } else {
                this.at = at;
                word = kind == QUOTED ? Word.findExact(text, from, at - 1, hash) : Word.OTHER;
                return kind;
            }
        }
        return broken();
    }

    private int dollar(int at) {
        if (isDigit(at + 1)) {
            this.at = digitsEnd(at + 1);
            return PARAMETER;
        }
        int end = at + 1;
        while (end < to && text[end] != '$' && FOLDED[text[end] & 0xff] != 0) end++;
        if (end >= to || text[end] != '$') {
            this.at = at + 1;
            return '$';
        }
        return dollarQuoted(at, end + 1);
    }

    /** The delimiter with both its dollars is from {@code tag} to {@code at}. */
    private int dollarQuoted(int tag, int at) {
        byte[] text = this.text;
        int length = at - tag;
        int last = to - length;
        while (at <= last) {
            if (text[at] != '$') {
                at++;
                continue;
            }
            int same = 1;
            while (same < length && text[at + same] == text[tag + same]) same++;
            if (same == length) {
                this.at = at + length;
                return STRING;
            }
            at += same;
        }
        return broken();
    }

    private int number(int at) {
        if (text[at] == '0' && at + 1 < to) {
            int base = text[at + 1] | 0x20;
            int end = at + 2;
            if (base == 'x') while (isHex(end)) end++;
            else if (base == 'o' || base == 'b') end = digitsEnd(end);
            if (end > at + 2) {
                this.at = end;
                return NUMBER;
            }
        }
        int end = digitsEnd(at);
        if (end < to && text[end] == '.' && !(end + 1 < to && text[end + 1] == '.'))
            end = digitsEnd(end + 1);
        if (end < to && (text[end] | 0x20) == 'e') {
            boolean signed = end + 1 < to && (text[end + 1] == '+' || text[end + 1] == '-');
            int power = signed ? end + 2 : end + 1;
            if (isDigit(power)) end = digitsEnd(power);
        }
        this.at = end;
        return NUMBER;
    }

    private int digitsEnd(int at) {
        while (isDigit(at) || at < to && text[at] == '_' && isDigit(at + 1)) at++;
        return at;
    }

    private boolean isDigit(int at) {
        return at < to && text[at] >= '0' && text[at] <= '9';
    }

    private boolean isHex(int at) {
        if (at >= to) return false;
        int lower = text[at] | 0x20;
        return isDigit(at) || lower >= 'a' && lower <= 'f';
    }

    private int lineEnd(int at) {
        while (at < to && text[at] != '\n' && text[at] != '\r') at++;
        return at;
    }

    /** Comments nest; -1 when one is not closed. */
    private int commentEnd(int at) {
        int depth = 1;
        while (at + 1 < to) {
            byte b = text[at];
            if (b == '*' && text[at + 1] == '/') {
                at += 2;
                if (--depth == 0) return at;
            } else if (b == '/' && text[at + 1] == '*') {
                at += 2;
                depth++;
            } else {
                at++;
            }
        }
        return -1;
    }

    private int broken() {
        at = to;
        return BROKEN;
    }

    public static boolean isSpace(int b) {
        return b == ' ' || b >= '\t' && b <= '\r';
    }

    /** ASCII only, as PostgreSQL compares keywords. */
    public static int lower(int b) {
        return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
    }
}
