package homeport.insights.plan;

import homeport.wire.sql.Lexer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which texts may be given to EXPLAIN. One that is refused is never sent anywhere: what else a text
 * might mean to the server is not left to how exactly it reads it.
 */
final class Explainable {
    /** As UTF-8. */
    static final int TEXT_BYTES_MAX = 32 << 10;

    private static final Set<String> VERBS =
            Set.of("select", "insert", "update", "delete", "merge", "with");

    private Explainable() {}

    /**
     * The text without semicolons at its end; empty unless it is one whole SELECT, INSERT, UPDATE,
     * DELETE or MERGE. A text with a semicolon elsewhere is refused, also where that is within a
     * literal: then no reading of it makes two statements.
     */
    static Optional<String> of(String text) {
        String bare = withoutEnd(text);
        byte[] bytes = bare.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > TEXT_BYTES_MAX || bare.indexOf(';') >= 0) return Optional.empty();
        return isPlannable(bytes) ? Optional.of(bare) : Optional.empty();
    }

    private static String withoutEnd(String text) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == ';' || text.charAt(end - 1) <= ' ')) end--;
        return text.substring(0, end);
    }

    /** Also not SELECT INTO, which is another way to say CREATE TABLE AS. */
    private static boolean isPlannable(byte[] text) {
        Lexer lexer = new Lexer();
        lexer.read(text, 0, text.length, true);
        String before = "";
        int depth = 0;
        for (int kind = lexer.next(); kind != Lexer.END; kind = lexer.next()) {
            if (kind == Lexer.BROKEN) return false;
            String word = kind == Lexer.WORD ? word(text, lexer) : "";
            if (before.isEmpty() && !VERBS.contains(word)) return false;
            if (kind == '(') depth++;
            if (kind == ')') depth--;
            boolean into = depth == 0 && word.equals("into");
            if (into && !before.equals("insert") && !before.equals("merge")) return false;
            before = word.isEmpty() ? "?" : word;
        }
        return !before.isEmpty();
    }

    private static String word(byte[] text, Lexer lexer) {
        int length = lexer.end() - lexer.start();
        return new String(text, lexer.start(), length, StandardCharsets.UTF_8)
                .toLowerCase(Locale.ROOT);
    }
}
