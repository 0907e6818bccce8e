package homeport.control.instance;

import homeport.control.instance.Settings.Access;
import homeport.control.instance.Settings.Insight;
import homeport.control.instance.Settings.Storage;
import homeport.control.instance.Settings.Upkeep;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.CloudwatchLogsExportConfiguration;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceRequest;

/**
 * Requests into settings: what the user says over what was, or over AWS's defaults. No rule is
 * checked here.
 */
final class Requests {
    private Requests() {}

    /** What other parts of the service found for a new instance. */
    record Resolved(
            String resourceId,
            String version,
            String parameterGroup,
            String subnetGroup,
            List<String> securityGroups,
            String kmsKey,
            String certificate,
            int port) {}

    static Settings create(CreateDbInstanceRequest r, Resolved found) {
        boolean insights = or(r.enablePerformanceInsights(), false);
        boolean encrypted = or(r.storageEncrypted(), false);
        return new Settings(
                r.dbInstanceClass(),
                found.version(),
                found.parameterGroup(),
                or(r.multiAZ(), false),
                new Storage(
                        or(r.allocatedStorage(), 0),
                        or(r.storageType(), r.iops() == null ? Defaults.STORAGE_TYPE : "io1"),
                        Optional.ofNullable(r.iops()),
                        Optional.ofNullable(r.storageThroughput()),
                        Optional.ofNullable(r.maxAllocatedStorage()),
                        encrypted,
                        encrypted
                                ? Optional.of(or(r.kmsKeyId(), found.kmsKey()))
                                : Optional.empty()),
                new Access(
                        r.masterUsername(),
                        Optional.ofNullable(r.dbName()),
                        or(r.port(), found.port()),
                        or(r.enableIAMDatabaseAuthentication(), false),
                        or(r.publiclyAccessible(), false),
                        found.subnetGroup(),
                        found.securityGroups(),
                        or(r.caCertificateIdentifier(), found.certificate())),
                new Upkeep(
                        or(r.backupRetentionPeriod(), Defaults.RETENTION_DAYS),
                        or(r.preferredBackupWindow(), Defaults.backupWindow(found.resourceId())),
                        lower(
                                or(
                                        r.preferredMaintenanceWindow(),
                                        Defaults.maintenanceWindow(found.resourceId()))),
                        or(r.autoMinorVersionUpgrade(), true),
                        or(r.copyTagsToSnapshot(), false),
                        or(r.deletionProtection(), false),
                        r.enableCloudwatchLogsExports()),
                new Insight(
                        insights,
                        or(r.performanceInsightsRetentionPeriod(), Defaults.INSIGHTS_DAYS),
                        insights
                                ? Optional.of(or(r.performanceInsightsKMSKeyId(), found.kmsKey()))
                                : Optional.empty(),
                        or(r.databaseInsightsModeAsString(), "standard"),
                        or(r.monitoringInterval(), 0),
                        Optional.ofNullable(r.monitoringRoleArn())));
    }

    /**
     * @param found {@code null} members: the request does not change them
     */
    static Settings modify(ModifyDbInstanceRequest r, Settings old, Modified found) {
        Storage was = old.storage();
        Access access = old.access();
        Upkeep upkeep = old.upkeep();
        return new Settings(
                or(r.dbInstanceClass(), old.instanceClass()),
                found.version().orElse(old.version()),
                found.parameterGroup().orElse(old.parameterGroup()),
                or(r.multiAZ(), old.multiAz()),
                storage(r, was),
                new Access(
                        access.masterUser(),
                        access.database(),
                        or(r.dbPortNumber(), access.port()),
                        or(r.enableIAMDatabaseAuthentication(), access.iam()),
                        or(r.publiclyAccessible(), access.publiclyAccessible()),
                        found.subnetGroup().orElse(access.subnetGroup()),
                        found.securityGroups().orElse(access.securityGroups()),
                        or(r.caCertificateIdentifier(), access.caCertificate())),
                new Upkeep(
                        or(r.backupRetentionPeriod(), upkeep.backupRetentionDays()),
                        or(r.preferredBackupWindow(), upkeep.backupWindow()),
                        lower(or(r.preferredMaintenanceWindow(), upkeep.maintenanceWindow())),
                        or(r.autoMinorVersionUpgrade(), upkeep.autoMinorVersionUpgrade()),
                        or(r.copyTagsToSnapshot(), upkeep.copyTagsToSnapshot()),
                        or(r.deletionProtection(), upkeep.deletionProtection()),
                        logs(r.cloudwatchLogsExportConfiguration(), upkeep.logExports())),
                insight(r, old.insight(), found.kmsKey()));
    }

    /** What other parts of the service found for the members of a modification that name things. */
    record Modified(
            Optional<String> version,
            Optional<String> parameterGroup,
            Optional<String> subnetGroup,
            Optional<List<String>> securityGroups,
            String kmsKey) {}

    private static Storage storage(ModifyDbInstanceRequest r, Storage was) {
        String type = or(r.storageType(), was.type());
        boolean keepsIops = type.equals(was.type());
        Optional<Integer> most =
                Optional.ofNullable(r.maxAllocatedStorage()).or(was::maxAllocatedGib);
        int size = or(r.allocatedStorage(), was.allocatedGib());
        return new Storage(
                size,
                type,
                Optional.ofNullable(r.iops()).or(() -> keepsIops ? was.iops() : Optional.empty()),
                Optional.ofNullable(r.storageThroughput())
                        .or(() -> keepsIops ? was.throughputMib() : Optional.empty()),
                // The API's way to switch autoscaling off is a bound that equals the size.
                r.maxAllocatedStorage() != null && r.maxAllocatedStorage() == size
                        ? Optional.empty()
                        : most,
                was.encrypted(),
                was.kmsKeyId());
    }

    private static Insight insight(ModifyDbInstanceRequest r, Insight was, String kmsKey) {
        boolean on = or(r.enablePerformanceInsights(), was.performanceInsights());
        int seconds = or(r.monitoringInterval(), was.monitoringSeconds());
        return new Insight(
                on,
                or(r.performanceInsightsRetentionPeriod(), was.retentionDays()),
                on
                        ? Optional.ofNullable(r.performanceInsightsKMSKeyId())
                                .or(was::kmsKeyId)
                                .or(() -> Optional.of(kmsKey))
                        : Optional.empty(),
                or(r.databaseInsightsModeAsString(), was.databaseInsightsMode()),
                seconds,
                seconds == 0
                        ? Optional.empty()
                        : Optional.ofNullable(r.monitoringRoleArn()).or(was::monitoringRoleArn));
    }

    private static List<String> logs(CloudwatchLogsExportConfiguration change, List<String> old) {
        if (change == null) return old;
        List<String> logs = new ArrayList<>(old);
        logs.removeAll(change.disableLogTypes());
        for (String log : change.enableLogTypes()) if (!logs.contains(log)) logs.add(log);
        return logs;
    }

    private static String lower(String window) {
        return window.toLowerCase(Locale.ROOT);
    }

    static <T> T or(T given, T otherwise) {
        return given == null ? otherwise : given;
    }
}
