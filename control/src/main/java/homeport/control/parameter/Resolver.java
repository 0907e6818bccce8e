package homeport.control.parameter;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes a group's and RDS's values into what one instance is started with. Pure. */
final class Resolver {
    private Resolver() {}

    static Resolved resolve(ParameterGroup group, ParameterFamily family, Sizing sizing) {
        Map<String, String> values = new TreeMap<>();
        Map<String, String> rds = new TreeMap<>();
        Set<String> atReboot = new TreeSet<>();
        for (ParameterSpec spec : family.specs().values()) {
            Optional<String> value =
                    Optional.ofNullable(group.values().get(spec.name()))
                            .or(spec::systemDefault)
                            .map(given -> spec.computed(given, sizing));
            if (spec.engineName().isEmpty()) {
                value.ifPresent(known -> rds.put(spec.name(), known));
                if (group.atReboot().contains(spec.name())) atReboot.add(spec.name());
                continue;
            }
            String engineName = spec.engineName().get();
            if (spec.needsRestart() || group.atReboot().contains(spec.name()))
                atReboot.add(engineName);
            if (!NodeOwned.contains(spec.name()))
                value.ifPresent(known -> values.put(engineName, known));
        }
        if (ParameterSpec.isTrue(rds.get(RdsParameters.LOGICAL_REPLICATION)))
            values.put("wal_level", "logical");
        return new Resolved(values, atReboot, rds);
    }
}
