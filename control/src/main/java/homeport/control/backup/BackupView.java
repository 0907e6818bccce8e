package homeport.control.backup;

import homeport.aws.Call;
import homeport.control.instance.InstanceView;
import homeport.control.instance.Settings;
import homeport.control.instance.Surroundings;
import homeport.control.snapshot.SnapshotKind;
import software.amazon.awssdk.services.rds.model.DBClusterAutomatedBackup;
import software.amazon.awssdk.services.rds.model.DBInstanceAutomatedBackup;

/** Automated backups as the describe actions show them. */
record BackupView(Backups backups, Surroundings around) {
    DBInstanceAutomatedBackup ofInstance(Call call, AutomatedBackup backup) {
        Settings settings = backup.source().settings();
        Settings.Storage storage = settings.storage();
        return DBInstanceAutomatedBackup.builder()
                .dbInstanceArn(backup.sourceArn().toString())
                .dbInstanceAutomatedBackupsArn(backup.arn().toString())
                .dbiResourceId(backup.resourceId())
                .dbInstanceIdentifier(backup.source().instance())
                .region(backup.region())
                .status(new BackupRows(backups, SnapshotKind.INSTANCE).status(backup))
                .restoreWindow(window(backup))
                .backupRetentionPeriod(settings.upkeep().backupRetentionDays())
                .backupTarget("region")
                .availabilityZone(backup.source().zone())
                .vpcId(around.restorePlace(call, settings).vpcId())
                .instanceCreateTime(backup.source().created())
                .engine("postgres")
                .engineVersion(settings.version())
                .licenseModel("postgresql-license")
                .masterUsername(settings.access().masterUser())
                .port(settings.access().port())
                .iamDatabaseAuthenticationEnabled(settings.access().iam())
                .allocatedStorage(storage.allocatedGib())
                .storageType(storage.type())
                .iops(storage.iops().orElse(null))
                .storageThroughput(storage.throughputMib().orElse(null))
                .encrypted(storage.encrypted())
                .kmsKeyId(storage.kmsKeyId().orElse(null))
                .optionGroupName("default:postgres-" + InstanceView.major(settings.version()))
                .dedicatedLogVolume(false)
                .build();
    }

    DBClusterAutomatedBackup ofCluster(Call call, AutomatedBackup backup) {
        Settings settings = backup.source().settings();
        Settings.Storage storage = settings.storage();
        Surroundings.Place place = around.restorePlace(call, settings);
        return DBClusterAutomatedBackup.builder()
                .dbClusterArn(backup.sourceArn().toString())
                .dbClusterAutomatedBackupsArn(backup.arn().toString())
                .dbClusterResourceId(backup.resourceId())
                .dbClusterIdentifier(backup.source().instance())
                .region(backup.region())
                .status(new BackupRows(backups, SnapshotKind.CLUSTER).status(backup))
                .restoreWindow(window(backup))
                .backupRetentionPeriod(settings.upkeep().backupRetentionDays())
                .availabilityZones(place.zones())
                .vpcId(place.vpcId())
                .clusterCreateTime(backup.source().created())
                .engine("postgres")
                .engineMode("provisioned")
                .engineVersion(settings.version())
                .licenseModel("postgresql-license")
                .masterUsername(settings.access().masterUser())
                .port(settings.access().port())
                .iamDatabaseAuthenticationEnabled(settings.access().iam())
                .allocatedStorage(storage.allocatedGib())
                .storageType(storage.type())
                .iops(storage.iops().orElse(null))
                .storageThroughput(storage.throughputMib().orElse(null))
                .storageEncrypted(storage.encrypted())
                .kmsKeyId(storage.kmsKeyId().orElse(null))
                .build();
    }

    private software.amazon.awssdk.services.rds.model.RestoreWindow window(AutomatedBackup backup) {
        return backups.window(backup)
                .map(window ->
                        software.amazon.awssdk.services.rds.model.RestoreWindow.builder()
                                .earliestTime(window.earliest())
                                .latestTime(window.latest().orElse(null))
                                .build())
                .orElse(null);
    }
}
