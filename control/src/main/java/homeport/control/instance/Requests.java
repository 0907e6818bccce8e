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
            String storageKey,
            String insightsKey,
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
                        encrypted ? Optional.of(found.storageKey()) : Optional.empty()),
                new Access(
                        r.masterUsername(),
                        Optional.ofNullable(r.dbName()),
                        or(r.port(), found.port()),
                        or(r.enableIAMDatabaseAuthentication(), false),
                        or(
                                r.publiclyAccessible(),
                                Defaults.publiclyAccessible(
                                        Optional.ofNullable(r.dbSubnetGroupName()))),
                        found.subnetGroup(),
                        found.securityGroups(),
                        or(r.caCertificateIdentifier(), found.certificate())),
                new Upkeep(
                        or(r.backupRetentionPeriod(), Defaults.RETENTION_DAYS),
                        backupWindow(r, found.resourceId()),
                        maintenanceWindow(r, found.resourceId()),
                        or(r.autoMinorVersionUpgrade(), true),
                        or(r.copyTagsToSnapshot(), false),
                        or(r.deletionProtection(), false),
                        r.enableCloudwatchLogsExports()),
                new Insight(
                        insights,
                        or(r.performanceInsightsRetentionPeriod(), Defaults.INSIGHTS_DAYS),
                        insights ? Optional.of(found.insightsKey()) : Optional.empty(),
                        or(r.databaseInsightsModeAsString(), "standard"),
                        or(r.monitoringInterval(), 0),
                        given(r.monitoringRoleArn())));
    }

    private static String backupWindow(CreateDbInstanceRequest r, String resourceId) {
        if (r.preferredBackupWindow() != null) return r.preferredBackupWindow();
        return Defaults.backupWindow(
                resourceId, Optional.ofNullable(r.preferredMaintenanceWindow()));
    }

    private static String maintenanceWindow(CreateDbInstanceRequest r, String resourceId) {
        if (r.preferredMaintenanceWindow() != null) return lower(r.preferredMaintenanceWindow());
        return Defaults.maintenanceWindow(
                resourceId, Optional.ofNullable(r.preferredBackupWindow()));
    }

    private static Optional<String> given(String text) {
        return Optional.ofNullable(text).filter(some -> !some.isEmpty());
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
                insight(r, old.insight(), found.insightsKey()));
    }

    /** What other parts of the service found for the members of a modification that name things. */
    record Modified(
            Optional<String> version,
            Optional<String> parameterGroup,
            Optional<String> subnetGroup,
            Optional<List<String>> securityGroups,
            String insightsKey) {}

    private static Storage storage(ModifyDbInstanceRequest r, Storage was) {
        String type = or(r.storageType(), was.type());
        boolean keepsIops = type.equals(was.type());
        Optional<Integer> most =
                Optional.ofNullable(r.maxAllocatedStorage()).or(was::maxAllocatedGib);
        int size = grown(was.allocatedGib(), or(r.allocatedStorage(), was.allocatedGib()));
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

    /** Storage grows by at least a tenth. Source: RDS API, ModifyDBInstance, AllocatedStorage. */
    private static int grown(int was, int asked) {
        int least = Math.ceilDiv(was * 11, 10);
        return asked > was && asked < least ? least : asked;
    }

    private static Insight insight(ModifyDbInstanceRequest r, Insight was, String key) {
        boolean on = or(r.enablePerformanceInsights(), was.performanceInsights());
        int seconds = or(r.monitoringInterval(), was.monitoringSeconds());
        return new Insight(
                on,
                or(r.performanceInsightsRetentionPeriod(), was.retentionDays()),
                on ? was.kmsKeyId().or(() -> Optional.of(key)) : Optional.empty(),
                or(r.databaseInsightsModeAsString(), was.databaseInsightsMode()),
                seconds,
                seconds == 0
                        ? Optional.empty()
                        : given(r.monitoringRoleArn()).or(was::monitoringRoleArn));
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
