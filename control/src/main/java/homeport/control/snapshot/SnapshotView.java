package homeport.control.snapshot;

import homeport.control.instance.Settings;
import homeport.control.instance.Surroundings;
import homeport.control.name.Tags;
import java.time.Instant;
import software.amazon.awssdk.services.rds.model.DBClusterSnapshot;
import software.amazon.awssdk.services.rds.model.DBSnapshot;

/** A snapshot as the describe actions show it. */
final class SnapshotView {
    private SnapshotView() {}

    static DBSnapshot of(String region, String account, DbSnapshot snapshot) {
        Settings settings = snapshot.source().settings();
        Settings.Storage storage = settings.storage();
        Instant taken = snapshot.taken().map(DbSnapshot.Taken::at).orElse(null);
        String major = settings.version().substring(0, settings.version().indexOf('.'));
        return DBSnapshot.builder()
                .dbSnapshotIdentifier(snapshot.identifier())
                .dbSnapshotArn(Snapshots.arn(region, account, snapshot).toString())
                .dbInstanceIdentifier(snapshot.source().instance())
                .dbiResourceId(snapshot.source().resourceId())
                .snapshotType(SnapshotRows.type(snapshot))
                .snapshotTarget("region")
                .status(snapshot.awsStatus())
                .percentProgress(taken == null ? 0 : 100)
                .snapshotCreateTime(taken)
                .originalSnapshotCreateTime(snapshot.originally().orElse(null))
                .snapshotDatabaseTime(snapshot.originally().orElse(null))
                .instanceCreateTime(snapshot.source().created())
                .engine("postgres")
                .engineVersion(settings.version())
                .licenseModel("postgresql-license")
                .masterUsername(settings.access().masterUser())
                .port(settings.access().port())
                .availabilityZone(snapshot.source().zone())
                .allocatedStorage(storage.allocatedGib())
                .storageType(storage.type())
                .iops(storage.iops().orElse(null))
                .storageThroughput(storage.throughputMib().orElse(null))
                .encrypted(storage.encrypted())
                .kmsKeyId(storage.kmsKeyId().orElse(null))
                .optionGroupName("default:postgres-" + major)
                .iamDatabaseAuthenticationEnabled(settings.access().iam())
                .sourceDBSnapshotIdentifier(
                        snapshot.copyOf().map(DbSnapshot.CopyOf::arn).orElse(null))
                .tagList(Tags.list(snapshot.tags()))
                .dedicatedLogVolume(false)
                .build();
    }

    /**
     * The same for a snapshot of a cluster, as DescribeDBClusterSnapshots shows it.
     *
     * @param place where it can be restored
     */
    static DBClusterSnapshot ofCluster(
            String region, String account, DbSnapshot snapshot, Surroundings.Place place) {
        Settings settings = snapshot.source().settings();
        Settings.Storage storage = settings.storage();
        Instant taken = snapshot.taken().map(DbSnapshot.Taken::at).orElse(null);
        return DBClusterSnapshot.builder()
                .dbClusterSnapshotIdentifier(snapshot.identifier())
                .dbClusterSnapshotArn(Snapshots.arn(region, account, snapshot).toString())
                .dbClusterIdentifier(snapshot.source().instance())
                .dbClusterResourceId(snapshot.source().resourceId())
                .snapshotType(SnapshotRows.type(snapshot))
                .status(snapshot.awsStatus())
                .percentProgress(taken == null ? 0 : 100)
                .snapshotCreateTime(taken == null ? snapshot.requested() : taken)
                .clusterCreateTime(snapshot.source().created())
                .engine("postgres")
                .engineMode("provisioned")
                .engineVersion(settings.version())
                .licenseModel("postgresql-license")
                .masterUsername(settings.access().masterUser())
                .port(settings.access().port())
                .vpcId(place.vpcId())
                .availabilityZones(place.zones())
                .allocatedStorage(storage.allocatedGib())
                .storageType(storage.type())
                .storageEncrypted(storage.encrypted())
                .kmsKeyId(storage.kmsKeyId().orElse(null))
                .iamDatabaseAuthenticationEnabled(settings.access().iam())
                .tagList(Tags.list(snapshot.tags()))
                .build();
    }
}
