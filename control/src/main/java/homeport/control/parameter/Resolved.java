package homeport.control.parameter;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A group made ready for one instance.
 *
 * @param values the engine's names to values, for {@code Node.configure}; only settings that the
 *     engine knows and that are not the node's own
 * @param atReboot of all the engine's settings those whose change waits for a reboot: static ones,
 *     and dynamic ones that the user changed so
 * @param rds RDS's own parameters to values: {@code rds.force_ssl}, {@code
 *     rds.log_retention_period} …
 */
public record Resolved(Map<String, String> values, Set<String> atReboot, Map<String, String> rds) {
    public Resolved {
        values = Map.copyOf(values);
        atReboot = Set.copyOf(atReboot);
        rds = Map.copyOf(rds);
    }

    /**
     * What to configure without a reboot: everything, save what waits for one and stays as it is.
     *
     * @param inForce the values that the running server was started with, plus later ones applied
     */
    public Map<String, String> withoutReboot(Map<String, String> inForce) {
        Map<String, String> now = new TreeMap<>(values);
        for (String name : atReboot)
            if (inForce.containsKey(name)) now.put(name, inForce.get(name));
            else now.remove(name);
        return now;
    }

    /** The settings whose change waits: {@code ParameterApplyStatus} is then pending-reboot. */
    public Set<String> pendingReboot(Map<String, String> inForce) {
        return Stream.concat(values.keySet().stream(), inForce.keySet().stream())
                .filter(atReboot::contains)
                .filter(name -> !Objects.equals(values.get(name), inForce.get(name)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** With one more setting of the engine's. */
    public Resolved with(String name, String value) {
        Map<String, String> more = new TreeMap<>(values);
        more.put(name, value);
        return new Resolved(more, atReboot, rds);
    }

    /** The door refuses connections without TLS. */
    public boolean forceSsl() {
        return ParameterSpec.isTrue(rds.getOrDefault(RdsParameters.FORCE_SSL, "0"));
    }

    /**
     * With what is in force at the door among the server's settings, where who asks the server
     * finds it and a change of it is seen to be one.
     */
    public Resolved withForceSsl() {
        return with(RdsParameters.FORCE_SSL, forceSsl() ? "1" : "0");
    }

    /**
     * Whether the door refuses connections without TLS.
     *
     * @param inForce the settings of the server behind it
     */
    public static boolean forcesTls(Map<String, String> inForce) {
        return inForce.getOrDefault(RdsParameters.FORCE_SSL, "0").equals("1");
    }

    /** Log files of the server that are older are removed. */
    public Duration logsKept() {
        return Duration.ofMinutes(Long.parseLong(rds.get(RdsParameters.LOG_RETENTION_PERIOD)));
    }
}
