package homeport.control.cluster;

import software.amazon.awssdk.services.rds.model.CreateDbClusterRequest;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbClusterRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceRequest;

/**
 * Requests about a cluster in the words of requests about an instance: what means the same is read,
 * defaulted and checked in one place. Members that only a cluster has are not carried over.
 */
final class InInstanceWords {
    private InInstanceWords() {}

    /**
     * @param storageType what the request says or means
     */
    static CreateDbInstanceRequest of(CreateDbClusterRequest r, String storageType) {
        return CreateDbInstanceRequest.builder()
                .dbInstanceIdentifier(r.dbClusterIdentifier())
                .dbInstanceClass(r.dbClusterInstanceClass())
                .engine(r.engine())
                .engineVersion(r.engineVersion())
                .multiAZ(true)
                .allocatedStorage(r.allocatedStorage())
                .storageType(storageType)
                .iops(r.iops())
                .storageEncrypted(r.storageEncrypted())
                .kmsKeyId(r.kmsKeyId())
                .masterUsername(r.masterUsername())
                .masterUserPassword(r.masterUserPassword())
                .manageMasterUserPassword(r.manageMasterUserPassword())
                .masterUserSecretKmsKeyId(r.masterUserSecretKmsKeyId())
                .dbName(r.databaseName())
                .port(r.port())
                .enableIAMDatabaseAuthentication(r.enableIAMDatabaseAuthentication())
                .publiclyAccessible(r.publiclyAccessible())
                .dbSubnetGroupName(r.dbSubnetGroupName())
                .vpcSecurityGroupIds(r.vpcSecurityGroupIds())
                .caCertificateIdentifier(r.caCertificateIdentifier())
                .backupRetentionPeriod(r.backupRetentionPeriod())
                .preferredBackupWindow(r.preferredBackupWindow())
                .preferredMaintenanceWindow(r.preferredMaintenanceWindow())
                .autoMinorVersionUpgrade(r.autoMinorVersionUpgrade())
                .copyTagsToSnapshot(r.copyTagsToSnapshot())
                .deletionProtection(r.deletionProtection())
                .enableCloudwatchLogsExports(r.enableCloudwatchLogsExports())
                .enablePerformanceInsights(r.enablePerformanceInsights())
                .performanceInsightsKMSKeyId(r.performanceInsightsKMSKeyId())
                .performanceInsightsRetentionPeriod(r.performanceInsightsRetentionPeriod())
                .databaseInsightsMode(r.databaseInsightsModeAsString())
                .monitoringInterval(r.monitoringInterval())
                .monitoringRoleArn(r.monitoringRoleArn())
                .build();
    }

    static ModifyDbInstanceRequest of(ModifyDbClusterRequest r) {
        ModifyDbInstanceRequest.Builder words =
                ModifyDbInstanceRequest.builder()
                        .dbInstanceIdentifier(r.dbClusterIdentifier())
                        .newDBInstanceIdentifier(r.newDBClusterIdentifier())
                        .applyImmediately(r.applyImmediately())
                        .dbInstanceClass(r.dbClusterInstanceClass())
                        .engineVersion(r.engineVersion())
                        .allowMajorVersionUpgrade(r.allowMajorVersionUpgrade())
                        .dbParameterGroupName(r.dbClusterParameterGroupName())
                        .optionGroupName(r.optionGroupName())
                        .networkType(r.networkType())
                        .allocatedStorage(r.allocatedStorage())
                        .storageType(r.storageType())
                        .iops(r.iops())
                        .dbPortNumber(r.port())
                        .masterUserPassword(r.masterUserPassword())
                        .manageMasterUserPassword(r.manageMasterUserPassword())
                        .rotateMasterUserPassword(r.rotateMasterUserPassword())
                        .masterUserSecretKmsKeyId(r.masterUserSecretKmsKeyId())
                        .enableIAMDatabaseAuthentication(r.enableIAMDatabaseAuthentication())
                        .caCertificateIdentifier(r.caCertificateIdentifier())
                        .backupRetentionPeriod(r.backupRetentionPeriod())
                        .preferredBackupWindow(r.preferredBackupWindow())
                        .preferredMaintenanceWindow(r.preferredMaintenanceWindow())
                        .autoMinorVersionUpgrade(r.autoMinorVersionUpgrade())
                        .copyTagsToSnapshot(r.copyTagsToSnapshot())
                        .deletionProtection(r.deletionProtection())
                        .cloudwatchLogsExportConfiguration(r.cloudwatchLogsExportConfiguration())
                        .enablePerformanceInsights(r.enablePerformanceInsights())
                        .performanceInsightsKMSKeyId(r.performanceInsightsKMSKeyId())
                        .performanceInsightsRetentionPeriod(r.performanceInsightsRetentionPeriod())
                        .databaseInsightsMode(r.databaseInsightsModeAsString())
                        .monitoringInterval(r.monitoringInterval())
                        .monitoringRoleArn(r.monitoringRoleArn());
        if (r.hasVpcSecurityGroupIds()) words.vpcSecurityGroupIds(r.vpcSecurityGroupIds());
        return words.build();
    }
}
