package homeport.cloud.iam.access;

import homeport.aws.Call;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The resources that a request to RDS names. Every one of them must be allowed. Source: Service
 * Authorization Reference, "Actions, resources, and condition keys for Amazon RDS".
 */
final class RdsNeeds {
    /** What a request calls a resource, and what its ARN calls it; the first is told first. */
    private static final Map<String, String> TYPES = new LinkedHashMap<>();

    /** What a list without a name is a list of. */
    private static final Map<String, String> LISTS =
            Map.ofEntries(
                    Map.entry("DescribeDBInstances", "db"),
                    Map.entry("DescribeDBClusters", "cluster"),
                    Map.entry("DescribeDBSnapshots", "snapshot"),
                    Map.entry("DescribeDBClusterSnapshots", "cluster-snapshot"),
                    Map.entry("DescribeDBParameterGroups", "pg"),
                    Map.entry("DescribeDBClusterParameterGroups", "cluster-pg"),
                    Map.entry("DescribeDBSubnetGroups", "subgrp"),
                    Map.entry("DescribeOptionGroups", "og"),
                    Map.entry("DescribeEventSubscriptions", "es"),
                    Map.entry("DescribeDBProxies", "db-proxy"),
                    Map.entry("DescribeDBProxyEndpoints", "db-proxy-endpoint"),
                    Map.entry("DescribeGlobalClusters", "global-cluster"),
                    Map.entry("DescribeDBInstanceAutomatedBackups", "auto-backup"),
                    Map.entry("DescribeDBClusterAutomatedBackups", "cluster-auto-backup"));

    /** Requests that hand a role to RDS, and the service that will assume it. */
    private static final Map<String, String> PASSED =
            Map.of(
                    "MonitoringRoleArn", "monitoring.rds.amazonaws.com",
                    "RoleArn", "rds.amazonaws.com",
                    "IamRoleArn", "rds.amazonaws.com");

    static {
        TYPES.put("DBInstanceIdentifier", "db");
        TYPES.put("DBClusterIdentifier", "cluster");
        TYPES.put("TargetDBInstanceIdentifier", "db");
        TYPES.put("DBSnapshotIdentifier", "snapshot");
        TYPES.put("DBClusterSnapshotIdentifier", "cluster-snapshot");
        TYPES.put("SnapshotIdentifier", "cluster-snapshot");
        TYPES.put("SourceDBInstanceIdentifier", "db");
        TYPES.put("SourceDBClusterIdentifier", "cluster");
        TYPES.put("SourceDBSnapshotIdentifier", "snapshot");
        TYPES.put("TargetDBSnapshotIdentifier", "snapshot");
        TYPES.put("SourceDBClusterSnapshotIdentifier", "cluster-snapshot");
        TYPES.put("TargetDBClusterSnapshotIdentifier", "cluster-snapshot");
        TYPES.put("DBParameterGroupName", "pg");
        TYPES.put("SourceDBParameterGroupIdentifier", "pg");
        TYPES.put("TargetDBParameterGroupIdentifier", "pg");
        TYPES.put("DBClusterParameterGroupName", "cluster-pg");
        TYPES.put("SourceDBClusterParameterGroupIdentifier", "cluster-pg");
        TYPES.put("TargetDBClusterParameterGroupIdentifier", "cluster-pg");
        TYPES.put("DBSubnetGroupName", "subgrp");
        TYPES.put("OptionGroupName", "og");
        TYPES.put("SubscriptionName", "es");
        TYPES.put("DBProxyName", "db-proxy");
        TYPES.put("DBProxyEndpointName", "db-proxy-endpoint");
        TYPES.put("GlobalClusterIdentifier", "global-cluster");
        TYPES.put("ResourceName", "db");
        TYPES.put("ResourceIdentifier", "db");
        TYPES.put("SourceDBInstanceAutomatedBackupsArn", "auto-backup");
        TYPES.put("DBInstanceAutomatedBackupsArn", "auto-backup");
    }

    /**
     * These name a database by an id that no policy can name: only who may do it to all of them may
     * do it.
     */
    private static final List<String> BY_ID =
            List.of(
                    "SourceDbiResourceId",
                    "SourceDbClusterResourceId",
                    "DbiResourceId",
                    "DbClusterResourceId");

    /** Targets of a DB proxy. */
    private static final Map<String, String> TARGETS =
            Map.of("DBInstanceIdentifiers", "db", "DBClusterIdentifiers", "cluster");

    private RdsNeeds() {}

    static List<Need> of(Call call, String action, Members members) {
        String name = "rds:" + action;
        List<Need> needs = new ArrayList<>();
        TYPES.forEach((member, type) ->
                members.text(member)
                        .ifPresent(id -> needs.add(Need.of(name, arn(call, type, id)))));
        for (String id : BY_ID) if (members.text(id).isPresent()) needs.add(Need.of(name, "*"));
        TARGETS.forEach((member, type) -> {
            for (String id : members.texts(member)) needs.add(Need.of(name, arn(call, type, id)));
        });
        if (needs.isEmpty())
            needs.add(
                    Need.of(
                            name,
                            Optional.ofNullable(LISTS.get(action))
                                    .map(type -> arn(call, type, "*"))
                                    .orElse("*")));
        PASSED.forEach((member, service) ->
                members.text(member)
                        .filter(role -> role.startsWith("arn:"))
                        .ifPresent(role ->
                                needs.add(
                                        new Need(
                                                "iam:PassRole",
                                                role,
                                                Map.of("iam:PassedToService", service)))));
        return needs;
    }

    /** Identifiers differ in more than case, so ARNs are held to lower case as RDS writes them. */
    private static String arn(Call call, String type, String id) {
        String folded = id.toLowerCase(Locale.ROOT);
        if (folded.startsWith("arn:")) return folded;
        String region = type.equals("global-cluster") ? "" : call.region();
        return "arn:aws:rds:" + region + ":" + call.account() + ":" + type + ":" + folded;
    }

    /** Condition keys that the request itself answers. */
    static Map<String, String> keys(Members members) {
        Map<String, String> keys = new LinkedHashMap<>();
        Map.of(
                        "Engine", "rds:DatabaseEngine",
                        "DBInstanceClass", "rds:DatabaseClass",
                        "DBName", "rds:DatabaseName",
                        "MultiAZ", "rds:MultiAz",
                        "AllocatedStorage", "rds:StorageSize",
                        "Iops", "rds:Piops",
                        "StorageEncrypted", "rds:StorageEncrypted",
                        "ManageMasterUserPassword", "rds:ManageMasterUserPassword",
                        "PubliclyAccessible", "rds:PubliclyAccessible")
                .forEach((member, key) ->
                        members.text(member).ifPresent(value -> keys.put(key, value)));
        return keys;
    }
}
