package homeport.server.site;

import homeport.control.snapshot.DbSnapshot;
import homeport.control.snapshot.Reading;
import homeport.control.snapshot.Snapshots;
import homeport.engine.StoredCopy;
import homeport.server.Status;
import java.util.Comparator;
import java.util.List;

/** Every snapshot as reports tell of it, by instance and the oldest first. */
final class BackupRows {
    private BackupRows() {}

    static List<Status.Backup> of(Snapshots snapshots) {
        return snapshots.everywhere().stream()
                .map(held -> held.value())
                .sorted(
                        Comparator.comparing((DbSnapshot s) -> s.source().instance())
                                .thenComparing(DbSnapshot::requested))
                .map(snapshot -> row(snapshots, snapshot))
                .toList();
    }

    private static Status.Backup row(Snapshots snapshots, DbSnapshot snapshot) {
        try (Reading _ = snapshots.reading(snapshot.dataId())) {
            StoredCopy stored = snapshots.stored(snapshot.dataId());
            return new Status.Backup(
                    snapshot.source().instance(),
                    snapshot.identifier(),
                    snapshot.automated() ? "automated" : "manual",
                    snapshot.awsStatus(),
                    snapshot.taken().map(DbSnapshot.Taken::at),
                    stored.exists() ? stored.bytes() : 0,
                    stored.packed(),
                    stored.encrypted(),
                    snapshot.check().map(DbSnapshot.Check::at),
                    snapshot.check().flatMap(DbSnapshot.Check::failure).orElse(""));
        }
    }
}
