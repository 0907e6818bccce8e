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
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.RestoreDbInstanceFromDbSnapshotRequest;
import software.amazon.awssdk.services.rds.model.RestoreDbInstanceFromDbSnapshotResponse;

/**
 * RestoreDBInstanceFromDBSnapshot: a new instance whose first data is that of a snapshot of an
 * instance or of a Multi-AZ DB cluster.
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
    }

    private RestoreDbInstanceFromDbSnapshotResponse restore(
            Call call, RestoreDbInstanceFromDbSnapshotRequest r) {
        String identifier =
                Identifier.of(
                        "DBInstanceIdentifier", r.dbInstanceIdentifier(), Identifier.INSTANCE_MAX);
        boolean ofCluster = r.dbClusterSnapshotIdentifier() != null;
        if (ofCluster && r.dbSnapshotIdentifier() != null)
            throw AwsException.invalidCombination(
                    "You can't specify both DBSnapshotIdentifier and DBClusterSnapshotIdentifier.");
        if (!ofCluster && r.dbSnapshotIdentifier() == null)
            throw new AwsException(
                    "MissingParameter",
                    "The request must contain the parameter DBSnapshotIdentifier.");
        if (r.engine() != null) parts.around().checkEngine(r.engine());
        Unsupported.check(r);
        boolean managed = Boolean.TRUE.equals(r.manageMasterUserPassword());
        if (r.masterUserSecretKmsKeyId() != null && !managed)
            throw AwsException.invalidCombination(
                    "MasterUserSecretKmsKeyId requires ManageMasterUserPassword.");
        DbSnapshot snapshot = available(call, r).value();
        String resourceId = create.newResourceId();
        Surroundings.Place place =
                parts.around().subnetGroup(call, Optional.ofNullable(r.dbSubnetGroupName()));
        Settings settings = settings(call, r, snapshot.source().settings(), place, resourceId);
        parts.rules().check(settings);
        refuseLess(settings, snapshot);
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
                        DbInstance.Origin.of(snapshot.dataId()),
                        Optional.empty(),
                        Tags.of(r.tags()),
                        false);
        // Without a secret the passwords are those of the snapshot.
        CreateInstance.Credentials credentials =
                managed
                        ? create.managed(call, r.masterUserSecretKmsKeyId())
                        : new CreateInstance.Credentials(
                                parts.passwords().generate(), false, Optional.empty());
        DbInstance made = create.commit(call, asked, credentials, () -> List.of(hold(call, r)));
        return RestoreDbInstanceFromDbSnapshotResponse.builder()
                .dbInstance(parts.show().of(call, made, Observed.of(made)))
                .build();
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

    private static void refuseLess(Settings settings, DbSnapshot snapshot) {
        int had = snapshot.source().settings().storage().allocatedGib();
        int asked = settings.storage().allocatedGib();
        if (asked < had)
            throw AwsException.invalidCombination(
                    "Invalid AllocatedStorage: %d GiB. The snapshot needs at least %d GiB."
                            .formatted(asked, had));
    }

    private Settings settings(
            Call call,
            RestoreDbInstanceFromDbSnapshotRequest r,
            Settings was,
            Surroundings.Place place,
            String resourceId) {
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
                        storage.maxAllocatedGib(),
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
