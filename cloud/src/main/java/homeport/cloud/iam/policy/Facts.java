package homeport.cloud.iam.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is known of a request, by condition key: {@code aws:SourceIp}. Keys are found whatever their
 * case. A key has one value or several.
 */
public final class Facts {
    private final Map<String, Supplier<List<String>>> known = new HashMap<>();
    private final Map<String, Supplier<Map<String, String>>> families = new HashMap<>();

    public Facts put(String key, String value) {
        return putAll(key, List.of(value));
    }

    public Facts putAll(String key, List<String> values) {
        List<String> copy = List.copyOf(values);
        known.put(fold(key), () -> copy);
        return this;
    }

    /**
     * Keys that share a beginning, as {@code aws:ResourceTag/} and a tag's name do.
     *
     * @param prefix with its slash
     * @param values asked only when a policy names such a key
     */
    public Facts family(String prefix, Supplier<Map<String, String>> values) {
        families.put(fold(prefix), values);
        return this;
    }

    /** A copy that can be added to without changing this one. */
    public Facts copy() {
        Facts copy = new Facts();
        copy.known.putAll(known);
        copy.families.putAll(families);
        return copy;
    }

    /** Empty when nothing is known of that key; an empty list is a key without values. */
    public Optional<List<String>> get(String key) {
        Supplier<List<String>> values = known.get(fold(key));
        if (values != null) return Optional.of(values.get());
        int slash = key.indexOf('/');
        if (slash < 0) return Optional.empty();
        Supplier<Map<String, String>> family = families.get(fold(key.substring(0, slash + 1)));
        if (family == null) return Optional.empty();
        String name = key.substring(slash + 1);
        return family.get().entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                .map(entry -> List.of(entry.getValue()))
                .findFirst();
    }

    private static String fold(String key) {
        return key.toLowerCase(Locale.ROOT);
    }
}
