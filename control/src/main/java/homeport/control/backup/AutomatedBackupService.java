package homeport.control.backup;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import homeport.control.instance.Surroundings;
import homeport.control.record.Paging;
import homeport.control.snapshot.SnapshotKind;
import homeport.store.Store;
import software.amazon.awssdk.services.rds.model.DeleteDbClusterAutomatedBackupRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbClusterAutomatedBackupResponse;
import software.amazon.awssdk.services.rds.model.DeleteDbInstanceAutomatedBackupRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbInstanceAutomatedBackupResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbClusterAutomatedBackupsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbClusterAutomatedBackupsResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbInstanceAutomatedBackupsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbInstanceAutomatedBackupsResponse;

/** The API actions on automated backups of instances and of Multi-AZ DB clusters. */
public final class AutomatedBackupService {
    private final BackupRows instances;
    private final BackupRows clusters;
    private final BackupDeletion deletion;
    private final BackupView view;

    public AutomatedBackupService(Store store, Backups backups, Surroundings around) {
        this.instances = new BackupRows(backups, SnapshotKind.INSTANCE);
        this.clusters = new BackupRows(backups, SnapshotKind.CLUSTER);
        this.deletion = new BackupDeletion(store, backups);
        this.view = new BackupView(backups, around);
    }

    public void register(Service rds) {
        rds.on(
                        "DescribeDBInstanceAutomatedBackups",
                        DescribeDbInstanceAutomatedBackupsRequest::builder,
                        this::describe)
                .on(
                        "DescribeDBClusterAutomatedBackups",
                        DescribeDbClusterAutomatedBackupsRequest::builder,
                        this::describe)
                .on(
                        "DeleteDBInstanceAutomatedBackup",
                        DeleteDbInstanceAutomatedBackupRequest::builder,
                        this::delete)
                .on(
                        "DeleteDBClusterAutomatedBackup",
                        DeleteDbClusterAutomatedBackupRequest::builder,
                        this::delete);
    }

    private DescribeDbInstanceAutomatedBackupsResponse describe(
            Call call, DescribeDbInstanceAutomatedBackupsRequest r) {
        Paging<AutomatedBackup> page =
                instances.page(
                        call,
                        new BackupRows.Wanted(
                                r.dbiResourceId(),
                                r.dbInstanceIdentifier(),
                                r.dbInstanceAutomatedBackupsArn(),
                                r.filters(),
                                r.maxRecords(),
                                r.marker()));
        return DescribeDbInstanceAutomatedBackupsResponse.builder()
                .dbInstanceAutomatedBackups(
                        page.rows().stream().map(b -> view.ofInstance(call, b)).toList())
                .marker(page.markerOrNull())
                .build();
    }

    private DescribeDbClusterAutomatedBackupsResponse describe(
            Call call, DescribeDbClusterAutomatedBackupsRequest r) {
        Paging<AutomatedBackup> page =
                clusters.page(
                        call,
                        new BackupRows.Wanted(
                                r.dbClusterResourceId(),
                                r.dbClusterIdentifier(),
                                null,
                                r.filters(),
                                r.maxRecords(),
                                r.marker()));
        return DescribeDbClusterAutomatedBackupsResponse.builder()
                .dbClusterAutomatedBackups(
                        page.rows().stream().map(b -> view.ofCluster(call, b)).toList())
                .marker(page.markerOrNull())
                .build();
    }

    private DeleteDbInstanceAutomatedBackupResponse delete(
            Call call, DeleteDbInstanceAutomatedBackupRequest r) {
        boolean both = r.dbiResourceId() != null && r.dbInstanceAutomatedBackupsArn() != null;
        boolean neither = r.dbiResourceId() == null && r.dbInstanceAutomatedBackupsArn() == null;
        if (both || neither)
            throw AwsException.invalidCombination(
                    "You must specify exactly one of DbiResourceId and"
                            + " DBInstanceAutomatedBackupsArn.");
        String resourceId =
                r.dbiResourceId() != null
                        ? r.dbiResourceId()
                        : instances.withArn(call, r.dbInstanceAutomatedBackupsArn()).resourceId();
        AutomatedBackup gone = deletion.delete(call.region(), instances, resourceId);
        return DeleteDbInstanceAutomatedBackupResponse.builder()
                .dbInstanceAutomatedBackup(view.ofInstance(call, gone))
                .build();
    }

    private DeleteDbClusterAutomatedBackupResponse delete(
            Call call, DeleteDbClusterAutomatedBackupRequest r) {
        AutomatedBackup gone = deletion.delete(call.region(), clusters, r.dbClusterResourceId());
        return DeleteDbClusterAutomatedBackupResponse.builder()
                .dbClusterAutomatedBackup(view.ofCluster(call, gone))
                .build();
    }
}
