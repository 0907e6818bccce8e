package homeport.cloud.s3;

import homeport.aws.AwsException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes of an object; pure. Source: RFC 9110, "Byte Ranges"; several at once are not S3's. */
record Range(long from, long length) {
    private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /**
     * @return empty when the text is none, and all is to be given
     * @throws AwsException {@code InvalidRange}
     */
    static Optional<Range> parse(String text, long size) {
        Matcher one = ONE.matcher(text.strip());
        if (!one.matches() || one.group(1).isEmpty() && one.group(2).isEmpty())
            return Optional.empty();
        if (one.group(1).isEmpty()) {
            long last = Math.min(Long.parseLong(one.group(2)), size);
            if (last == 0) throw unsatisfiable();
            return Optional.of(new Range(size - last, last));
        }
        long from = Long.parseLong(one.group(1));
        long to = one.group(2).isEmpty() ? size - 1 : Long.parseLong(one.group(2));
        if (!one.group(2).isEmpty() && to < from) return Optional.empty();
        if (from >= size) throw unsatisfiable();
        return Optional.of(new Range(from, Math.min(to, size - 1) - from + 1));
    }

    static AwsException unsatisfiable() {
        return new AwsException("InvalidRange", "The requested range is not satisfiable");
    }

    /** {@code bytes 0-9/100}. */
    String text(long size) {
        return "bytes %d-%d/%d".formatted(from, from + length - 1, size);
    }
}
