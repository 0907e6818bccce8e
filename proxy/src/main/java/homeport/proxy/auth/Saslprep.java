package homeport.proxy.auth;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Brings a password into the one form that both sides compute with. A password that the rules
 * prohibit is used as it is, and so is every password of ASCII alone, as PostgreSQL does; the forms
 * of characters (NFKC) are those of the JDK's Unicode. Source: RFC 4013; PostgreSQL, {@code
 * pg_saslprep}.
 */
final class Saslprep {
    private static final Map<String, BitSet> TABLES = read("saslprep.txt");

    private Saslprep() {}

    static byte[] bytes(String password) {
        return prepared(password).getBytes(StandardCharsets.UTF_8);
    }

    static String prepared(String password) {
        if (password.chars().allMatch(c -> c < 0x80)) return password;
        String form = Normalizer.normalize(mapped(password), Normalizer.Form.NFKC);
        return isProhibited(form) ? password : form;
    }

    private static String mapped(String password) {
        StringBuilder out = new StringBuilder(password.length());
        for (int c : password.codePoints().toArray()) {
            if (is("space", c)) out.append(' ');
            else if (!is("nothing", c)) out.appendCodePoint(c);
        }
        return out.toString();
    }

    private static boolean isProhibited(String form) {
        if (form.isEmpty()) return true;
        if (form.codePoints().anyMatch(c -> is("prohibited", c))) return true;
        if (form.codePoints().noneMatch(c -> is("right-to-left", c))) return false;
        return form.codePoints().anyMatch(c -> is("left-to-right", c))
                || !is("right-to-left", form.codePointAt(0))
                || !is("right-to-left", form.codePointBefore(form.length()));
    }

    private static boolean is(String table, int codePoint) {
        return TABLES.get(table).get(codePoint);
    }

    /** Shape of a line: a table's name, then ranges of it, hexadecimal, {@code 2000-200b}. */
    private static Map<String, BitSet> read(String resource) {
        Map<String, BitSet> tables = new HashMap<>();
        InputStream file = Saslprep.class.getResourceAsStream(resource);
        if (file == null) throw new IllegalStateException(resource + " is not in this program");
        try (var lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            for (String line : lines.lines().filter(text -> !text.startsWith("#")).toList()) {
                String[] words = line.split(" ");
                BitSet table = tables.computeIfAbsent(words[0], _ -> new BitSet());
                for (int i = 1; i < words.length; i++) add(table, words[i]);
            }
            return tables;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static void add(BitSet table, String range) {
        String[] ends = range.split("-");
        int first = Integer.parseInt(ends[0], 16);
        table.set(first, Integer.parseInt(ends[ends.length - 1], 16) + 1);
    }
}
