package homeport.control.snapshot;

import static homeport.control.testkit.Calls.NOW;
import static homeport.control.testkit.Calls.REGION;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.control.archive.Archives;
import homeport.control.archive.WalArchive;
import homeport.control.backup.Backups;
import homeport.control.backup.Pruner;
import homeport.control.event.Events;
import homeport.control.instance.Instances;
import homeport.control.testkit.Calls;
import homeport.control.testkit.Examples;
import homeport.engine.PackKeys;
import homeport.store.Change;
import homeport.store.MemoryStore;
import homeport.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotKeeperTest {
    private final MemoryStore store = new MemoryStore();

    @TempDir private Path folder;

    @Test
    void whatIsKeptAfterItsInstanceGoesWhenItsRetentionEnds() throws Exception {
        Snapshots snapshots = new Snapshots(store, folder);
        DbSnapshot over = kept(snapshots, "rds:over", NOW);
        DbSnapshot stays = kept(snapshots, "rds:stays", NOW.plus(Duration.ofDays(1)));
        CountDownLatch gone = new CountDownLatch(1);
        String key =
                snapshots
                        .find(SnapshotKind.INSTANCE, REGION, over.identifier())
                        .orElseThrow()
                        .key();
        try (Store.Watch watch = store.watch(key, 0, change -> tell(change, gone));
                SnapshotKeeper keeper =
                        new SnapshotKeeper(
                                store,
                                snapshots,
                                new Events(store),
                                Calls.ACCOUNT,
                                () -> NOW,
                                pruner(snapshots))) {
            assertThat(watch).isNotNull();
            keeper.start();
            assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(snapshots.data(over)).doesNotExist();
        assertThat(snapshots.data(stays)).exists();
        assertThat(snapshots.find(SnapshotKind.INSTANCE, REGION, stays.identifier())).isPresent();
    }

    private Pruner pruner(Snapshots snapshots) {
        Instances instances = new Instances(store);
        Archives archives = new Archives(store, snapshots, new WalArchive(folder, PackKeys.NONE));
        Backups backups = new Backups(store, instances, snapshots, archives);
        return new Pruner(store, backups, instances, snapshots, () -> NOW);
    }

    private static void tell(Change change, CountDownLatch gone) {
        if (change instanceof Change.Deleted) gone.countDown();
    }

    private DbSnapshot kept(Snapshots snapshots, String name, Instant until) throws IOException {
        var orders = Examples.orders();
        DbSnapshot snapshot =
                Snapshots.asked(name, true, orders, Examples.serving(orders), NOW, Map.of())
                        .takenAt(NOW, 1, Optional.empty())
                        .keptUntil(until);
        Files.createDirectory(snapshots.data(snapshot));
        Files.writeString(snapshots.data(snapshot).resolve("PG_VERSION"), "16");
        store.commit(List.of(snapshots.create(REGION, snapshot)));
        return snapshot;
    }
}
