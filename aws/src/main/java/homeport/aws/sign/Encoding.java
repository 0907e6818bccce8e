package homeport.aws.sign;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Percent encoding as signatures want it: everything but {@code A-Za-z0-9-_.~}. Source: RFC 3986.
 */
public final class Encoding {
    private static final String HEX = "0123456789ABCDEF";

    private Encoding() {}

    static String encode(String text, boolean keepSlash) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain =
                    c >= 'A' && c <= 'Z'
                            || c >= 'a' && c <= 'z'
                            || c >= '0' && c <= '9'
                            || "-_.~".indexOf(c) >= 0
                            || keepSlash && c == '/';
            if (plain) out.append(c);
            else out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
        }
        return out.toString();
    }

    /** A broken escape stays as it is: the signature will then not match, which is the answer. */
    public static String decode(String text) {
        if (text.indexOf('%') < 0) return text;
        byte[] from = text.getBytes(StandardCharsets.UTF_8);
        byte[] to = new byte[from.length];
        int n = 0;
        for (int i = 0; i < from.length; i++) {
            int high = i + 2 < from.length ? Character.digit(from[i + 1], 16) : -1;
            int low = i + 2 < from.length ? Character.digit(from[i + 2], 16) : -1;
            boolean escape = from[i] == '%' && high >= 0 && low >= 0;
            to[n++] = escape ? (byte) (high << 4 | low) : from[i];
            if (escape) i += 2;
        }
        return new String(to, 0, n, StandardCharsets.UTF_8);
    }

    /**
     * Without empty, {@code .} and {@code ..} segments. Source: RFC 3986, "Remove Dot Segments".
     */
    static String normal(String path) {
        var kept = new ArrayDeque<String>();
        String last = "";
        for (String segment : path.split("/", -1)) {
            last = segment;
            if (segment.equals("..")) kept.pollLast();
            else if (!segment.isEmpty() && !segment.equals(".")) kept.addLast(segment);
        }
        boolean folder = last.isEmpty() || last.equals(".") || last.equals("..");
        return "/" + String.join("/", kept) + (folder && !kept.isEmpty() ? "/" : "");
    }

    /** The parameters of a raw query, decoded, in the order sent. */
    static List<Parameter> parameters(String rawQuery) {
        List<Parameter> parameters = new ArrayList<>();
        for (String pair : rawQuery.split("&")) {
            if (pair.isEmpty()) continue;
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            parameters.add(
                    new Parameter(decode(name.replace('+', ' ')), decode(value.replace('+', ' '))));
        }
        return parameters;
    }

    record Parameter(String name, String value) {}
}
