package homeport.aws.codec;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Elements and text, nothing else of XML. What XML cannot hold (control characters, lone
 * surrogates) becomes U+FFFD; a carriage return is written as a reference, for parsers fold it.
 */
public final class Xml {
    private final StringBuilder out = new StringBuilder(8192);

    /**
     * @param namespace empty for none
     */
    public Xml root(String name, String namespace) {
        out.append('<').append(name);
        if (!namespace.isEmpty()) out.append(" xmlns=\"").append(namespace).append('"');
        out.append('>');
        return this;
    }

    public Xml open(String name) {
        out.append('<').append(name).append('>');
        return this;
    }

    /**
     * @param attributes whose values are names and addresses that need no escapes
     */
    Xml open(String name, Map<String, String> attributes) {
        out.append('<').append(name);
        attributes.forEach((key, value) -> {
            if (value.matches("[\\w:/.\\- ]*"))
                out.append(' ').append(key).append("=\"").append(value).append('"');
        });
        out.append('>');
        return this;
    }

    public Xml close(String name) {
        out.append("</").append(name).append('>');
        return this;
    }

    public Xml element(String name, String text) {
        return open(name).text(text).close(name);
    }

    public Xml text(String text) {
        int plain = plain(text);
        out.append(text, 0, plain); // nearly always all of it
        return plain == text.length() ? this : escaped(text, plain);
    }

    /** How many characters at the beginning stand for themselves. */
    private static int plain(String text) {
        int i = 0;
        while (i < text.length() && isPlain(text.charAt(i))) i++;
        return i;
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c < Character.MIN_SURROGATE && c != '<' && c != '>' && c != '&';
    }

    private Xml escaped(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '\r' -> out.append("&#13;");
                case '\n', '\t' -> out.append(c);
                default -> {
                    boolean pair =
                            Character.isHighSurrogate(c)
                                    && i + 1 < text.length()
                                    && Character.isLowSurrogate(text.charAt(i + 1));
                    if (pair) out.append(c).append(text.charAt(++i));
                    else if (c < ' ' || Character.isSurrogate(c) || c > '\uFFFD')
                        out.append('\uFFFD');
                    else out.append(c);
                }
            }
        }
        return this;
    }

    public byte[] bytes() {
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }
}
