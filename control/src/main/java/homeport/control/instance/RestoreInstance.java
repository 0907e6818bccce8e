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
import homeport.control.snapshot.DbSnapshot;
import homeport.control.snapshot.SnapshotService;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.RestoreDbInstanceFromDbSnapshotRequest;
import software.amazon.awssdk.services.rds.model.RestoreDbInstanceFromDbSnapshotResponse;

/** RestoreDBInstanceFromDBSnapshot: a new instance whose first data is a snapshot's. */
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
        String identifier = Identifier.of("DBInstanceIdentifier", r.dbInstanceIdentifier(), 63);
        if (r.dbClusterSnapshotIdentifier() != null)
            throw new AwsException(
                    "DBClusterSnapshotNotFoundFault",
                    "DBClusterSnapshot %s not found.".formatted(r.dbClusterSnapshotIdentifier()));
        if (r.dbSnapshotIdentifier() == null)
            throw new AwsException(
                    "MissingParameter",
                    "The request must contain the parameter DBSnapshotIdentifier.");
        if (r.engine() != null) parts.around().checkEngine(r.engine());
        if (r.dbName() != null)
            throw AwsException.invalidCombination("DBName is not supported for engine postgres.");
        DbSnapshot snapshot =
                SnapshotService.require(parts.snapshots(), call, r.dbSnapshotIdentifier()).value();
        if (snapshot.taken().isEmpty() || snapshot.deleting())
            throw new AwsException(
                    "InvalidDBSnapshotState",
                    "Snapshot %s is %s, not available."
                            .formatted(snapshot.identifier(), snapshot.awsStatus()));
        String resourceId = create.newResourceId();
        Surroundings.Place place =
                parts.around().subnetGroup(call, Optional.ofNullable(r.dbSubnetGroupName()));
        Settings settings = settings(call, r, snapshot.source().settings(), place, resourceId);
        parts.rules().check(settings);
        parts.around().checkClass(settings.instanceClass());
        CreateInstance.New asked =
                new CreateInstance.New(
                        identifier,
                        resourceId,
                        settings,
                        zone(r, place, resourceId),
                        new DbInstance.Origin(Optional.of(snapshot.dataId())),
                        Tags.of(r.tags()));
        // The passwords are those of the snapshot; this one is never set (its generation is 0).
        DbInstance made = create.commit(call, asked, parts.passwords().generate(), false);
        return RestoreDbInstanceFromDbSnapshotResponse.builder()
                .dbInstance(parts.show().of(call, made, Observed.of(made)))
                .build();
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
                        Requests.or(r.storageType(), storage.type()),
                        Optional.ofNullable(r.iops()).or(storage::iops),
                        Optional.ofNullable(r.storageThroughput()).or(storage::throughputMib),
                        storage.maxAllocatedGib(),
                        storage.encrypted(),
                        storage.kmsKeyId()),
                new Access(
                        access.masterUser(),
                        access.database(),
                        Requests.or(r.port(), access.port()),
                        Requests.or(r.enableIAMDatabaseAuthentication(), access.iam()),
                        Requests.or(r.publiclyAccessible(), false),
                        place.name(),
                        groups,
                        Requests.or(r.caCertificateIdentifier(), access.caCertificate())),
                new Upkeep(
                        was.upkeep().backupRetentionDays(),
                        Defaults.backupWindow(resourceId),
                        Defaults.maintenanceWindow(resourceId),
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
