package homeport.aws.rest;

import homeport.aws.HttpRequest;
import homeport.aws.sign.Encoding;
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

    private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9a-fA-F]{2})");

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
        if (BROKEN_ESCAPE.matcher(text).find())
            throw Refused.argument("The path is not percent-encoded.");
        return Encoding.decode(text);
    }
}
