package homeport.cloud.ec2;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** IPv6 blocks, which only the rules of security groups can hold. */
final class Cidr6 {
    private static final Pattern FORM =
            Pattern.compile("([0-9a-fA-F:.]{2,45})/(0|[1-9][0-9]{0,2})");
    private static final int WORDS = 8;

    private Cidr6() {}

    /** The canonical text: bits behind the prefix cleared, spelled as RFC 5952 asks. */
    static Optional<String> canonical(String text) {
        var m = FORM.matcher(text);
        if (!m.matches() || !m.group(1).contains(":")) return Optional.empty();
        int prefix = Integer.parseInt(m.group(2));
        if (prefix > 128) return Optional.empty();
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(m.group(1));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (!(address instanceof Inet6Address)) return Optional.empty();
        byte[] bytes = address.getAddress();
        for (int bit = prefix; bit < 128; bit++) bytes[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        return Optional.of(spell(bytes) + "/" + prefix);
    }

    private static String spell(byte[] bytes) {
        var words = new String[WORDS];
        for (int i = 0; i < WORDS; i++)
            words[i] = Integer.toHexString((bytes[2 * i] & 255) << 8 | (bytes[2 * i + 1] & 255));
        int from = 0;
        int length = 0;
        for (int i = 0; i < WORDS; i++) {
            int run = 0;
            while (i + run < WORDS && words[i + run].equals("0")) run++;
            if (run > length) {
                from = i;
                length = run;
            }
        }
        if (length < 2) return String.join(":", words);
        var head = String.join(":", Arrays.copyOfRange(words, 0, from));
        var tail = String.join(":", Arrays.copyOfRange(words, from + length, WORDS));
        return head + "::" + tail;
    }
}
