package homeport.cloud.iam.access;

import homeport.aws.Call;
import homeport.cloud.iam.access.Neighbours.Named;
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
        TYPES.put("ReplicationSourceIdentifier", "db");
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
        TYPES.put("GlobalClusterIdentifier", "global-cluster");
        TYPES.put("ResourceName", "db");
        TYPES.put("ResourceIdentifier", "db");
    }

    /** What a request makes or renames beside what it is about. */
    private static final Map<String, String> MADE_BESIDES =
            Map.of(
                    "NewDBInstanceIdentifier", "db",
                    "NewDBClusterIdentifier", "cluster",
                    "FinalDBSnapshotIdentifier", "snapshot");

    /** These name a database by its resource id. */
    private static final List<String> BY_RESOURCE_ID =
            List.of(
                    "SourceDbiResourceId",
                    "SourceDbClusterResourceId",
                    "DbiResourceId",
                    "DbClusterResourceId");

    /** Targets of a DB proxy. */
    private static final Map<String, String> TARGETS =
            Map.of("DBInstanceIdentifiers", "db", "DBClusterIdentifiers", "cluster");

    /** Actions on a target group that need nothing of its proxy. */
    private static final List<String> OF_GROUP_ONLY =
            List.of("RegisterDBProxyTargets", "ModifyDBProxyTargetGroup");

    private static final List<String> OF_GROUP =
            List.of("DeregisterDBProxyTargets", "DescribeDBProxyTargets");

    private final Call call;
    private final String action;
    private final String name;
    private final Members members;
    private final Neighbours neighbours;
    private final List<Need> needs = new ArrayList<>();

    RdsNeeds(Call call, String action, Members members, Neighbours neighbours) {
        this.call = call;
        this.action = action;
        this.name = "rds:" + action;
        this.members = members;
        this.neighbours = neighbours;
    }

    List<Need> all() {
        TYPES.forEach((member, type) ->
                members.text(member).ifPresent(id -> needs.add(Need.of(name, arn(type, id)))));
        for (String member : BY_RESOURCE_ID) members.text(member).ifPresent(this::byResourceId);
        members.text("SourceDBInstanceAutomatedBackupsArn").ifPresent(this::restored);
        members.text("DBInstanceAutomatedBackupsArn").ifPresent(this::backups);
        proxies();
        if (needs.isEmpty())
            needs.add(
                    Need.of(
                            name,
                            Optional.ofNullable(LISTS.get(action))
                                    .map(type -> arn(type, "*"))
                                    .orElse("*")));
        MADE_BESIDES.forEach((member, type) ->
                members.text(member)
                        .ifPresent(id -> needs.add(Need.besides(name, arn(made(type), id)))));
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

    private String made(String type) {
        boolean cluster = type.equals("snapshot") && action.equals("DeleteDBCluster");
        return cluster ? "cluster-snapshot" : type;
    }

    private Optional<String> named(Named what, String id) {
        return neighbours.rdsArn(call.region(), what, id, call.now());
    }

    /** An id that nobody has: only who may do it to all databases may do it. */
    private void byResourceId(String id) {
        needs.add(Need.of(name, named(Named.DATABASE_BY_RESOURCE_ID, id).orElse("*")));
    }

    /** A restore is one of the database, whichever way to its backups is named. */
    private void restored(String backups) {
        Optional<String> database = named(Named.DATABASE_BY_BACKUPS, backups);
        String own = arn("auto-backup", backups);
        needs.add(Need.of(name, database.orElse(own)));
        if (database.isPresent()) needs.add(Need.besides(name, own));
    }

    private void backups(String backups) {
        needs.add(Need.of(name, arn("auto-backup", backups)));
        named(Named.DATABASE_BY_BACKUPS, backups)
                .ifPresent(database -> needs.add(Need.besides(name, database)));
    }

    private void proxies() {
        members.text("DBProxyName")
                .filter(_ -> !action.equals("CreateDBProxy")) // it has no id yet, and no resource
                .ifPresent(this::proxy);
        members.text("DBProxyEndpointName")
                .ifPresent(id ->
                        needs.add(
                                Need.of(
                                        name,
                                        named(Named.PROXY_ENDPOINT, id)
                                                .orElse(
                                                        any(
                                                                "db-proxy-endpoint",
                                                                "prx-endpoint-")))));
        boolean registers = action.equals("RegisterDBProxyTargets");
        TARGETS.forEach((member, type) -> {
            for (String id : members.texts(member))
                needs.add(
                        registers
                                ? Need.besides(name, arn(type, id))
                                : Need.of(name, arn(type, id)));
        });
    }

    private void proxy(String id) {
        Need proxy = Need.of(name, named(Named.PROXY, id).orElse(any("db-proxy", "prx-")));
        if (OF_GROUP_ONLY.contains(action)) needs.add(Need.besides(name, proxy.resource()));
        else needs.add(proxy);
        if (OF_GROUP.contains(action) || OF_GROUP_ONLY.contains(action))
            needs.add(
                    Need.of(
                            name,
                            named(Named.TARGET_GROUP, id).orElse(any("target-group", "prx-tg-"))));
    }

    /** One that is not there, or not yet: its id is not known. */
    private String any(String type, String prefix) {
        return call.arn("rds", type + ":" + prefix + "*");
    }

    /** Identifiers differ in more than case, so ARNs are held to lower case as RDS writes them. */
    private String arn(String type, String id) {
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
