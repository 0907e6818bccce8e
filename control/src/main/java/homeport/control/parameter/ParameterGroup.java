package homeport.control.parameter;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A parameter group of either kind as it is kept, at {@code /rds/<region>/parameter-group/<name>}
 * or {@code /rds/<region>/cluster-parameter-group/<name>}.
 *
 * @param major of the family
 * @param values what users set: lower-case parameter name to value
 * @param atReboot dynamic parameters whose last change (set or reset) waits for a reboot
 */
record ParameterGroup(
        String name,
        int major,
        String description,
        Map<String, String> values,
        Set<String> atReboot,
        Map<String, String> tags) {
    private static final String DEFAULT_PREFIX = "default.";

    ParameterGroup {
        values = values == null ? Map.of() : Map.copyOf(values);
        atReboot = atReboot == null ? Set.of() : Set.copyOf(atReboot);
        tags = tags == null ? Map.of() : Map.copyOf(tags);
    }

    static ParameterGroup empty(
            String name, int major, String description, Map<String, String> tags) {
        return new ParameterGroup(name, major, description, Map.of(), Set.of(), tags);
    }

    /** The group that each family has without anybody making it. */
    static ParameterGroup ofFamily(int major, GroupKind kind) {
        String description = kind.defaultDescription(ParameterFamily.name(major));
        return empty(defaultName(major), major, description, Map.of());
    }

    /** The same for both kinds. */
    static String defaultName(int major) {
        return DEFAULT_PREFIX + ParameterFamily.name(major);
    }

    static boolean isDefault(String name) {
        return name.startsWith(DEFAULT_PREFIX);
    }

    ParameterGroup copiedTo(String newName, String newDescription, Map<String, String> newTags) {
        return new ParameterGroup(newName, major, newDescription, values, atReboot, newTags);
    }

    ParameterGroup withTags(Map<String, String> newTags) {
        return new ParameterGroup(name, major, description, values, atReboot, newTags);
    }

    ParameterGroup with(String parameter, String value, boolean waits) {
        Map<String, String> more = new TreeMap<>(values);
        more.put(parameter, value);
        return new ParameterGroup(name, major, description, more, waiting(parameter, waits), tags);
    }

    ParameterGroup without(String parameter, boolean waits) {
        Map<String, String> fewer = new TreeMap<>(values);
        fewer.remove(parameter);
        return new ParameterGroup(name, major, description, fewer, waiting(parameter, waits), tags);
    }

    private Set<String> waiting(String parameter, boolean waits) {
        Set<String> waiting = new TreeSet<>(atReboot);
        if (waits) waiting.add(parameter);
        else waiting.remove(parameter);
        return waiting;
    }
}
