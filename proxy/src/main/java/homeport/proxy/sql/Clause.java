package homeport.proxy.sql;

import homeport.wire.sql.Lexer;
import java.nio.charset.StandardCharsets;

/** Reads names and values at the newest token, and goes on to the token after them. */
final class Clause {
    /** PostgreSQL cuts longer names; ours would not be the same. */
    private static final int NAME_BYTES_MAX = 63;

    private final Tokens tokens;
    private final byte[] text;
    private final boolean standardStrings;

    Clause(Tokens tokens, byte[] text, boolean standardStrings) {
        this.tokens = tokens;
        this.text = text;
        this.standardStrings = standardStrings;
    }

    Tokens tokens() {
        return tokens;
    }

    /** A name, folded or without its quotation marks; empty when there is none to be told. */
    String name() {
        int kind = tokens.kind();
        if (kind != Lexer.WORD && kind != Lexer.QUOTED) return "";
        String written = written(tokens.start(), tokens.end());
        tokens.next();
        String name =
                kind == Lexer.WORD
                        ? lower(written)
                        : written.substring(1, written.length() - 1).replace("\"\"", "\"");
        return name.length() > NAME_BYTES_MAX ? "" : name;
    }

    /** The name of a parameter, which can have dots; its case does not count. */
    String parameter() {
        String name = lower(name());
        while (!name.isEmpty() && tokens.kind() == '.') {
            tokens.next();
            String part = lower(name());
            if (part.isEmpty()) return "";
            name += "." + part;
        }
        return name.length() > NAME_BYTES_MAX ? "" : name;
    }

    /** What is written to the end of the statement; empty when it cannot be sent as it is. */
    String value() {
        int start = tokens.start();
        int end = start;
        while (!tokens.isEnd()) {
            end = tokens.end();
            tokens.next();
        }
        return sendable(written(start, end));
    }

    /** The string that the newest token is, as it is written; empty when there is none. */
    String literal() {
        if (tokens.kind() != Lexer.STRING) return "";
        String written = written(tokens.start(), tokens.end());
        tokens.next();
        return sendable(written);
    }

    /** The newest token in lower case, without going on. */
    String peek() {
        return lower(written(tokens.start(), tokens.end()));
    }

    /** What is in a string of the plain form without any quotation; empty for all others. */
    String plain() {
        String literal = literal();
        boolean quoted = literal.length() > 2 && literal.startsWith("'");
        String inner = quoted ? literal.substring(1, literal.length() - 1) : "";
        return inner.indexOf('\'') >= 0 || inner.indexOf('\\') >= 0 ? "" : inner;
    }

    /** A backslash in a plain string means another thing when the session's setting is another. */
    private String sendable(String written) {
        return standardStrings || written.indexOf('\\') < 0 ? written : "";
    }

    private String written(int from, int to) {
        return new String(text, from, to - from, StandardCharsets.ISO_8859_1);
    }

    static String lower(String name) {
        StringBuilder lower = new StringBuilder(name.length());
        for (char c : name.toCharArray()) lower.append((char) Lexer.lower(c));
        return lower.toString();
    }
}
