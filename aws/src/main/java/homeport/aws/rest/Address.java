package homeport.aws.rest;

import homeport.aws.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which bucket and which object a request names: {@code /bucket/key} at any host, or {@code /key}
 * at a host {@code bucket.s3.…}. Source: S3 user guide, "Virtual hosting of general purpose
 * buckets".
 *
 * @param key as the client spells it: dots and double slashes are part of it
 */
record Address(Optional<String> bucket, Optional<String> key) {
    private static final Pattern VIRTUAL =
            Pattern.compile("([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\\.s3[.-].*");

    static Address of(HttpRequest head) {
        String path = decode(head.rawPath().substring(1));
        Matcher virtual = VIRTUAL.matcher(head.header("host").orElse(""));
        if (virtual.matches()) return new Address(Optional.of(virtual.group(1)), filled(path));
        int slash = path.indexOf('/');
        if (slash < 0) return new Address(filled(path), Optional.empty());
        return new Address(filled(path.substring(0, slash)), filled(path.substring(slash + 1)));
    }

    private static Optional<String> filled(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    static String decode(String text) {
        if (text.indexOf('%') < 0) return text;
        byte[] from = text.getBytes(StandardCharsets.UTF_8);
        byte[] to = new byte[from.length];
        int n = 0;
        for (int i = 0; i < from.length; i++) {
            int high = i + 2 < from.length ? Character.digit(from[i + 1], 16) : -1;
            int low = i + 2 < from.length ? Character.digit(from[i + 2], 16) : -1;
            boolean escape = from[i] == '%' && high >= 0 && low >= 0;
            if (from[i] == '%' && !escape)
                throw Refused.argument("The path is not percent-encoded.");
            to[n++] = escape ? (byte) (high << 4 | low) : from[i];
            if (escape) i += 2;
        }
        return new String(to, 0, n, StandardCharsets.UTF_8);
    }
}
