package homeport.control.backup;

import static homeport.control.testkit.Calls.NOW;
import static homeport.control.testkit.Calls.REGION;
import static homeport.control.testkit.Calls.error;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.aws.Service;
import homeport.control.archive.Archives;
import homeport.control.archive.WalArchive;
import homeport.control.instance.Cluster;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Instances;
import homeport.control.instance.Observed;
import homeport.control.snapshot.DbSnapshot;
import homeport.control.snapshot.SnapshotKind;
import homeport.control.snapshot.Snapshots;
import homeport.control.testkit.Calls;
import homeport.control.testkit.Examples;
import homeport.control.testkit.FixedSurroundings;
import homeport.engine.PackKeys;
import homeport.store.MemoryStore;
import homeport.store.Op;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.rds.model.DBInstanceAutomatedBackup;
import software.amazon.awssdk.services.rds.model.DeleteDbClusterAutomatedBackupRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbClusterAutomatedBackupResponse;
import software.amazon.awssdk.services.rds.model.DeleteDbInstanceAutomatedBackupRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbInstanceAutomatedBackupResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbClusterAutomatedBackupsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbClusterAutomatedBackupsResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbInstanceAutomatedBackupsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbInstanceAutomatedBackupsResponse;
import software.amazon.awssdk.services.rds.model.Filter;

/**
 * Of three instances one has a backup, one is yet to have its first, and one is gone and has left
 * its own. Source: RDS API reference, DBInstanceAutomatedBackup.
 */
class AutomatedBackupServiceTest {
    private final MemoryStore store = new MemoryStore();
    private final Instances instances = new Instances(store);
    private final Service rds = new Service("rds");

    @TempDir private Path folder;
    private Snapshots snapshots;
    private Backups backups;
    private Pruner pruner;
    private Instant now = NOW;

    @BeforeEach
    void threeInstances() {
        snapshots = new Snapshots(store, folder.resolve("snapshots"));
        Archives archives =
                new Archives(
                        store, snapshots, new WalArchive(folder.resolve("archive"), PackKeys.NONE));
        backups = new Backups(store, instances, snapshots, archives);
        pruner = new Pruner(store, backups, instances, snapshots, () -> now);
        new AutomatedBackupService(store, backups, new FixedSurroundings()).register(rds);
        serving(Examples.instance("orders", "db-ORDERS"));
        taken("orders", "db-ORDERS", NOW.minus(Duration.ofHours(9)));
        serving(Examples.instance("young", "db-YOUNG"));
        gone(Examples.instance("orders", "db-OLD"));
    }

    private void serving(DbInstance asked) {
        List<Op> ops = new ArrayList<>(instances.create(REGION, asked));
        ops.add(instances.observe(REGION, asked.resourceId(), Examples.serving(asked)));
        assertThat(store.commit(ops)).isPresent();
    }

    private void taken(String name, String resourceId, Instant at) {
        DbInstance of = Examples.instance(name, resourceId);
        DbSnapshot snapshot =
                Snapshots.asked(
                                Snapshots.automatedName(
                                        name + resourceId.toLowerCase(Locale.ROOT), at),
                                true,
                                of,
                                Examples.serving(of),
                                at,
                                Map.of())
                        .takenAt(at, 1, Optional.empty());
        store.commit(List.of(snapshots.create(REGION, snapshot)));
    }

    private void gone(DbInstance asked) {
        taken(asked.identifier(), asked.resourceId(), NOW.minus(Duration.ofHours(10)));
        Observed seen = Examples.serving(asked);
        DbInstance other = Examples.instance("other", asked.resourceId());
        store.commit(new ArrayList<>(instances.create(REGION, other)));
        var held = instances.byResourceId(REGION, asked.resourceId()).orElseThrow();
        List<Op> ops = new ArrayList<>(instances.remove(held));
        Instances.Instance left = new Instances.Instance(REGION, held.with(asked).held(), seen);
        ops.add(backups.retain(left, NOW.plus(Duration.ofDays(1))));
        store.commit(ops);
    }

    @Test
    void eachHasItsStatusAndItsWindow() {
        assertThat(list(DescribeDbInstanceAutomatedBackupsRequest.builder()))
                .extracting(
                        b -> b.dbInstanceIdentifier() + " " + b.dbiResourceId() + " " + b.status())
                .containsExactly(
                        "orders db-OLD retained",
                        "orders db-ORDERS active",
                        "young db-YOUNG creating");
        DBInstanceAutomatedBackup active = one("db-ORDERS");
        assertThat(active.restoreWindow().earliestTime()).isEqualTo(NOW.minus(Duration.ofHours(9)));
        assertThat(active.restoreWindow().latestTime()).as("no WAL yet").isNull();
        assertThat(active.dbInstanceArn()).isEqualTo(Calls.arn("db", "orders"));
        assertThat(active.backupRetentionPeriod()).isEqualTo(1);
        assertThat(active.port()).isEqualTo(5432);
        assertThat(active.masterUsername()).isEqualTo("master");
        assertThat(active.vpcId()).isNotEmpty();
        assertThat(active.optionGroupName()).isEqualTo("default:postgres-16");
        assertThat(one("db-YOUNG").restoreWindow()).isNull();
    }

    @Test
    void theArnStaysWithTheResource() {
        String arn = one("db-OLD").dbInstanceAutomatedBackupsArn();
        assertThat(arn).matches("arn:aws:rds:us-east-1:000000000000:auto-backup:ab-[0-9a-f]{26}");
        assertThat(
                        list(
                                DescribeDbInstanceAutomatedBackupsRequest.builder()
                                        .dbInstanceAutomatedBackupsArn(arn)))
                .extracting(DBInstanceAutomatedBackup::dbiResourceId)
                .containsExactly("db-OLD");
        assertThat(
                        backups.named(SnapshotKind.INSTANCE, REGION, "orders")
                                .orElseThrow()
                                .resourceId())
                .as("what is active first")
                .isEqualTo("db-ORDERS");
    }

    @ParameterizedTest
    @CsvSource({
        "status, retained, db-OLD",
        "status, active, db-ORDERS",
        "db-instance-id, young, db-YOUNG",
        "dbi-resource-id, db-ORDERS, db-ORDERS"
    })
    void filtersPass(String name, String value, String expected) {
        assertThat(
                        list(
                                DescribeDbInstanceAutomatedBackupsRequest.builder()
                                        .filters(
                                                Filter.builder().name(name).values(value).build())))
                .extracting(DBInstanceAutomatedBackup::dbiResourceId)
                .containsExactly(expected);
    }

    @Test
    void whatIsNotThereIsNotFound() {
        var request = DescribeDbInstanceAutomatedBackupsRequest.builder();
        assertThat(error(() -> list(request.dbiResourceId("db-NOBODY"))))
                .isEqualTo(
                        "DBInstanceAutomatedBackupNotFound: DBInstanceAutomatedBackup db-NOBODY not"
                                + " found.");
        var clusters = DescribeDbClusterAutomatedBackupsRequest.builder();
        assertThat(clusters(clusters).dbClusterAutomatedBackups()).isEmpty();
        assertThat(error(() -> clusters(clusters.dbClusterIdentifier("orders"))))
                .startsWith("DBClusterAutomatedBackupNotFoundFault: ");
    }

    @Test
    void aClusterIsShownAmongItsKind() {
        Cluster members =
                new Cluster(
                        "127.1.7.9",
                        Map.of(
                                "node-1",
                                new Cluster.Member("m1", "db-M1", "127.1.7.8", 0, Map.of())));
        DbInstance asked = Examples.instance("ledger", "cluster-LEDGER").with(members);
        serving(asked);
        DbSnapshot taken =
                Snapshots.asked("rds:ledger-1", true, asked, Examples.serving(asked), NOW, Map.of())
                        .takenAt(NOW, 1, Optional.empty());
        store.commit(List.of(snapshots.create(REGION, taken)));
        var found =
                clusters(DescribeDbClusterAutomatedBackupsRequest.builder())
                        .dbClusterAutomatedBackups();
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().status()).isEqualTo("active");
        assertThat(found.getFirst().dbClusterArn()).isEqualTo(Calls.arn("cluster", "ledger"));
        assertThat(found.getFirst().dbClusterAutomatedBackupsArn())
                .startsWith(Calls.arn("cluster-auto-backup", "ab-cluster-"));
        assertThat(found.getFirst().restoreWindow().earliestTime()).isEqualTo(NOW);
        assertThat(list(DescribeDbInstanceAutomatedBackupsRequest.builder()))
                .noneMatch(backup -> backup.dbInstanceIdentifier().equals("ledger"));
        assertThat(error(() -> deleteCluster("cluster-LEDGER")))
                .startsWith("InvalidDBClusterAutomatedBackupStateFault: ");
        assertThat(error(() -> deleteCluster("db-ORDERS")))
                .startsWith("DBClusterAutomatedBackupNotFoundFault: ");
    }

    private void deleteCluster(String resourceId) {
        Calls.call(
                rds,
                "DeleteDBClusterAutomatedBackup",
                DeleteDbClusterAutomatedBackupRequest.builder()
                        .dbClusterResourceId(resourceId)
                        .build(),
                DeleteDbClusterAutomatedBackupResponse.class);
    }

    private DescribeDbClusterAutomatedBackupsResponse clusters(
            DescribeDbClusterAutomatedBackupsRequest.Builder r) {
        return Calls.call(
                rds,
                "DescribeDBClusterAutomatedBackups",
                r.build(),
                DescribeDbClusterAutomatedBackupsResponse.class);
    }

    @Test
    void onlyWhatIsRetainedCanBeDeleted() {
        assertThat(error(() -> delete("db-ORDERS")))
                .isEqualTo(
                        "InvalidDBInstanceAutomatedBackupState: The automated backup of orders can't be"
                                + " deleted: it is active. Allowed: retained.");
        assertThat(delete("db-OLD").status()).isEqualTo("deleting");
        assertThat(error(() -> delete("db-OLD")))
                .startsWith("InvalidDBInstanceAutomatedBackupState: ");
        pruner.run();
        pruner.run();
        assertThat(backups.byResourceId(REGION, "db-OLD")).isEmpty();
        assertThat(snapshots.of(REGION, "db-OLD")).allMatch(held -> held.value().deleting());
        assertThat(snapshots.of(REGION, "db-ORDERS")).noneMatch(held -> held.value().deleting());
        assertThat(error(() -> delete("db-OLD"))).startsWith("DBInstanceAutomatedBackupNotFound: ");
    }

    @Test
    void whatIsRetainedGoesAtItsEnd() {
        now = NOW.plus(Duration.ofHours(23));
        pruner.run();
        assertThat(backups.byResourceId(REGION, "db-OLD")).isPresent();
        now = NOW.plus(Duration.ofHours(24));
        pruner.run();
        pruner.run();
        assertThat(backups.byResourceId(REGION, "db-OLD")).isEmpty();
    }

    @Test
    void withoutRetentionTheSnapshotsGo() {
        var held = instances.byResourceId(REGION, "db-ORDERS").orElseThrow();
        DbInstance off =
                held.asked()
                        .with(
                                Examples.changed(held.asked().settings(), "no-backups"),
                                Optional.empty());
        store.commit(List.of(instances.replace(held, off)));
        pruner.run();
        assertThat(snapshots.of(REGION, "db-ORDERS")).allMatch(s -> s.value().deleting());
    }

    @Test
    void notWhileARestoreReadsThem() {
        String dataId = snapshots.of(REGION, "db-OLD").getFirst().value().dataId();
        DbInstance copy = Examples.instance("copy", "db-COPY");
        DbInstance restoring =
                new DbInstance(
                        copy.identifier(),
                        copy.resourceId(),
                        copy.account(),
                        copy.requested(),
                        DbInstance.Origin.of(dataId),
                        copy.place(),
                        copy.cluster(),
                        copy.replicaOf(),
                        copy.settings(),
                        copy.pending(),
                        copy.pendingName(),
                        copy.password(),
                        copy.power(),
                        copy.reboots(),
                        copy.deletion(),
                        copy.tags());
        store.commit(new ArrayList<>(instances.create(REGION, restoring)));
        delete("db-OLD");
        pruner.run();
        assertThat(snapshots.of(REGION, "db-OLD")).noneMatch(held -> held.value().deleting());
        assertThat(one("db-OLD").status()).isEqualTo("deleting");
        store.commit(List.of(instances.observe(REGION, "db-COPY", Examples.serving(restoring))));
        pruner.run();
        assertThat(snapshots.of(REGION, "db-OLD")).allMatch(held -> held.value().deleting());
    }

    private List<DBInstanceAutomatedBackup> list(
            DescribeDbInstanceAutomatedBackupsRequest.Builder r) {
        return Calls.call(
                        rds,
                        "DescribeDBInstanceAutomatedBackups",
                        r.build(),
                        DescribeDbInstanceAutomatedBackupsResponse.class)
                .dbInstanceAutomatedBackups();
    }

    private DBInstanceAutomatedBackup one(String resourceId) {
        return list(DescribeDbInstanceAutomatedBackupsRequest.builder().dbiResourceId(resourceId))
                .getFirst();
    }

    private DBInstanceAutomatedBackup delete(String resourceId) {
        return Calls.call(
                        rds,
                        "DeleteDBInstanceAutomatedBackup",
                        DeleteDbInstanceAutomatedBackupRequest.builder()
                                .dbiResourceId(resourceId)
                                .build(),
                        DeleteDbInstanceAutomatedBackupResponse.class)
                .dbInstanceAutomatedBackup();
    }
}
