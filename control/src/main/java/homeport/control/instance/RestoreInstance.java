package homeport.control.instance;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import homeport.control.instance.Settings.Access;
import homeport.control.instance.Settings.Insight;
import homeport.control.instance.Settings.Storage;
import homeport.control.instance.Settings.Upkeep;
import homeport.control.name.Identifier;
import homeport.control.name.Tags;
import homeport.control.record.Held;
import homeport.control.snapshot.DbSnapshot;
import homeport.control.snapshot.SnapshotKind;
import homeport.store.Op;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.services.rds.model.RestoreDbInstanceFromDbSnapshotRequest;
import software.amazon.awssdk.services.rds.model.RestoreDbInstanceFromDbSnapshotResponse;
import software.amazon.awssdk.services.rds.model.RestoreDbInstanceToPointInTimeRequest;
import software.amazon.awssdk.services.rds.model.RestoreDbInstanceToPointInTimeResponse;

/**
 * RestoreDBInstanceFromDBSnapshot: a new instance whose first data is that of a snapshot of an
 * instance or of a Multi-AZ DB cluster; RestoreDBInstanceToPointInTime: the same, with what came
 * after the snapshot until then.
 */
final class RestoreInstance {
    private final InstanceParts parts;
    private final CreateInstance create;

    RestoreInstance(InstanceParts parts, CreateInstance create) {
        this.parts = parts;
        this.create = create;
    }

    void register(Service rds) {
        rds.on(
                "RestoreDBInstanceFromDBSnapshot",
                RestoreDbInstanceFromDbSnapshotRequest::builder,
                this::restore);
        rds.on(
                "RestoreDBInstanceToPointInTime",
                RestoreDbInstanceToPointInTimeRequest::builder,
                this::restoreToTime);
    }

    private RestoreDbInstanceFromDbSnapshotResponse restore(
            Call call, RestoreDbInstanceFromDbSnapshotRequest r) {
        boolean ofCluster = r.dbClusterSnapshotIdentifier() != null;
        if (ofCluster && r.dbSnapshotIdentifier() != null)
            throw AwsException.invalidCombination(
                    "You can't specify both DBSnapshotIdentifier and DBClusterSnapshotIdentifier.");
        if (!ofCluster && r.dbSnapshotIdentifier() == null)
            throw new AwsException(
                    "MissingParameter",
                    "The request must contain the parameter DBSnapshotIdentifier.");
        DbSnapshot snapshot = available(call, r).value();
        From from =
                new From(
                        snapshot.source().settings(),
                        snapshot.source().settings().storage().maxAllocatedGib(),
                        DbInstance.Origin.of(snapshot.dataId()),
                        () -> hold(call, r));
        DbInstance made = make(call, r, "DBInstanceIdentifier", from);
        return RestoreDbInstanceFromDbSnapshotResponse.builder()
                .dbInstance(parts.show().of(call, made, Observed.of(made)))
                .build();
    }

    private RestoreDbInstanceToPointInTimeResponse restoreToTime(
            Call call, RestoreDbInstanceToPointInTimeRequest r) {
        PointInTime to =
                PointInTime.of(
                        parts.restorable(),
                        source(call, r),
                        "RestoreTime",
                        r.restoreTime(),
                        r.useLatestRestorableTime(),
                        "PointInTimeRestoreNotEnabled");
        Settings was = to.source().settings();
        From from =
                new From(
                        was,
                        Optional.ofNullable(r.maxAllocatedStorage())
                                .or(() -> was.storage().maxAllocatedGib()),
                        to.origin(),
                        () -> to.hold(parts.snapshots()));
        RestoreDbInstanceFromDbSnapshotRequest words =
                SameMembers.copy(r, RestoreDbInstanceFromDbSnapshotRequest.builder())
                        .dbInstanceIdentifier(r.targetDBInstanceIdentifier())
                        .build();
        DbInstance made = make(call, words, "TargetDBInstanceIdentifier", from);
        return RestoreDbInstanceToPointInTimeResponse.builder()
                .dbInstance(parts.show().of(call, made, Observed.of(made)))
                .build();
    }

    private PointInTime.Source source(Call call, RestoreDbInstanceToPointInTimeRequest r) {
        long named =
                Stream.of(
                                r.sourceDBInstanceIdentifier(),
                                r.sourceDbiResourceId(),
                                r.sourceDBInstanceAutomatedBackupsArn())
                        .filter(Objects::nonNull)
                        .count();
        if (named != 1)
            throw AwsException.invalidCombination(
                    "You must specify exactly one of SourceDBInstanceIdentifier, SourceDbiResourceId and SourceDBInstanceAutomatedBackupsArn.");
        if (r.sourceDBInstanceIdentifier() != null)
            return PointInTime.Source.of(
                    parts.instances()
                            .named(
                                    call.region(),
                                    r.sourceDBInstanceIdentifier().toLowerCase(Locale.ROOT))
                            .filter(source -> source.asked().deletion().isEmpty())
                            .orElseThrow(() ->
                                    new AwsException(
                                            "DBInstanceNotFound",
                                            "DBInstance %s not found."
                                                    .formatted(r.sourceDBInstanceIdentifier()))));
        String id = r.sourceDbiResourceId();
        String arn = r.sourceDBInstanceAutomatedBackupsArn();
        Optional<PointInTime.Source> source =
                id == null
                        ? parts.restorable().byArn(SnapshotKind.INSTANCE, call, arn)
                        : parts.restorable().byResourceId(SnapshotKind.INSTANCE, call.region(), id);
        return source.orElseThrow(() ->
                new AwsException(
                        "DBInstanceAutomatedBackupNotFound",
                        "DBInstanceAutomatedBackup %s not found."
                                .formatted(id == null ? arn : id)));
    }

    /**
     * What a new instance begins with.
     *
     * @param was the settings that it has as far as the request says nothing else
     * @param hold makes the commit fail when the data is being deleted
     */
    private record From(
            Settings was,
            Optional<Integer> maxAllocatedGib,
            DbInstance.Origin origin,
            Supplier<Op> hold) {}

    private DbInstance make(
            Call call, RestoreDbInstanceFromDbSnapshotRequest r, String member, From from) {
        String identifier =
                Identifier.of(member, r.dbInstanceIdentifier(), Identifier.INSTANCE_MAX);
        if (r.engine() != null) parts.around().checkEngine(r.engine());
        Unsupported.check(r);
        boolean managed = Boolean.TRUE.equals(r.manageMasterUserPassword());
        if (r.masterUserSecretKmsKeyId() != null && !managed)
            throw AwsException.invalidCombination(
                    "MasterUserSecretKmsKeyId requires ManageMasterUserPassword.");
        String resourceId = create.newResourceId();
        Surroundings.Place place =
                parts.around().subnetGroup(call, Optional.ofNullable(r.dbSubnetGroupName()));
        Settings settings = settings(call, r, from, place, resourceId);
        parts.rules().check(settings);
        refuseLess(settings, from.was());
        parts.around().checkClass(settings.instanceClass());
        parts.around().checkCertificate(settings.access().caCertificate());
        if (r.optionGroupName() != null)
            parts.around().checkOptionGroup(call, r.optionGroupName(), settings.version());
        CreateInstance.New asked =
                new CreateInstance.New(
                        identifier,
                        resourceId,
                        settings,
                        zone(r, place, resourceId),
                        from.origin(),
                        Optional.empty(),
                        Tags.of(r.tags()),
                        false);
        // Without a secret the passwords are those of the data.
        CreateInstance.Credentials credentials =
                managed
                        ? create.managed(call, r.masterUserSecretKmsKeyId())
                        : new CreateInstance.Credentials(
                                parts.passwords().generate(), false, Optional.empty());
        return create.commit(call, asked, credentials, () -> List.of(from.hold().get()));
    }

    private Held<DbSnapshot> available(Call call, RestoreDbInstanceFromDbSnapshotRequest r) {
        String ofCluster = r.dbClusterSnapshotIdentifier();
        return ofCluster == null
                ? parts.snapshots().available(SnapshotKind.INSTANCE, call, r.dbSnapshotIdentifier())
                : parts.snapshots().available(SnapshotKind.CLUSTER, call, ofCluster);
    }

    /** Writes the snapshot as it is, so that of a restore and a deletion only one commits. */
    private Op hold(Call call, RestoreDbInstanceFromDbSnapshotRequest r) {
        Held<DbSnapshot> held = available(call, r);
        return parts.snapshots().replace(held, held.value());
    }

    private static void refuseLess(Settings settings, Settings was) {
        int had = was.storage().allocatedGib();
        int asked = settings.storage().allocatedGib();
        if (asked < had)
            throw AwsException.invalidCombination(
                    "Invalid AllocatedStorage: %d GiB. The snapshot needs at least %d GiB."
                            .formatted(asked, had));
    }

    private Settings settings(
            Call call,
            RestoreDbInstanceFromDbSnapshotRequest r,
            From from,
            Surroundings.Place place,
            String resourceId) {
        Settings was = from.was();
        List<String> groups =
                parts.around().securityGroups(call, r.vpcSecurityGroupIds(), place.vpcId());
        Storage storage = was.storage();
        String type = Requests.or(r.storageType(), storage.type());
        boolean sameType = type.equals(storage.type());
        Access access = was.access();
        return new Settings(
                Requests.or(r.dbInstanceClass(), was.instanceClass()),
                was.version(),
                parts.around()
                        .parameterGroup(
                                call, Optional.ofNullable(r.dbParameterGroupName()), was.version()),
                Requests.or(r.multiAZ(), false),
                new Storage(
                        Requests.or(r.allocatedStorage(), storage.allocatedGib()),
                        type,
                        Optional.ofNullable(r.iops())
                                .or(() -> sameType ? storage.iops() : Optional.empty()),
                        Optional.ofNullable(r.storageThroughput())
                                .or(() -> sameType ? storage.throughputMib() : Optional.empty()),
                        from.maxAllocatedGib(),
                        storage.encrypted(),
                        storage.kmsKeyId()),
                new Access(
                        access.masterUser(),
                        access.database(),
                        Requests.or(r.port(), access.port()),
                        Requests.or(r.enableIAMDatabaseAuthentication(), access.iam()),
                        Requests.or(
                                r.publiclyAccessible(),
                                Defaults.publiclyAccessible(
                                        Optional.ofNullable(r.dbSubnetGroupName()))),
                        place.name(),
                        groups,
                        Requests.or(r.caCertificateIdentifier(), access.caCertificate())),
                new Upkeep(
                        was.upkeep().backupRetentionDays(),
                        Defaults.backupWindow(resourceId, Optional.empty()),
                        Defaults.maintenanceWindow(resourceId, Optional.empty()),
                        Requests.or(r.autoMinorVersionUpgrade(), true),
                        Requests.or(r.copyTagsToSnapshot(), false),
                        Requests.or(r.deletionProtection(), false),
                        r.enableCloudwatchLogsExports()),
                new Insight(
                        false,
                        Defaults.INSIGHTS_DAYS,
                        Optional.empty(),
                        "standard",
                        0,
                        Optional.empty()));
    }

    private static String zone(
            RestoreDbInstanceFromDbSnapshotRequest r, Surroundings.Place place, String id) {
        return CreateInstance.zone(r.availabilityZone(), r.multiAZ(), place, id);
    }
}
