package homeport.control.instance;

import java.util.List;
import java.util.Optional;

/**
 * Everything a user may set about an instance and change later. What is in force and what should be
 * are two of these; PendingModifiedValues is their difference.
 *
 * @param version {@code 16.3}
 * @param multiAz asked for; what is really replicated is observed, not set
 */
public record Settings(
        String instanceClass,
        String version,
        String parameterGroup,
        boolean multiAz,
        Storage storage,
        Access access,
        Upkeep upkeep,
        Insight insight) {

    public Settings with(Storage changed) {
        return new Settings(
                instanceClass, version, parameterGroup, multiAz, changed, access, upkeep, insight);
    }

    /**
     * Recorded limits of the storage.
     *
     * @param maxAllocatedGib upper bound of storage autoscaling
     */
    public record Storage(
            int allocatedGib,
            String type,
            Optional<Integer> iops,
            Optional<Integer> throughputMib,
            Optional<Integer> maxAllocatedGib,
            boolean encrypted,
            Optional<String> kmsKeyId) {}

    /** How clients come in. */
    public record Access(
            String masterUser,
            Optional<String> database,
            int port,
            boolean iam,
            boolean publiclyAccessible,
            String subnetGroup,
            List<String> securityGroups,
            String caCertificate) {
        public Access {
            securityGroups = List.copyOf(securityGroups);
        }
    }

    /**
     * Backups and maintenance.
     *
     * @param backupWindow {@code hh:mm-hh:mm} UTC
     * @param maintenanceWindow {@code ddd:hh:mm-ddd:hh:mm} UTC, lower case
     */
    public record Upkeep(
            int backupRetentionDays,
            String backupWindow,
            String maintenanceWindow,
            boolean autoMinorVersionUpgrade,
            boolean copyTagsToSnapshot,
            boolean deletionProtection,
            List<String> logExports) {
        public Upkeep {
            logExports = List.copyOf(logExports);
        }
    }

    /**
     * What is measured.
     *
     * @param databaseInsightsMode standard or advanced
     * @param monitoringSeconds 0: off
     */
    public record Insight(
            boolean performanceInsights,
            int retentionDays,
            Optional<String> kmsKeyId,
            String databaseInsightsMode,
            int monitoringSeconds,
            Optional<String> monitoringRoleArn) {}
}
