package homeport.control.snapshot;

import homeport.control.instance.Settings;
import homeport.control.name.Tags;
import java.time.Instant;
import software.amazon.awssdk.services.rds.model.DBSnapshot;

/** A snapshot as DescribeDBSnapshots shows it. */
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
                .snapshotType(snapshot.automated() ? "automated" : "manual")
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
}
