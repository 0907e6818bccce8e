package homeport.proxy.sql;

import homeport.wire.sql.Lexer;
import homeport.wire.sql.Word;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A text without what is particular to one run of it, to be shown and grouped by: lower case
 * outside of quotation marks, {@code $n} for each literal, no comments, one space for white space
 * and none beside commas. In what SET assigns names are literals too. Numbers go on after the
 * text's own parameters. Never holds a literal, whole or in part. Source of the form: {@code set
 * search_path to $1,$2,$3} and {@code set search_path = $1; set names $2;} in RDS Proxy's logs.
 *
 * @param text up to {@link #BYTES_MAX} bytes of it; what is not UTF-8 is replaced
 * @param id of the whole, also where the text is cut: equal for equal digests
 */
public record Digest(String text, long id) {
    /** Of the text that is kept. */
    public static final int BYTES_MAX = 4096;

    /** The digest of a text; see {@link Statements#effects(byte[], int, int, boolean)}. */
    public static Digest of(byte[] text, int from, int to, boolean standardStrings) {
        Writer writer = new Writer(text, to - from);
        Lexer lexer = new Lexer();
        lexer.read(text, from, to, standardStrings);
        for (int kind = lexer.next(); kind != Lexer.END; kind = lexer.next())
            if (kind == Lexer.PARAMETER) writer.skip(lexer.start() + 1, lexer.end());
        lexer.read(text, from, to, standardStrings);
        for (int kind = lexer.next(); kind != Lexer.END; kind = lexer.next())
            writer.token(kind, lexer);
        return writer.digest();
    }

    /** The id as 16 hexadecimal digits. */
    public String hex() {
        return HexFormat.of().toHexDigits(id);
    }

    private static final class Writer {
        private static final long BASIS = 0xcbf29ce484222325L;
        private static final long PRIME = 0x100000001b3L;

        /** More parameters than a message can have: a higher number is not one. */
        private static final int PARAMETER_MAX = 65_535;

        private final byte[] text;
        private final byte[] kept;
        private int length;
        private long hash = BASIS;

        private int parameter;

        /** Where the token before ended; -1 at the beginning and after a comma. */
        private int end = -1;

        private Word head = Word.OTHER;
        private Word before = Word.OTHER;
        private boolean atStart = true;
        private boolean setting;
        private boolean assigned;

        /** Of a text of {@code length} bytes, each of which becomes six at most: {@code $65535}. */
        Writer(byte[] text, int length) {
            this.text = text;
            kept = new byte[(int) Math.min(BYTES_MAX, length * 6L + 6)];
        }

        /** Takes note of a parameter's number. */
        void skip(int from, int to) {
            int number = 0;
            for (int i = from; i < to && number <= PARAMETER_MAX; i++)
                if (text[i] != '_') number = number * 10 + text[i] - '0';
            if (number <= PARAMETER_MAX) parameter = Math.max(parameter, number);
        }

        void token(int kind, Lexer lexer) {
            Word word = kind == Lexer.WORD ? lexer.word() : Word.OTHER;
            if (atStart) head = word;
            if (end >= 0 && lexer.start() > end && kind != ',') put(' ');
            boolean literal = isLiteral(kind, word);
            if (literal) literal();
            else written(kind, lexer.start(), lexer.end());
            follow(kind, word);
            before = word;
            end = kind == ',' ? -1 : lexer.end();
        }

        private boolean isLiteral(int kind, Word word) {
            return switch (kind) {
                case Lexer.STRING, Lexer.NUMBER, Lexer.BROKEN -> true;
                case Lexer.WORD, Lexer.QUOTED, Lexer.ESCAPED ->
                        assigned && word != Word.DEFAULT || isPassword(word);
                default -> false;
            };
        }

        /** What somebody forgot to quote, and the server will not take. */
        private boolean isPassword(Word word) {
            boolean role = head == Word.CREATE || head == Word.ALTER;
            return role && before == Word.PASSWORD && word != Word.NULL;
        }

        private void follow(int kind, Word word) {
            atStart = kind == ';';
            if (atStart) setting = assigned = false;
            setting |= word == Word.SET && (head == Word.SET || head == Word.ALTER);
            if (word == Word.ZONE) setting = false; // TIME ZONE INTERVAL '...' HOUR TO MINUTE
            assigned |= setting && (kind == '=' || word == Word.TO);
        }

        private void literal() {
            put('$');
            for (char digit : Integer.toString(++parameter).toCharArray()) put(digit);
        }

        private void written(int kind, int from, int to) {
            boolean fold = kind == Lexer.WORD;
            for (int i = from; i < to; i++) put(fold ? Lexer.lower(text[i]) : text[i]);
        }

        private void put(int b) {
            if (length < kept.length) kept[length++] = (byte) b;
            hash = (hash ^ b & 0xff) * PRIME;
        }

        Digest digest() {
            long mixed = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
            return new Digest(
                    new String(kept, 0, whole(), StandardCharsets.UTF_8), mixed ^ mixed >>> 33);
        }

        /** What is kept, up to the last whole character. */
        private int whole() {
            if (length < BYTES_MAX) return length; // not cut
            int last = length - 1;
            while (last > 0 && (kept[last] & 0xc0) == 0x80) last--;
            int lead = kept[last] & 0xff;
            int size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
            return last + size > length ? last : length;
        }
    }
}
