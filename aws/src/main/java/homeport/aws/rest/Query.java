package homeport.aws.rest;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A query's parameters, decoded; of several with one name the first. */
record Query(Map<String, String> parameters) {
    static Query parse(String raw) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : raw.split("&")) {
            if (pair.isEmpty()) continue;
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            parameters.putIfAbsent(decode(name), decode(value));
        }
        return new Query(parameters);
    }

    private static String decode(String text) {
        return Address.decode(text.replace('+', ' '));
    }

    Optional<String> value(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /**
     * @param literal {@code name} or {@code name=value}
     */
    boolean has(String literal) {
        int equals = literal.indexOf('=');
        if (equals < 0) return parameters.containsKey(literal);
        return literal.substring(equals + 1).equals(parameters.get(literal.substring(0, equals)));
    }
}
