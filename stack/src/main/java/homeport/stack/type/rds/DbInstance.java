package homeport.stack.type.rds;

import homeport.stack.type.Documented;
import homeport.stack.type.Effect;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code AWS::RDS::DBInstance}: which action takes which of its many properties. */
final class DbInstance {
    /** Every action that makes an instance takes them, and so does a modification. */
    private static final List<String> ALWAYS =
            List.of(
                    "AllocatedStorage",
                    "AutoMinorVersionUpgrade",
                    "CACertificateIdentifier",
                    "CopyTagsToSnapshot",
                    "DBInstanceClass",
                    "DBParameterGroupName",
                    "DedicatedLogVolume",
                    "DeletionProtection",
                    "EnableCloudwatchLogsExports",
                    "EnableIAMDatabaseAuthentication",
                    "Iops",
                    "MultiAZ",
                    "NetworkType",
                    "OptionGroupName",
                    "PubliclyAccessible",
                    "StorageThroughput",
                    "StorageType",
                    "VPCSecurityGroups");

    /** Of a new one or a replica, and of a modification. */
    private static final List<String> MONITORING =
            List.of(
                    "DatabaseInsightsMode",
                    "EnablePerformanceInsights",
                    "MonitoringInterval",
                    "MonitoringRoleArn",
                    "PerformanceInsightsKMSKeyId",
                    "PerformanceInsightsRetentionPeriod");

    private static final List<String> WINDOWS =
            List.of("BackupRetentionPeriod", "PreferredBackupWindow", "PreferredMaintenanceWindow");

    /** Placement, which never changes. */
    private static final List<String> PLACE =
            List.of("AvailabilityZone", "DBSubnetGroupName", "Port");

    private static final List<String> MASTER =
            List.of("ManageMasterUserPassword", "MasterUserSecret");

    private DbInstance() {}

    static Documented type() {
        return new Database(
                new Kind(
                        "AWS::RDS::DBInstance",
                        "DBInstanceIdentifier",
                        "db-instance",
                        "DB instance",
                        "/DBInstances/0",
                        "DBInstanceStatus",
                        "/DBInstanceArn",
                        properties(),
                        Map.of("VPCSecurityGroups", "VpcSecurityGroupIds"),
                        Map.of(
                                "EnableIAMDatabaseAuthentication",
                                "IAMDatabaseAuthenticationEnabled",
                                "EnablePerformanceInsights",
                                "PerformanceInsightsEnabled"),
                        attributes(),
                        List.of(fromPointInTime(), fromSnapshot(), replica(), fresh()),
                        modify(),
                        "PromoteReadReplica",
                        "SourceDBInstanceIdentifier",
                        List.of(
                                "A replica and an instance from a snapshot or a point in time have engine, encryption, user"
                                        + " and database of their source: `Engine`, `EngineVersion`, `StorageEncrypted`,"
                                        + " `MasterUsername` and `DBName` of the template are then without effect where the"
                                        + " action that copies has no such member. To take `SourceDBInstanceIdentifier`"
                                        + " away promotes the replica.",
                                "`DeletionPolicy: Snapshot` takes the last snapshot as the instance is deleted.")));
    }

    private static Map<String, Effect> properties() {
        Map<String, Effect> all = new LinkedHashMap<>();
        all.put("DBInstanceIdentifier", Effect.REPLACE);
        for (String one : modify()) all.put(one, Effect.UPDATE);
        for (String one :
                List.of("ApplyImmediately", "AllowMajorVersionUpgrade", "DeleteAutomatedBackups"))
            all.put(one, Effect.UPDATE);
        all.put("SourceDBInstanceIdentifier", Effect.UPDATE);
        for (String one :
                List.of(
                        "AvailabilityZone",
                        "BackupTarget",
                        "DBName",
                        "DBSnapshotIdentifier",
                        "DBClusterSnapshotIdentifier",
                        "DBSubnetGroupName",
                        "Engine",
                        "KmsKeyId",
                        "MasterUsername",
                        "Port",
                        "RestoreTime",
                        "SourceDBClusterIdentifier",
                        "SourceDbiResourceId",
                        "SourceDBInstanceAutomatedBackupsArn",
                        "SourceRegion",
                        "StorageEncrypted",
                        "UseLatestRestorableTime")) all.put(one, Effect.REPLACE);
        for (String one :
                List.of(
                        "CertificateRotationRestart",
                        "EngineLifecycleSupport",
                        "UseDefaultProcessorFeatures")) all.put(one, Effect.NOTED);
        all.put("Tags", Effect.UPDATE);
        return all;
    }

    private static List<String> modify() {
        return join(
                ALWAYS,
                MONITORING,
                WINDOWS,
                MASTER,
                List.of(
                        "EngineVersion",
                        "LicenseModel",
                        "MasterUserPassword",
                        "MaxAllocatedStorage",
                        "PromotionTier",
                        "ReplicaMode"));
    }

    private static Way fresh() {
        List<String> takes =
                join(
                        ALWAYS,
                        MONITORING,
                        WINDOWS,
                        PLACE,
                        MASTER,
                        List.of(
                                "BackupTarget",
                                "DBName",
                                "Engine",
                                "EngineVersion",
                                "KmsKeyId",
                                "LicenseModel",
                                "MasterUserPassword",
                                "MasterUsername",
                                "MaxAllocatedStorage",
                                "PromotionTier",
                                "StorageEncrypted"));
        return new Way("CreateDBInstance", List.of(), "DBInstanceIdentifier", takes, List.of());
    }

    /** What its source has it has too; a template may say it again. */
    private static Way replica() {
        List<String> takes =
                join(
                        ALWAYS,
                        MONITORING,
                        PLACE,
                        List.of(
                                "BackupTarget",
                                "KmsKeyId",
                                "MaxAllocatedStorage",
                                "ReplicaMode",
                                "SourceDBClusterIdentifier",
                                "SourceDBInstanceIdentifier",
                                "SourceRegion"));
        return new Way(
                "CreateDBInstanceReadReplica",
                List.of("SourceDBInstanceIdentifier", "SourceDBClusterIdentifier"),
                "DBInstanceIdentifier",
                takes,
                WINDOWS);
    }

    private static Way fromSnapshot() {
        return new Way(
                "RestoreDBInstanceFromDBSnapshot",
                List.of("DBSnapshotIdentifier", "DBClusterSnapshotIdentifier"),
                "DBInstanceIdentifier",
                join(restored(), List.of("DBSnapshotIdentifier", "DBClusterSnapshotIdentifier")),
                join(WINDOWS, MONITORING, List.of("MasterUserPassword", "MaxAllocatedStorage")));
    }

    private static Way fromPointInTime() {
        return new Way(
                "RestoreDBInstanceToPointInTime",
                List.of("RestoreTime", "UseLatestRestorableTime"),
                "TargetDBInstanceIdentifier",
                join(
                        restored(),
                        List.of(
                                "MaxAllocatedStorage",
                                "RestoreTime",
                                "SourceDBInstanceAutomatedBackupsArn",
                                "SourceDBInstanceIdentifier",
                                "SourceDbiResourceId",
                                "UseLatestRestorableTime")),
                join(WINDOWS, MONITORING, List.of("MasterUserPassword")));
    }

    private static List<String> restored() {
        return join(
                ALWAYS, PLACE, MASTER, List.of("BackupTarget", "DBName", "Engine", "LicenseModel"));
    }

    private static Map<String, String> attributes() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("DBInstanceArn", "/DBInstanceArn");
        all.put("DbiResourceId", "/DbiResourceId");
        all.put("Endpoint.Address", "/Endpoint/Address");
        all.put("Endpoint.Port", "/Endpoint/Port");
        all.put("Endpoint.HostedZoneId", "/Endpoint/HostedZoneId");
        all.put("MasterUserSecret.SecretArn", "/MasterUserSecret/SecretArn");
        all.put("CertificateDetails.CAIdentifier", "/CertificateDetails/CAIdentifier");
        all.put("CertificateDetails.ValidTill", "/CertificateDetails/ValidTill");
        return all;
    }

    @SafeVarargs
    static List<String> join(List<String>... lists) {
        List<String> all = new ArrayList<>();
        for (List<String> list : lists) all.addAll(list);
        return List.copyOf(all);
    }
}
