package homeport.control.replica;

import homeport.control.instance.DbInstance;
import homeport.control.instance.Settings;
import homeport.control.instance.Settings.Access;
import homeport.control.instance.Settings.Storage;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceReadReplicaRequest;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;

/**
 * A replica as if it were asked for as an instance: what the request says, over what a replica
 * inherits. It begins without backups. Source: RDS API, CreateDBInstanceReadReplica.
 */
final class InInstanceWords {
    private InInstanceWords() {}

    /**
     * @param here source and replica are in one region
     */
    static CreateDbInstanceRequest of(
            CreateDbInstanceReadReplicaRequest r, DbInstance source, boolean here) {
        Settings had = source.settings();
        CreateDbInstanceRequest.Builder asked =
                CreateDbInstanceRequest.builder()
                        .dbInstanceClass(or(r.dbInstanceClass(), had.instanceClass()))
                        .multiAZ(Boolean.TRUE.equals(r.multiAZ()))
                        .masterUsername(had.access().masterUser())
                        .dbName(had.access().database().orElse(null))
                        .port(or(r.port(), had.access().port()))
                        .dbParameterGroupName(parameterGroup(r, source, here))
                        .caCertificateIdentifier(r.caCertificateIdentifier())
                        .enableIAMDatabaseAuthentication(r.enableIAMDatabaseAuthentication())
                        .backupRetentionPeriod(0)
                        .preferredBackupWindow(had.upkeep().backupWindow())
                        .preferredMaintenanceWindow(had.upkeep().maintenanceWindow())
                        .autoMinorVersionUpgrade(
                                or(
                                        r.autoMinorVersionUpgrade(),
                                        had.upkeep().autoMinorVersionUpgrade()))
                        .copyTagsToSnapshot(r.copyTagsToSnapshot())
                        .deletionProtection(r.deletionProtection());
        if (r.hasEnableCloudwatchLogsExports())
            asked.enableCloudwatchLogsExports(r.enableCloudwatchLogsExports());
        storage(asked, r, had.storage(), here);
        network(asked, r, had.access(), here);
        insight(asked, r);
        refused(asked, r);
        return asked.build();
    }

    /** A cluster's parameters are of another kind of group. */
    private static String parameterGroup(
            CreateDbInstanceReadReplicaRequest r, DbInstance source, boolean here) {
        if (r.dbParameterGroupName() != null) return r.dbParameterGroupName();
        return here && !source.clustered() ? source.settings().parameterGroup() : null;
    }

    private static void storage(
            CreateDbInstanceRequest.Builder asked,
            CreateDbInstanceReadReplicaRequest r,
            Storage had,
            boolean here) {
        String type = or(r.storageType(), had.type());
        boolean sameType = type.equals(had.type());
        asked.allocatedStorage(or(r.allocatedStorage(), had.allocatedGib()))
                .storageType(type)
                .iops(or(r.iops(), had.iops().filter(_ -> sameType).orElse(null)))
                .storageThroughput(
                        or(
                                r.storageThroughput(),
                                had.throughputMib().filter(_ -> sameType).orElse(null)))
                .maxAllocatedStorage(r.maxAllocatedStorage())
                .storageEncrypted(had.encrypted())
                .kmsKeyId(here ? had.kmsKeyId().orElse(null) : r.kmsKeyId());
    }

    /** In the source's region it joins the source's subnets and security groups. */
    private static void network(
            CreateDbInstanceRequest.Builder asked,
            CreateDbInstanceReadReplicaRequest r,
            Access had,
            boolean here) {
        Optional<String> named = Optional.ofNullable(r.dbSubnetGroupName());
        boolean inherits = here && named.isEmpty();
        List<String> groups = r.vpcSecurityGroupIds();
        asked.dbSubnetGroupName(inherits ? had.subnetGroup() : named.orElse(null))
                .vpcSecurityGroupIds(groups.isEmpty() && inherits ? had.securityGroups() : groups)
                .publiclyAccessible(
                        or(r.publiclyAccessible(), inherits ? had.publiclyAccessible() : null))
                .networkType(r.networkType());
    }

    private static void insight(
            CreateDbInstanceRequest.Builder asked, CreateDbInstanceReadReplicaRequest r) {
        asked.enablePerformanceInsights(r.enablePerformanceInsights())
                .performanceInsightsKMSKeyId(r.performanceInsightsKMSKeyId())
                .performanceInsightsRetentionPeriod(r.performanceInsightsRetentionPeriod())
                .databaseInsightsMode(r.databaseInsightsModeAsString())
                .monitoringInterval(r.monitoringInterval())
                .monitoringRoleArn(r.monitoringRoleArn());
    }

    /** What PostgreSQL instances cannot be asked for either. */
    private static void refused(
            CreateDbInstanceRequest.Builder asked, CreateDbInstanceReadReplicaRequest r) {
        asked.domain(r.domain())
                .domainFqdn(r.domainFqdn())
                .domainOu(r.domainOu())
                .domainAuthSecretArn(r.domainAuthSecretArn())
                .domainIAMRoleName(r.domainIAMRoleName())
                .customIamInstanceProfile(r.customIamInstanceProfile())
                .dedicatedLogVolume(r.dedicatedLogVolume())
                .backupTarget(r.backupTarget());
        if (r.hasProcessorFeatures()) asked.processorFeatures(r.processorFeatures());
    }

    private static <T> T or(T given, T otherwise) {
        return given == null ? otherwise : given;
    }
}
