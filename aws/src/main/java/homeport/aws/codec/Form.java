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

    private final Map<String, Form> children = new LinkedHashMap<>();
    private Optional<String> value = Optional.empty();

    /**
     * @param encoded each {@code application/x-www-form-urlencoded}; later ones win
     * @throws AwsException {@code MalformedQueryString}
     */
    static Form parse(String... encoded) {
        Form root = new Form();
        int count = 0;
        for (String text : encoded) {
            int from = 0;
            while (from < text.length()) {
                int to = text.indexOf('&', from);
                if (to < 0) to = text.length();
                if (to > from) {
                    if (++count > PARAMETERS_MAX)
                        throw malformed("more than " + PARAMETERS_MAX + " parameters");
                    root.add(text.substring(from, to));
                }
                from = to + 1;
            }
        }
        return root;
    }

    private void add(String pair) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        String[] parts = name.split("\\.", DEPTH_MAX + 1);
        if (parts.length > DEPTH_MAX) throw malformed("a name with over " + DEPTH_MAX + " parts");
        Form at = this;
        for (String part : parts) at = at.children.computeIfAbsent(part, _ -> new Form());
        at.value = Optional.of(equals < 0 ? "" : decode(pair.substring(equals + 1)));
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
        ByteBuffer bytes = ByteBuffer.allocate(text.length() * 3);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '+') bytes.put((byte) ' ');
            else if (c != '%') bytes.put(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            else {
                int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) throw malformed("an incomplete percent escape");
                bytes.put((byte) (high << 4 | low));
                i += 2;
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw malformed("bytes that are not UTF-8");
        }
    }

    private static AwsException malformed(String what) {
        return new AwsException("MalformedQueryString", "The query string contains " + what + ".");
    }
}
