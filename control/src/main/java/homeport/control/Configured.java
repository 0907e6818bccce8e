package homeport.control;

import homeport.control.archive.Archivist;
import homeport.control.catalog.InstanceClasses;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Observed;
import homeport.control.instance.Settings;
import homeport.control.parameter.ParameterGroups;
import homeport.control.parameter.Resolved;
import homeport.control.parameter.Sizing;
import homeport.control.reconcile.Site;
import homeport.engine.EngineVersion;
import homeport.engine.Node;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Parameter groups as reconcilers ask for them. */
final class Configured implements Site.Configuration {
    private static final long GIB = 1L << 30;

    private final Found found;
    private final long hostMemoryBytes;

    /**
     * @param hostMemoryBytes of this machine; memory-sized settings follow the smaller of it and
     *     the class
     */
    Configured(Found found, long hostMemoryBytes) {
        this.found = found;
        this.hostMemoryBytes = hostMemoryBytes;
    }

    @Override
    public Map<String, String> atStart(String region, DbInstance asked) {
        return resolve(region, asked, asked.settings(), asked.settings().parameterGroup()).values();
    }

    @Override
    public Wanted now(String region, DbInstance asked, Observed inForce) {
        Settings applied = inForce.applied().orElse(asked.settings());
        Resolved resolved = resolve(region, asked, applied, inForce.parameterGroup());
        Map<String, String> running = inForce.configuration();
        return new Wanted(
                resolved.withoutReboot(running), List.copyOf(resolved.pendingReboot(running)));
    }

    /** See {@link Resolved#logsKept}; a parameter that needs no reboot. */
    Duration logsKept(String region, DbInstance asked) {
        Settings settings = asked.settings();
        return resolve(region, asked, settings, settings.parameterGroup()).logsKept();
    }

    /** See {@link Archivist#archives}; of the settings that are, or are to be, in force. */
    private static boolean archives(DbInstance asked, Settings settings) {
        return settings.upkeep().backupRetentionDays() > 0 && asked.replicaOf().isEmpty();
    }

    private Resolved resolve(String region, DbInstance asked, Settings settings, String group) {
        Sizing sizing =
                new Sizing(
                        InstanceClasses.get(settings.instanceClass()),
                        hostMemoryBytes,
                        settings.storage().allocatedGib() * GIB,
                        settings.access().port(),
                        false);
        ParameterGroups groups = asked.clustered() ? found.clusterParameters() : found.parameters();
        Resolved resolved =
                groups.resolve(region, group, EngineVersion.parse(settings.version()), sizing);
        return resolved.withForceSsl()
                .with(Node.ARCHIVE, archives(asked, settings) ? "on" : "off")
                .with(Node.TOKENS, asked.settings().access().iam() ? "on" : "off");
    }
}
