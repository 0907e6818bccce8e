package homeport.cloud.ssm;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A parameter without its values.
 *
 * @param type {@code String}, {@code StringList} or {@code SecureString}; it never changes
 * @param versions oldest first, never empty
 */
record Parameter(
        String name, String type, Map<String, String> tags, List<ParameterVersion> versions) {
    static final String STANDARD = "Standard";
    static final String ADVANCED = "Advanced";
    static final String SECURE = "SecureString";

    Parameter {
        tags = Map.copyOf(tags);
        versions = List.copyOf(versions);
    }

    ParameterVersion newest() {
        return versions.getLast();
    }

    boolean secure() {
        return type.equals(SECURE);
    }

    /** The version of that number, or with that label. */
    Optional<ParameterVersion> selected(String selector) {
        return versions.stream()
                .filter(one ->
                        Long.toString(one.number()).equals(selector)
                                || one.labels().contains(selector))
                .findFirst();
    }

    Parameter withTags(Map<String, String> after) {
        return new Parameter(name, type, after, versions);
    }

    Parameter withVersions(List<ParameterVersion> after) {
        return new Parameter(name, type, tags, after);
    }
}
