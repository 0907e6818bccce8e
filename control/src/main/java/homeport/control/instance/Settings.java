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

    public Settings with(Upkeep changed) {
        return new Settings(
                instanceClass, version, parameterGroup, multiAz, storage, access, changed, insight);
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
            Optional<String> kmsKeyId) {
        private static final int STRIPED_GIB_MIN = 400;

        /** Asked for, or what gp3 has by itself. Source: RDS user guide, "gp3 storage". */
        public Optional<Integer> shownIops() {
            return iops.or(() -> byItself(3000, 12000));
        }

        public Optional<Integer> shownThroughputMib() {
            return throughputMib.or(() -> byItself(125, 500));
        }

        private Optional<Integer> byItself(int small, int striped) {
            if (!type.equals("gp3")) return Optional.empty();
            return Optional.of(allocatedGib < STRIPED_GIB_MIN ? small : striped);
        }
    }

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
