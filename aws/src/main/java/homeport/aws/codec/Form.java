package homeport.aws.codec;

import homeport.aws.AwsException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Form parameters as a tree: {@code Tags.Tag.1.Key=a} is the value a below Tags, Tag, 1, Key. The
 * last of several equal names counts. Not thread-safe: one request, one thread.
 */
final class Form {
    static final int PARAMETERS_MAX = 20_000;
    static final int DEPTH_MAX = 32;

    /**
     * Parts of all names together: short names of many parts would cost memory far beyond the body.
     */
    static final int PARTS_MAX = 100_000;

    private Map<String, Form> children = Map.of();
    private Optional<String> value = Optional.empty();

    /**
     * @param encoded each {@code application/x-www-form-urlencoded}; later ones win
     * @throws AwsException {@code MalformedQueryString}
     */
    static Form parse(String... encoded) {
        Form root = new Form();
        int count = 0;
        int parts = 0;
        for (String text : encoded) {
            int from = 0;
            while (from < text.length()) {
                int to = text.indexOf('&', from);
                if (to < 0) to = text.length();
                if (to > from) {
                    if (++count > PARAMETERS_MAX)
                        throw malformed("more than " + PARAMETERS_MAX + " parameters");
                    parts += root.add(text.substring(from, to));
                    if (parts > PARTS_MAX)
                        throw malformed("names of more than " + PARTS_MAX + " new parts");
                }
                from = to + 1;
            }
        }
        return root;
    }

    /** Answers how many parts were not there before. */
    private int add(String pair) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        String[] parts = name.split("\\.", DEPTH_MAX + 1);
        if (parts.length > DEPTH_MAX) throw malformed("a name with over " + DEPTH_MAX + " parts");
        Form at = this;
        int added = 0;
        for (String part : parts) {
            Form next = at.children.get(part);
            if (next == null) {
                next = new Form();
                if (at.children.isEmpty()) at.children = new LinkedHashMap<>(4);
                at.children.put(part, next);
                added++;
            }
            at = next;
        }
        at.value = Optional.of(equals < 0 ? "" : decode(pair.substring(equals + 1)));
        return added;
    }

    Optional<String> value() {
        return value;
    }

    Optional<Form> child(String name) {
        return Optional.ofNullable(children.get(name));
    }

    Map<String, Form> children() {
        return children;
    }

    Optional<String> text(String name) {
        return child(name).flatMap(Form::value);
    }

    private static String decode(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) return text;
        byte[] from = text.getBytes(StandardCharsets.UTF_8);
        byte[] to = new byte[from.length];
        int n = 0;
        for (int i = 0; i < from.length; i++) {
            if (from[i] == '%') {
                int high = i + 2 < from.length ? Character.digit(from[i + 1], 16) : -1;
                int low = i + 2 < from.length ? Character.digit(from[i + 2], 16) : -1;
                if (high < 0 || low < 0) throw malformed("an incomplete percent escape");
                to[n++] = (byte) (high << 4 | low);
                i += 2;
            } else to[n++] = from[i] == '+' ? (byte) ' ' : from[i];
        }
        return utf8(ByteBuffer.wrap(to, 0, n));
    }

    /**
     * @throws AwsException {@code MalformedQueryString}: other bytes would be stored as U+FFFD
     */
    static String utf8(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw malformed("bytes that are not UTF-8");
        }
    }

    private static AwsException malformed(String what) {
        return new AwsException("MalformedQueryString", "The query string contains " + what + ".");
    }
}
