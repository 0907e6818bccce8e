package homeport.control.cluster;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.control.instance.CreateInstance;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Defaults;
import homeport.control.instance.InstanceParts;
import homeport.control.instance.Observed;
import homeport.control.instance.Settings;
import homeport.control.instance.Surroundings;
import homeport.control.name.Arn;
import homeport.control.name.Identifier;
import homeport.control.name.Tags;
import homeport.control.record.Held;
import homeport.control.snapshot.ClusterSnapshots;
import homeport.control.snapshot.DbSnapshot;
import homeport.control.snapshot.SnapshotService;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.RestoreDbClusterFromSnapshotRequest;
import software.amazon.awssdk.services.rds.model.RestoreDbClusterFromSnapshotResponse;

/**
 * RestoreDBClusterFromSnapshot: a new cluster whose first data is a snapshot's, of a cluster by
 * name or ARN, or of an instance by its ARN.
 */
final class RestoreCluster {
    private final InstanceParts parts;
    private final CreateInstance create;
    private final ShowCluster show;

    RestoreCluster(InstanceParts parts, CreateInstance create, ShowCluster show) {
        this.parts = parts;
        this.create = create;
        this.show = show;
    }

    RestoreDbClusterFromSnapshotResponse restore(Call call, RestoreDbClusterFromSnapshotRequest r) {
        String identifier =
                Identifier.of(
                        "DBClusterIdentifier", r.dbClusterIdentifier(), Identifier.CLUSTER_MAX);
        parts.around().checkEngine(r.engine());
        if (r.dbClusterInstanceClass() == null)
            throw new AwsException(
                    "MissingParameter",
                    "The request must contain the parameter DBClusterInstanceClass.");
        parts.around().checkClass(r.dbClusterInstanceClass());
        Settings was = snapshot(call, r).value().source().settings();
        if (r.engineVersion() != null)
            requireVersion(was.version(), parts.around().version(Optional.of(r.engineVersion())));
        String resourceId = create.newResourceId("cluster-");
        Surroundings.Place place =
                parts.around().subnetGroup(call, Optional.ofNullable(r.dbSubnetGroupName()));
        Settings settings = settings(call, r, was, place, resourceId);
        parts.rules().check(settings);
        CreateInstance.New asked =
                new CreateInstance.New(
                        identifier,
                        resourceId,
                        settings,
                        CreateCluster.zone(place),
                        new DbInstance.Origin(Optional.of(snapshot(call, r).value().dataId())),
                        Tags.of(r.tags()),
                        true);
        CreateInstance.Credentials ofSnapshot =
                new CreateInstance.Credentials(
                        parts.passwords().generate(), false, Optional.empty());
        DbInstance made =
                create.commit(
                        call,
                        asked,
                        ofSnapshot,
                        () -> {
                            Held<DbSnapshot> held = snapshot(call, r);
                            return List.of(parts.snapshots().replace(held, held.value()));
                        });
        return RestoreDbClusterFromSnapshotResponse.builder()
                .dbCluster(show.of(call, made, Observed.of(made)))
                .build();
    }

    private Held<DbSnapshot> snapshot(Call call, RestoreDbClusterFromSnapshotRequest r) {
        String named = r.snapshotIdentifier();
        boolean ofInstance = Arn.looksLike(named) && Arn.parse(named).kind().equals("snapshot");
        return ofInstance
                ? SnapshotService.available(parts.snapshots(), call, named)
                : ClusterSnapshots.available(parts.snapshots(), call, named);
    }

    private static void requireVersion(String had, String asked) {
        if (!had.equals(asked) && !had.startsWith(asked + "."))
            throw AwsException.invalidCombination(
                    "EngineVersion is %s, allowed: %s, that of the snapshot."
                            .formatted(asked, had));
    }

    private Settings settings(
            Call call,
            RestoreDbClusterFromSnapshotRequest r,
            Settings was,
            Surroundings.Place place,
            String resourceId) {
        Settings.Storage storage = was.storage();
        String type = or(r.storageType(), storage.type());
        Settings.Access access = was.access();
        boolean insights = or(r.enablePerformanceInsights(), false);
        return new Settings(
                r.dbClusterInstanceClass(),
                was.version(),
                CreateCluster.parameterGroup(
                        parts,
                        call,
                        Optional.ofNullable(r.dbClusterParameterGroupName()),
                        was.version()),
                true,
                new Settings.Storage(
                        storage.allocatedGib(),
                        type,
                        Optional.ofNullable(r.iops())
                                .or(() ->
                                        type.equals(storage.type())
                                                ? storage.iops()
                                                : Optional.empty()),
                        Optional.empty(),
                        Optional.empty(),
                        storage.encrypted(),
                        storage.kmsKeyId()),
                new Settings.Access(
                        access.masterUser(),
                        access.database(),
                        or(r.port(), access.port()),
                        or(r.enableIAMDatabaseAuthentication(), access.iam()),
                        or(
                                r.publiclyAccessible(),
                                Defaults.publiclyAccessible(
                                        Optional.ofNullable(r.dbSubnetGroupName()))),
                        place.name(),
                        parts.around().securityGroups(call, r.vpcSecurityGroupIds(), place.vpcId()),
                        access.caCertificate()),
                new Settings.Upkeep(
                        Math.max(1, was.upkeep().backupRetentionDays()),
                        Defaults.backupWindow(resourceId, Optional.empty()),
                        Defaults.maintenanceWindow(resourceId, Optional.empty()),
                        true,
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
                        "standard",
                        or(r.monitoringInterval(), 0),
                        Optional.ofNullable(r.monitoringRoleArn())));
    }

    private static <T> T or(T given, T otherwise) {
        return given == null ? otherwise : given;
    }
}
