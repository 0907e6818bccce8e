package homeport.stack.type.rds;

import static homeport.stack.type.rds.DbInstance.join;

import homeport.stack.type.Documented;
import homeport.stack.type.Effect;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code AWS::RDS::DBCluster}, as far as Multi-AZ DB clusters have its properties. */
final class DbCluster {
    /** Every action that makes a cluster takes them, and so does a modification. */
    private static final List<String> ALWAYS =
            List.of(
                    "CopyTagsToSnapshot",
                    "DBClusterInstanceClass",
                    "DBClusterParameterGroupName",
                    "DeletionProtection",
                    "EnableCloudwatchLogsExports",
                    "EnableIAMDatabaseAuthentication",
                    "Iops",
                    "MonitoringInterval",
                    "MonitoringRoleArn",
                    "NetworkType",
                    "PerformanceInsightsEnabled",
                    "PerformanceInsightsKmsKeyId",
                    "PerformanceInsightsRetentionPeriod",
                    "Port",
                    "StorageType",
                    "VpcSecurityGroupIds");

    /** Of a new one and of a modification. */
    private static final List<String> LATER =
            List.of(
                    "BackupRetentionPeriod",
                    "DatabaseInsightsMode",
                    "ManageMasterUserPassword",
                    "MasterUserPassword",
                    "MasterUserSecret",
                    "PreferredBackupWindow",
                    "PreferredMaintenanceWindow");

    private static final List<String> PLACE =
            List.of("DBSubnetGroupName", "KmsKeyId", "PubliclyAccessible");

    private DbCluster() {}

    static Documented type() {
        return new Database(
                new Kind(
                        "AWS::RDS::DBCluster",
                        "DBClusterIdentifier",
                        "db-cluster",
                        "DB cluster",
                        "/DBClusters/0",
                        "Status",
                        "/DBClusterArn",
                        properties(),
                        Map.of(
                                "PerformanceInsightsEnabled", "EnablePerformanceInsights",
                                "PerformanceInsightsKmsKeyId", "PerformanceInsightsKMSKeyId"),
                        Map.of(
                                "EnableIAMDatabaseAuthentication",
                                        "IAMDatabaseAuthenticationEnabled",
                                "PerformanceInsightsKmsKeyId", "PerformanceInsightsKMSKeyId"),
                        attributes(),
                        List.of(fromPointInTime(), fromSnapshot(), fresh()),
                        modify(),
                        "PromoteReadReplicaDBCluster",
                        "ReplicationSourceIdentifier",
                        List.of(
                                "Multi-AZ DB clusters. One from a snapshot or a point in time has the user and the encryption"
                                        + " of its source, whatever the template says.",
                                "`DeletionPolicy: Snapshot` takes the last snapshot as the cluster is deleted.")));
    }

    private static Map<String, Effect> properties() {
        Map<String, Effect> all = new LinkedHashMap<>();
        all.put("DBClusterIdentifier", Effect.REPLACE);
        for (String one : modify()) all.put(one, Effect.UPDATE);
        all.put("ReplicationSourceIdentifier", Effect.UPDATE);
        all.put("DeleteAutomatedBackups", Effect.UPDATE);
        for (String one :
                List.of(
                        "AvailabilityZones",
                        "DatabaseName",
                        "DBSubnetGroupName",
                        "Engine",
                        "EngineMode",
                        "KmsKeyId",
                        "MasterUsername",
                        "PubliclyAccessible",
                        "RestoreToTime",
                        "RestoreType",
                        "SnapshotIdentifier",
                        "SourceDBClusterIdentifier",
                        "SourceDbClusterResourceId",
                        "StorageEncrypted",
                        "UseLatestRestorableTime")) all.put(one, Effect.REPLACE);
        all.put("EngineLifecycleSupport", Effect.NOTED);
        all.put("Tags", Effect.UPDATE);
        return all;
    }

    private static List<String> modify() {
        return join(
                ALWAYS,
                LATER,
                List.of(
                        "AllocatedStorage",
                        "AutoMinorVersionUpgrade",
                        "DBInstanceParameterGroupName",
                        "EngineVersion"));
    }

    private static Way fresh() {
        List<String> takes =
                join(
                        ALWAYS,
                        LATER,
                        PLACE,
                        List.of(
                                "AllocatedStorage",
                                "AutoMinorVersionUpgrade",
                                "AvailabilityZones",
                                "DatabaseName",
                                "Engine",
                                "EngineMode",
                                "EngineVersion",
                                "MasterUsername",
                                "ReplicationSourceIdentifier",
                                "StorageEncrypted"));
        return new Way("CreateDBCluster", List.of(), "DBClusterIdentifier", takes, List.of());
    }

    private static Way fromSnapshot() {
        List<String> takes =
                join(
                        ALWAYS,
                        PLACE,
                        List.of(
                                "AvailabilityZones",
                                "DatabaseName",
                                "Engine",
                                "EngineMode",
                                "EngineVersion",
                                "SnapshotIdentifier"));
        return new Way(
                "RestoreDBClusterFromSnapshot",
                List.of("SnapshotIdentifier"),
                "DBClusterIdentifier",
                takes,
                LATER);
    }

    private static Way fromPointInTime() {
        List<String> takes =
                join(
                        ALWAYS,
                        PLACE,
                        List.of(
                                "EngineMode",
                                "RestoreToTime",
                                "RestoreType",
                                "SourceDBClusterIdentifier",
                                "SourceDbClusterResourceId",
                                "UseLatestRestorableTime"));
        return new Way(
                "RestoreDBClusterToPointInTime",
                List.of("RestoreToTime", "UseLatestRestorableTime", "SourceDBClusterIdentifier"),
                "DBClusterIdentifier",
                takes,
                LATER);
    }

    private static Map<String, String> attributes() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("DBClusterArn", "/DBClusterArn");
        all.put("DBClusterResourceId", "/DbClusterResourceId");
        all.put("Endpoint.Address", "/Endpoint");
        all.put("Endpoint.Port", "/Port");
        all.put("ReadEndpoint.Address", "/ReaderEndpoint");
        all.put("MasterUserSecret.SecretArn", "/MasterUserSecret/SecretArn");
        all.put("StorageThroughput", "/StorageThroughput");
        return all;
    }
}
