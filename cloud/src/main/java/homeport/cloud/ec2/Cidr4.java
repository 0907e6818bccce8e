package homeport.cloud.ec2;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of IPv4 addresses, always canonical: no bit is set behind the prefix.
 *
 * @param base the first address as an unsigned 32-bit number
 * @param prefix 0 to 32
 */
record Cidr4(long base, int prefix) {
    private static final String OCTET = "(0|[1-9][0-9]{0,2})";
    private static final Pattern FORM =
            Pattern.compile(
                    OCTET + "\\." + OCTET + "\\." + OCTET + "\\." + OCTET + "/(0|[1-9][0-9]?)");

    Cidr4 {
        if (prefix < 0 || prefix > 32 || base < 0 || base >> 32 != 0)
            throw new IllegalArgumentException("base " + base + ", prefix " + prefix);
        base &= -1L << (32 - prefix);
    }

    /** Reads {@code a.b.c.d/n}; bits behind the prefix are cleared, as EC2 does. */
    static Optional<Cidr4> parse(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches()) return Optional.empty();
        long base = 0;
        for (int i = 1; i <= 4; i++) {
            int octet = Integer.parseInt(m.group(i));
            if (octet > 255) return Optional.empty();
            base = base << 8 | octet;
        }
        int prefix = Integer.parseInt(m.group(5));
        return prefix > 32 ? Optional.empty() : Optional.of(new Cidr4(base, prefix));
    }

    /** How many addresses are in it, 1 to 2^32. */
    long size() {
        return 1L << (32 - prefix);
    }

    boolean contains(Cidr4 other) {
        return prefix <= other.prefix && new Cidr4(other.base, prefix).base == base;
    }

    boolean overlaps(Cidr4 other) {
        return contains(other) || other.contains(this);
    }

    /** The {@code index}th block of this size behind this one. */
    Cidr4 next(int index) {
        return new Cidr4(base + index * size(), prefix);
    }

    /** The first address of the block. */
    String address() {
        return "%d.%d.%d.%d".formatted(base >> 24, base >> 16 & 255, base >> 8 & 255, base & 255);
    }

    @Override
    public String toString() {
        return address() + "/" + prefix;
    }
}
