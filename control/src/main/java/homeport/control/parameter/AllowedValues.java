package homeport.control.parameter;

import homeport.engine.Setting;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a parameter may be, in RDS's notation, made of what the engine says of the setting. */
final class AllowedValues {
    /** Narrower than the engine's, because Homeport itself needs some or keeps only one form. */
    private static final Map<String, String> NARROWER =
            Map.of("max_connections", "6-262143", "password_encryption", "scram-sha-256");

    private AllowedValues() {}

    static Optional<String> of(String name, Setting setting) {
        if (NARROWER.containsKey(name)) return Optional.of(NARROWER.get(name));
        return switch (setting.type()) {
            case "bool" -> Optional.of("0,1");
            case "integer", "real" ->
                    setting.min().flatMap(min -> setting.max().map(max -> min + "-" + max));
            default ->
                    setting.values().isEmpty()
                            ? Optional.empty()
                            : Optional.of(String.join(",", setting.values()));
        };
    }

    static String whole(double value) {
        return new BigDecimal(value).setScale(0, RoundingMode.DOWN).toPlainString();
    }

    /** {@code -1-2147483647}: both ends belong to it. */
    record Range(BigDecimal min, BigDecimal max) {
        private static final Pattern FORM =
                Pattern.compile("(-?[0-9.]+(?:e[-+]?[0-9]+)?)-(-?[0-9.]+(?:e[-+]?[0-9]+)?)");

        /**
         * @throws IllegalArgumentException the text is no range
         */
        static Range parse(String text) {
            Matcher ends = FORM.matcher(text);
            if (!ends.matches()) throw new IllegalArgumentException("not a range: " + text);
            return new Range(new BigDecimal(ends.group(1)), new BigDecimal(ends.group(2)));
        }

        boolean contains(BigDecimal value) {
            return value.compareTo(min) >= 0 && value.compareTo(max) <= 0;
        }

        /** The whole number nearest to the value that the range allows. */
        String clamp(double value) {
            if (value <= min.doubleValue()) return min.toPlainString();
            if (value >= max.doubleValue()) return max.toPlainString();
            return whole(value);
        }
    }
}
