package homeport.control.cluster;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.control.instance.CreateInstance;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Defaults;
import homeport.control.instance.InstanceParts;
import homeport.control.instance.Observed;
import homeport.control.instance.PointInTime;
import homeport.control.instance.SameMembers;
import homeport.control.instance.Settings;
import homeport.control.instance.Surroundings;
import homeport.control.name.Arn;
import homeport.control.name.Identifier;
import homeport.control.name.Tags;
import homeport.control.record.Held;
import homeport.control.snapshot.DbSnapshot;
import homeport.control.snapshot.SnapshotKind;
import homeport.engine.EngineVersion;
import homeport.store.Op;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.rds.model.RestoreDbClusterFromSnapshotRequest;
import software.amazon.awssdk.services.rds.model.RestoreDbClusterFromSnapshotResponse;
import software.amazon.awssdk.services.rds.model.RestoreDbClusterToPointInTimeRequest;
import software.amazon.awssdk.services.rds.model.RestoreDbClusterToPointInTimeResponse;

/**
 * RestoreDBClusterFromSnapshot: a new Multi-AZ DB cluster whose first data is that of a snapshot of
 * a cluster, named by identifier or ARN, or of an instance, named by ARN.
 * RestoreDBClusterToPointInTime: the same, with what came after the snapshot until then. Source:
 * RDS API reference; RDS user guide, "Restoring from a snapshot to a Multi-AZ DB cluster".
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
        parts.around().checkEngine(r.engine());
        DbSnapshot snapshot = available(call, r.snapshotIdentifier()).value();
        DbInstance made =
                make(
                        call,
                        r,
                        snapshot.source().settings(),
                        DbInstance.Origin.of(snapshot.dataId()),
                        () -> hold(call, r.snapshotIdentifier()));
        return RestoreDbClusterFromSnapshotResponse.builder()
                .dbCluster(show.of(call, made, Observed.of(made)))
                .build();
    }

    RestoreDbClusterToPointInTimeResponse restoreToTime(
            Call call, RestoreDbClusterToPointInTimeRequest r) {
        if (r.restoreType() != null && !r.restoreType().equals("full-copy"))
            throw AwsException.invalidCombination(
                    "RestoreType is '%s', allowed for a Multi-AZ DB cluster: full-copy."
                            .formatted(r.restoreType()));
        PointInTime to =
                PointInTime.of(
                        parts.restorable(),
                        source(call, r),
                        "RestoreToTime",
                        r.restoreToTime(),
                        r.useLatestRestorableTime(),
                        "InvalidDBClusterStateFault");
        RestoreDbClusterFromSnapshotRequest words =
                SameMembers.copy(r, RestoreDbClusterFromSnapshotRequest.builder()).build();
        DbInstance made =
                make(
                        call,
                        words,
                        to.source().settings(),
                        to.origin(),
                        () -> to.hold(parts.snapshots()));
        return RestoreDbClusterToPointInTimeResponse.builder()
                .dbCluster(show.of(call, made, Observed.of(made)))
                .build();
    }

    private PointInTime.Source source(Call call, RestoreDbClusterToPointInTimeRequest r) {
        String name = r.sourceDBClusterIdentifier();
        String id = r.sourceDbClusterResourceId();
        if ((name == null) == (id == null))
            throw AwsException.invalidCombination(
                    "You must specify either SourceDBClusterIdentifier or SourceDbClusterResourceId.");
        if (id != null)
            return parts.restorable()
                    .byResourceId(SnapshotKind.CLUSTER, call.region(), id)
                    .orElseThrow(() ->
                            new AwsException(
                                    "DBClusterAutomatedBackupNotFoundFault",
                                    "DBClusterAutomatedBackup %s not found.".formatted(id)));
        return parts.instances()
                .clusterNamed(call.region(), clusterName(call, name))
                .filter(source -> source.asked().deletion().isEmpty())
                .map(PointInTime.Source::of)
                .orElseThrow(() ->
                        new AwsException(
                                "DBClusterNotFoundFault",
                                "DBCluster %s not found.".formatted(name)));
    }

    /** An identifier in any case, or an ARN of the call's region. */
    private static String clusterName(Call call, String named) {
        return Arn.tryParse(named)
                .filter(arn -> arn.kind().equals("cluster") && arn.isOf(call))
                .map(Arn::id)
                .orElse(named)
                .toLowerCase(Locale.ROOT);
    }

    private DbInstance make(
            Call call,
            RestoreDbClusterFromSnapshotRequest r,
            Settings was,
            DbInstance.Origin origin,
            Supplier<Op> hold) {
        String identifier =
                Identifier.of(
                        "DBClusterIdentifier", r.dbClusterIdentifier(), Identifier.CLUSTER_MAX);
        refuseAurora(r);
        String resourceId = create.newResourceId("cluster-");
        Surroundings.Place place =
                parts.around().subnetGroup(call, Optional.ofNullable(r.dbSubnetGroupName()));
        String zone = CreateCluster.zone(place, r.availabilityZones());
        Settings settings = settings(call, r, was, resourceId, place);
        parts.around().checkClass(settings.instanceClass());
        parts.rules().check(settings);
        ClusterRules rules = new ClusterRules(parts.rules().strict());
        rules.check(settings);
        rules.checkClass(settings);
        if (r.optionGroupName() != null)
            parts.around().checkOptionGroup(call, r.optionGroupName(), settings.version());
        CreateInstance.New asked =
                new CreateInstance.New(
                        identifier,
                        resourceId,
                        settings,
                        zone,
                        origin,
                        Optional.empty(),
                        Tags.of(r.tags()),
                        true);
        // The passwords are those of the data.
        CreateInstance.Credentials credentials =
                new CreateInstance.Credentials(
                        parts.passwords().generate(), false, Optional.empty());
        return create.commit(call, asked, credentials, () -> List.of(hold.get()));
    }

    private static void refuseAurora(RestoreDbClusterFromSnapshotRequest r) {
        if (r.engineMode() != null && !r.engineMode().equals("provisioned"))
            throw AwsException.invalidCombination(
                    "EngineMode is '%s', allowed for engine postgres: provisioned."
                            .formatted(r.engineMode()));
        if (r.networkType() != null && !r.networkType().equals("IPV4"))
            throw AwsException.invalidValue(
                    "NetworkType is '%s', allowed here: IPV4.".formatted(r.networkType()));
        refuse("BacktrackWindow", r.backtrackWindow());
        refuse("ScalingConfiguration", r.scalingConfiguration());
        refuse("ServerlessV2ScalingConfiguration", r.serverlessV2ScalingConfiguration());
        refuse("RdsCustomClusterConfiguration", r.rdsCustomClusterConfiguration());
        refuse("Domain", r.domain());
        refuse("DomainIAMRoleName", r.domainIAMRoleName());
    }

    private static void refuse(String member, Object given) {
        if (given != null)
            throw AwsException.invalidCombination(
                    "%s is not supported for engine postgres.".formatted(member));
    }

    private Held<DbSnapshot> available(Call call, String named) {
        boolean ofInstance =
                Arn.tryParse(named).filter(arn -> arn.kind().equals("snapshot")).isPresent();
        SnapshotKind kind = ofInstance ? SnapshotKind.INSTANCE : SnapshotKind.CLUSTER;
        return parts.snapshots().available(kind, call, named);
    }

    /** Writes the snapshot as it is, so that of a restore and a deletion only one commits. */
    private Op hold(Call call, String named) {
        Held<DbSnapshot> held = available(call, named);
        return parts.snapshots().replace(held, held.value());
    }

    private Settings settings(
            Call call,
            RestoreDbClusterFromSnapshotRequest r,
            Settings was,
            String resourceId,
            Surroundings.Place place) {
        String version = version(r, was);
        return new Settings(
                or(r.dbClusterInstanceClass(), was.instanceClass()),
                version,
                parts.around()
                        .clusterParameterGroup(
                                call,
                                Optional.ofNullable(r.dbClusterParameterGroupName()),
                                version),
                true,
                storage(call, r, was.storage()),
                access(call, r, was.access(), place),
                new Settings.Upkeep(
                        Math.max(was.upkeep().backupRetentionDays(), Defaults.RETENTION_DAYS),
                        Defaults.backupWindow(resourceId, Optional.empty()),
                        Defaults.maintenanceWindow(resourceId, Optional.empty()),
                        true,
                        or(r.copyTagsToSnapshot(), false),
                        or(r.deletionProtection(), false),
                        r.enableCloudwatchLogsExports()),
                insight(call, r));
    }

    /** The snapshot's, or another of its major version. */
    private String version(RestoreDbClusterFromSnapshotRequest r, Settings was) {
        if (r.engineVersion() == null) return was.version();
        String asked = parts.around().version(Optional.of(r.engineVersion()));
        int major = EngineVersion.parse(was.version()).major();
        if (EngineVersion.parse(asked).major() != major)
            throw AwsException.invalidCombination(
                    "Cannot restore to version %s: the snapshot is of %s, allowed is any version %d."
                            .formatted(asked, was.version(), major));
        return asked;
    }

    private static Settings.Storage storage(
            Call call, RestoreDbClusterFromSnapshotRequest r, Settings.Storage was) {
        if (r.kmsKeyId() != null && !was.encrypted())
            throw AwsException.invalidCombination(
                    "KmsKeyId can't be specified: the snapshot is not encrypted, and a Multi-AZ DB"
                            + " cluster is encrypted only when its snapshot is.");
        String type = or(r.storageType(), was.type());
        boolean same = type.equals(was.type());
        return new Settings.Storage(
                was.allocatedGib(),
                type,
                Optional.ofNullable(r.iops()).or(() -> same ? was.iops() : Optional.empty()),
                same ? was.throughputMib() : Optional.empty(),
                Optional.empty(),
                was.encrypted(),
                r.kmsKeyId() == null
                        ? was.kmsKeyId()
                        : Optional.of(CreateInstance.key(call, r.kmsKeyId())));
    }

    private Settings.Access access(
            Call call,
            RestoreDbClusterFromSnapshotRequest r,
            Settings.Access was,
            Surroundings.Place place) {
        if (r.databaseName() != null && !Optional.of(r.databaseName()).equals(was.database()))
            throw AwsException.invalidCombination(
                    "DatabaseName is '%s', but the snapshot's database is '%s'."
                            .formatted(r.databaseName(), was.database().orElse("postgres")));
        return new Settings.Access(
                was.masterUser(),
                was.database(),
                or(r.port(), was.port()),
                or(r.enableIAMDatabaseAuthentication(), was.iam()),
                or(
                        r.publiclyAccessible(),
                        Defaults.publiclyAccessible(Optional.ofNullable(r.dbSubnetGroupName()))),
                place.name(),
                parts.around().securityGroups(call, r.vpcSecurityGroupIds(), place.vpcId()),
                parts.around().defaultCertificate());
    }

    private static Settings.Insight insight(Call call, RestoreDbClusterFromSnapshotRequest r) {
        boolean insights = or(r.enablePerformanceInsights(), false);
        return new Settings.Insight(
                insights,
                or(r.performanceInsightsRetentionPeriod(), Defaults.INSIGHTS_DAYS),
                insights
                        ? Optional.of(CreateInstance.key(call, r.performanceInsightsKMSKeyId()))
                        : Optional.empty(),
                "standard",
                or(r.monitoringInterval(), 0),
                Optional.ofNullable(r.monitoringRoleArn()));
    }

    private static <T> T or(T given, T otherwise) {
        return given == null ? otherwise : given;
    }
}
