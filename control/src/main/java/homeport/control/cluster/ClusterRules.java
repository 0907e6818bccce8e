package homeport.control.cluster;

import homeport.aws.AwsException;
import homeport.control.catalog.InstanceClass;
import homeport.control.catalog.InstanceClasses;
import homeport.control.instance.Settings;
import java.util.Optional;
import java.util.Set;

/**
 * What a cluster's settings may be beside what an instance's may. Source: RDS API, CreateDBCluster
 * and ModifyDBCluster, and RDS user guide, "Limitations of Multi-AZ DB clusters".
 *
 * @param strict refuse also what AWS refuses and Homeport can do; see docs/reference/leniencies.md
 */
record ClusterRules(boolean strict) {
    private static final Set<String> STORAGE_TYPES = Set.of("gp3", "io1", "io2");
    private static final int RETENTION_DAYS_MIN = 1;

    void check(Settings wanted) {
        if (!STORAGE_TYPES.contains(wanted.storage().type()))
            throw AwsException.invalidCombination(
                    "Storage type %s is not supported for Multi-AZ DB clusters. Allowed: io1, io2, gp3."
                            .formatted(wanted.storage().type()));
        int days = wanted.upkeep().backupRetentionDays();
        if (days < RETENTION_DAYS_MIN)
            throw AwsException.invalidValue(
                    "Invalid BackupRetentionPeriod: %d. Must be between 1 and 35 days for a Multi-AZ DB cluster."
                            .formatted(days));
    }

    /** Of a class that is asked for: one that a cluster has already may stay. */
    void checkClass(Settings wanted) {
        String name = wanted.instanceClass();
        if (!strict) return;
        if (InstanceClasses.find(name).filter(InstanceClass::supportsClusters).isPresent()) return;
        throw AwsException.invalidCombination(
                "RDS does not support creating a DB cluster with the following combination:"
                        + " DBClusterInstanceClass=%s, Engine=postgres, EngineVersion=%s."
                                .formatted(name, wanted.version()));
    }

    /** What a request without a storage type means. AWS takes io1, for which it then wants Iops. */
    String storageType(Optional<String> given, Optional<Integer> iops) {
        return given.orElse(strict || iops.isPresent() ? "io1" : "gp3");
    }
}
