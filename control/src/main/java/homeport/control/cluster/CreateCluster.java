package homeport.control.cluster;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.control.instance.Cluster;
import homeport.control.instance.CreateInstance;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Defaults;
import homeport.control.instance.InstanceParts;
import homeport.control.instance.Observed;
import homeport.control.instance.Settings;
import homeport.control.instance.Surroundings;
import homeport.control.name.Identifier;
import homeport.control.name.Tags;
import java.util.Locale;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.CreateDbClusterRequest;
import software.amazon.awssdk.services.rds.model.CreateDbClusterResponse;

/** CreateDBCluster: checks everything, writes the record, returns; the reconciler makes it so. */
final class CreateCluster {
    private final InstanceParts parts;
    private final CreateInstance create;
    private final ShowCluster show;

    CreateCluster(InstanceParts parts, CreateInstance create, ShowCluster show) {
        this.parts = parts;
        this.create = create;
        this.show = show;
    }

    CreateDbClusterResponse create(Call call, CreateDbClusterRequest r) {
        String identifier =
                Identifier.of(
                        "DBClusterIdentifier", r.dbClusterIdentifier(), Identifier.CLUSTER_MAX);
        parts.around().checkEngine(r.engine());
        if (r.dbClusterInstanceClass() == null) throw missing("DBClusterInstanceClass");
        if (r.allocatedStorage() == null) throw missing("AllocatedStorage");
        parts.around().checkClass(r.dbClusterInstanceClass());
        credentials(r);
        parts.rules().checkDatabase(Optional.ofNullable(r.databaseName()));
        String resourceId = create.newResourceId("cluster-");
        String version = parts.around().version(Optional.ofNullable(r.engineVersion()));
        Surroundings.Place place =
                parts.around().subnetGroup(call, Optional.ofNullable(r.dbSubnetGroupName()));
        String zone = zone(place);
        Settings settings = settings(call, r, resourceId, version, place);
        parts.rules().check(settings);
        CreateInstance.New asked =
                new CreateInstance.New(
                        identifier,
                        resourceId,
                        settings,
                        zone,
                        new DbInstance.Origin(Optional.empty()),
                        Tags.of(r.tags()),
                        true);
        CreateInstance.Credentials credentials =
                Boolean.TRUE.equals(r.manageMasterUserPassword())
                        ? create.managed(call, r.masterUserSecretKmsKeyId())
                        : new CreateInstance.Credentials(
                                r.masterUserPassword(), true, Optional.empty());
        DbInstance made = create.commit(call, asked, credentials);
        return CreateDbClusterResponse.builder()
                .dbCluster(show.of(call, made, Observed.of(made)))
                .build();
    }

    /** Source: RDS user guide, "Creating a Multi-AZ DB cluster": three zones. */
    static String zone(Surroundings.Place place) {
        if (place.zones().size() < Cluster.NODES)
            throw new AwsException(
                    "DBSubnetGroupDoesNotCoverEnoughAZs",
                    "DB Subnet Group doesn't meet availability zone coverage requirement. Please add"
                            + " subnets to cover at least %d availability zones. Current coverage: %d"
                                    .formatted(Cluster.NODES, place.zones().size()));
        return place.zones().getFirst();
    }

    private void credentials(CreateDbClusterRequest r) {
        if (r.masterUsername() == null) throw missing("MasterUsername");
        parts.rules().checkMasterUser(r.masterUsername());
        if (Boolean.TRUE.equals(r.manageMasterUserPassword())) return;
        if (r.masterUserPassword() == null) throw missing("MasterUserPassword");
        parts.rules().checkPassword(r.masterUserPassword());
    }

    private Settings settings(
            Call call,
            CreateDbClusterRequest r,
            String resourceId,
            String version,
            Surroundings.Place place) {
        boolean encrypted = or(r.storageEncrypted(), false);
        boolean insights = or(r.enablePerformanceInsights(), false);
        return new Settings(
                r.dbClusterInstanceClass(),
                version,
                parts.around()
                        .clusterParameterGroup(
                                call,
                                Optional.ofNullable(r.dbClusterParameterGroupName()),
                                version),
                true,
                new Settings.Storage(
                        r.allocatedStorage(),
                        or(r.storageType(), r.iops() == null ? Defaults.STORAGE_TYPE : "io1"),
                        Optional.ofNullable(r.iops()),
                        Optional.empty(),
                        Optional.empty(),
                        encrypted,
                        encrypted
                                ? Optional.of(CreateInstance.key(call, r.kmsKeyId()))
                                : Optional.empty()),
                new Settings.Access(
                        r.masterUsername(),
                        Optional.ofNullable(r.databaseName()),
                        or(r.port(), parts.around().defaultPort()),
                        or(r.enableIAMDatabaseAuthentication(), false),
                        or(
                                r.publiclyAccessible(),
                                Defaults.publiclyAccessible(
                                        Optional.ofNullable(r.dbSubnetGroupName()))),
                        place.name(),
                        parts.around().securityGroups(call, r.vpcSecurityGroupIds(), place.vpcId()),
                        parts.around().defaultCertificate()),
                new Settings.Upkeep(
                        or(r.backupRetentionPeriod(), Defaults.RETENTION_DAYS),
                        r.preferredBackupWindow() == null
                                ? Defaults.backupWindow(
                                        resourceId,
                                        Optional.ofNullable(r.preferredMaintenanceWindow()))
                                : r.preferredBackupWindow(),
                        r.preferredMaintenanceWindow() == null
                                ? Defaults.maintenanceWindow(
                                        resourceId, Optional.ofNullable(r.preferredBackupWindow()))
                                : r.preferredMaintenanceWindow().toLowerCase(Locale.ROOT),
                        or(r.autoMinorVersionUpgrade(), true),
                        or(r.copyTagsToSnapshot(), false),
                        or(r.deletionProtection(), false),
                        r.enableCloudwatchLogsExports()),
                new Settings.Insight(
                        insights,
                        or(r.performanceInsightsRetentionPeriod(), Defaults.INSIGHTS_DAYS),
                        insights
                                ? Optional.of(
                                        CreateInstance.key(call, r.performanceInsightsKMSKeyId()))
                                : Optional.empty(),
                        or(r.databaseInsightsModeAsString(), "standard"),
                        or(r.monitoringInterval(), 0),
                        Optional.ofNullable(r.monitoringRoleArn())));
    }

    private static <T> T or(T given, T otherwise) {
        return given == null ? otherwise : given;
    }

    private static AwsException missing(String member) {
        return new AwsException(
                "MissingParameter", "The request must contain the parameter " + member + ".");
    }
}
