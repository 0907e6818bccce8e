package homeport.cloud.sns.filter;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What one value of a message must be. Source: SNS developer guide, "String value matching",
 * "Numeric value matching", "Key matching".
 */
sealed interface Condition {
    boolean accepts(JsonNode value);

    /** The same text, number, {@code true}, {@code false} or {@code null}. */
    record Exactly(JsonNode wanted) implements Condition {
        @Override
        public boolean accepts(JsonNode value) {
            if (wanted.isNumber() && value.isNumber())
                return wanted.decimalValue().compareTo(value.decimalValue()) == 0;
            return wanted.getNodeType() == value.getNodeType()
                    && wanted.asString("").equals(value.asString(""));
        }
    }

    record Prefix(String start) implements Condition {
        @Override
        public boolean accepts(JsonNode value) {
            return value.isString() && value.asString().startsWith(start);
        }
    }

    record Suffix(String end) implements Condition {
        @Override
        public boolean accepts(JsonNode value) {
            return value.isString() && value.asString().endsWith(end);
        }
    }

    record IgnoringCase(String text) implements Condition {
        @Override
        public boolean accepts(JsonNode value) {
            return value.isString() && value.asString().equalsIgnoreCase(text);
        }
    }

    /** A star stands for any characters, also none. */
    record Wildcard(List<String> parts) implements Condition {
        @Override
        public boolean accepts(JsonNode value) {
            if (!value.isString()) return false;
            String text = value.asString();
            if (parts.size() == 1) return text.equals(parts.getFirst());
            if (!text.startsWith(parts.getFirst())) return false;
            int from = parts.getFirst().length();
            for (String part : parts.subList(1, parts.size() - 1)) {
                int at = text.indexOf(part, from);
                if (at < 0) return false;
                from = at + part.length();
            }
            String last = parts.getLast();
            return text.length() - last.length() >= from && text.endsWith(last);
        }
    }

    /** Both bounds, each with whether it belongs to the range. */
    record Range(Optional<Bound> low, Optional<Bound> high) implements Condition {
        record Bound(BigDecimal at, boolean inclusive) {}

        @Override
        public boolean accepts(JsonNode value) {
            if (!value.isNumber()) return false;
            BigDecimal number = value.decimalValue();
            boolean above = low.isEmpty() || holds(number.compareTo(low.get().at()), low.get());
            boolean below = high.isEmpty() || holds(high.get().at().compareTo(number), high.get());
            return above && below;
        }

        private static boolean holds(int compared, Bound bound) {
            return compared > 0 || bound.inclusive() && compared == 0;
        }
    }

    /** An address within a network. */
    record Within(InetAddress network, int bits) implements Condition {
        @Override
        public boolean accepts(JsonNode value) {
            if (!value.isString()) return false;
            try {
                byte[] address = InetAddress.ofLiteral(value.asString()).getAddress();
                byte[] wanted = network.getAddress();
                if (address.length != wanted.length) return false;
                for (int bit = 0; bit < bits; bit++) {
                    int mask = 0x80 >> bit % 8;
                    if ((address[bit / 8] & mask) != (wanted[bit / 8] & mask)) return false;
                }
                return true;
            } catch (IllegalArgumentException noAddress) {
                return false;
            }
        }
    }

    record AnythingBut(List<Condition> unwanted) implements Condition {
        @Override
        public boolean accepts(JsonNode value) {
            return unwanted.stream().noneMatch(condition -> condition.accepts(value));
        }
    }

    /** Of the property itself, not of its values: it is there, or it is not. */
    record Exists(boolean wanted) implements Condition {
        @Override
        public boolean accepts(JsonNode value) {
            return wanted;
        }
    }
}
