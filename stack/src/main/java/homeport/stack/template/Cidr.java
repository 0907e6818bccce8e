package homeport.stack.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Cuts a block of addresses into smaller ones, as {@code Fn::Cidr} does. */
final class Cidr {
    private static final int COUNT_MAX = 256;

    private Cidr() {}

    /**
     * @param block {@code 10.0.0.0/16} or an IPv6 block
     * @param bits of a subnet that are its hosts'; empty: 8
     */
    static List<String> split(String block, String count, String bits) {
        String[] parts = block.split("/", 2);
        boolean six = block.indexOf(':') >= 0;
        int width = six ? 128 : 32;
        if (parts.length != 2 || !parts[1].matches("[0-9]{1,3}"))
            throw Fault.template("Fn::Cidr: %s is not a CIDR block", block);
        int prefix = Integer.parseInt(parts[1]);
        int hosts = number(bits.isEmpty() ? "8" : bits, width);
        int wanted = number(count, COUNT_MAX);
        int length = width - hosts;
        BigInteger room = BigInteger.ONE.shiftLeft(Math.max(0, length - prefix));
        if (prefix > length || BigInteger.valueOf(wanted).compareTo(room) > 0)
            throw Fault.template(
                    "Fn::Cidr: %s has no room for %d blocks of /%d", block, wanted, length);
        BigInteger address = six ? six(block, parts[0]) : four(block, parts[0]);
        BigInteger start = address.shiftRight(width - prefix).shiftLeft(width - prefix);
        List<String> all = new ArrayList<>();
        for (int i = 0; i < wanted; i++) {
            BigInteger at = start.add(BigInteger.valueOf(i).shiftLeft(hosts));
            all.add((six ? six(at) : four(at)) + "/" + length);
        }
        return all;
    }

    private static int number(String text, int most) {
        if (text.matches("[0-9]{1,3}")) {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= most) return number;
        }
        throw Fault.template("Fn::Cidr: %s must be a number from 1 to %d", text, most);
    }

    private static BigInteger four(String block, String address) {
        String[] parts = address.split("\\.", -1);
        BigInteger all = BigInteger.ZERO;
        boolean wrong = parts.length != 4;
        for (String part : parts) {
            wrong |= !part.matches("[0-9]{1,3}") || Integer.parseInt(part) > 255;
            if (wrong) throw Fault.template("Fn::Cidr: %s is not a CIDR block", block);
            all = all.shiftLeft(8).add(new BigInteger(part));
        }
        return all;
    }

    private static String four(BigInteger address) {
        int bits = address.intValue();
        return (bits >>> 24)
                + "."
                + (bits >>> 16 & 255)
                + "."
                + (bits >>> 8 & 255)
                + "."
                + (bits & 255);
    }

    private static BigInteger six(String block, String address) {
        String[] halves = address.split("::", -1);
        if (halves.length > 2) throw Fault.template("Fn::Cidr: %s is not a CIDR block", block);
        List<String> groups = groups(halves[0]);
        List<String> end = halves.length == 2 ? groups(halves[1]) : List.of();
        while (halves.length == 2 && groups.size() + end.size() < 8) groups.add("0");
        groups.addAll(end);
        BigInteger all = BigInteger.ZERO;
        for (String group : groups) {
            if (!group.matches("[0-9a-fA-F]{1,4}") || groups.size() != 8)
                throw Fault.template("Fn::Cidr: %s is not a CIDR block", block);
            all = all.shiftLeft(16).add(new BigInteger(group, 16));
        }
        return all;
    }

    private static List<String> groups(String text) {
        return text.isEmpty() ? new ArrayList<>() : new ArrayList<>(List.of(text.split(":", -1)));
    }

    private static String six(BigInteger address) {
        List<String> groups = new ArrayList<>();
        for (int i = 7; i >= 0; i--)
            groups.add(Integer.toHexString(address.shiftRight(16 * i).intValue() & 0xffff));
        return String.join(":", groups).replaceFirst("(:0)+$", "::").replaceFirst(":::$", "::");
    }
}
