package homeport.cloud.iam.policy;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * How a value of a request is held against a value of a policy. Source: IAM user guide, "IAM JSON
 * policy elements: Condition operators".
 *
 * @param negated true when it asks that no value of the policy matches
 */
record Operator(String name, boolean negated, Match match) {
    /** One value of the request against one of the policy. */
    @FunctionalInterface
    interface Match {
        boolean test(String given, Glob wanted, Facts facts);
    }

    /** Its values are {@code true}: the key is absent, or {@code false}: it is there. */
    static final String NULL = "Null";

    private static final Map<String, Operator> ALL = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    static {
        both("StringEquals", "StringNotEquals", Operator::equal);
        both(
                "StringEqualsIgnoreCase",
                "StringNotEqualsIgnoreCase",
                (given, wanted, facts) ->
                        wanted.literal(facts).filter(given::equalsIgnoreCase).isPresent());
        both(
                "StringLike",
                "StringNotLike",
                (given, wanted, facts) -> wanted.matches(given, facts, false));
        both("ArnEquals", "ArnNotEquals", Operator::arn);
        both("ArnLike", "ArnNotLike", Operator::arn);
        both("NumericEquals", "NumericNotEquals", number(order -> order == 0));
        one("NumericLessThan", number(order -> order < 0));
        one("NumericLessThanEquals", number(order -> order <= 0));
        one("NumericGreaterThan", number(order -> order > 0));
        one("NumericGreaterThanEquals", number(order -> order >= 0));
        both("DateEquals", "DateNotEquals", date(order -> order == 0));
        one("DateLessThan", date(order -> order < 0));
        one("DateLessThanEquals", date(order -> order <= 0));
        one("DateGreaterThan", date(order -> order > 0));
        one("DateGreaterThanEquals", date(order -> order >= 0));
        both(
                "IpAddress",
                "NotIpAddress",
                (given, wanted, facts) ->
                        wanted.literal(facts).filter(range -> Ip.within(given, range)).isPresent());
        one(
                "Bool",
                (given, wanted, facts) ->
                        wanted.literal(facts).filter(given::equalsIgnoreCase).isPresent());
        one("BinaryEquals", Operator::equal);
        one(NULL, (given, wanted, facts) -> false);
    }

    private static void both(String positive, String negative, Match match) {
        one(positive, match);
        ALL.put(negative, new Operator(negative, true, match));
    }

    private static void one(String name, Match match) {
        ALL.put(name, new Operator(name, false, match));
    }

    static Optional<Operator> named(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    private static boolean equal(String given, Glob wanted, Facts facts) {
        return wanted.literal(facts).filter(given::equals).isPresent();
    }

    private static boolean arn(String given, Glob wanted, Facts facts) {
        return wanted.matchesArn(given, facts);
    }

    private static Match number(IntPredicate order) {
        return (given, wanted, facts) -> {
            Optional<BigDecimal> left = number(given);
            Optional<BigDecimal> right = wanted.literal(facts).flatMap(Operator::number);
            return left.isPresent()
                    && right.isPresent()
                    && order.test(left.get().compareTo(right.get()));
        };
    }

    private static final int DIGITS_MAX = 64;

    static Optional<BigDecimal> number(String text) {
        if (text.length() > DIGITS_MAX) return Optional.empty();
        try {
            BigDecimal number = new BigDecimal(text.strip());
            return Math.abs((long) number.scale()) > DIGITS_MAX
                    ? Optional.empty()
                    : Optional.of(number);
        } catch (NumberFormatException no) {
            return Optional.empty();
        }
    }

    private static Match date(IntPredicate order) {
        return (given, wanted, facts) -> {
            Optional<Instant> left = moment(given);
            Optional<Instant> right = wanted.literal(facts).flatMap(Operator::moment);
            return left.isPresent()
                    && right.isPresent()
                    && order.test(left.get().compareTo(right.get()));
        };
    }

    /** ISO 8601, a date alone, or seconds since 1970. */
    static Optional<Instant> moment(String text) {
        Optional<BigDecimal> seconds = number(text);
        try {
            if (seconds.isPresent())
                return Optional.of(Instant.ofEpochSecond(seconds.get().longValue()));
            if (text.length() == 10)
                return Optional.of(LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException no) {
            return Optional.empty();
        }
    }

    /** Addresses and ranges in the CIDR form, of both families. */
    private static final class Ip {
        private Ip() {}

        static boolean within(String address, String range) {
            int slash = range.indexOf('/');
            Optional<byte[]> network = bytes(slash < 0 ? range : range.substring(0, slash));
            Optional<byte[]> host = bytes(address);
            if (network.isEmpty() || host.isEmpty()) return false;
            byte[] left = network.get();
            byte[] right = host.get();
            if (left.length != right.length) return false;
            int bits = left.length * 8;
            if (slash >= 0) {
                String text = range.substring(slash + 1);
                if (!text.matches("\\d{1,3}") || Integer.parseInt(text) > bits) return false;
                bits = Integer.parseInt(text);
            }
            int whole = bits / 8;
            if (!Arrays.equals(left, 0, whole, right, 0, whole)) return false;
            int rest = bits % 8;
            return rest == 0 || ((left[whole] ^ right[whole]) & 0xff) >> (8 - rest) == 0;
        }

        private static Optional<byte[]> bytes(String text) {
            try {
                return Optional.of(InetAddress.ofLiteral(text).getAddress());
            } catch (IllegalArgumentException no) {
                return Optional.empty();
            }
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
