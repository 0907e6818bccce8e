package homeport.control.backup;

import homeport.control.record.Commits;
import homeport.control.record.Commits.Attempt;
import homeport.control.record.Held;
import homeport.store.Store;
import java.util.List;
import java.util.Optional;

/** Ends retained backups; the pruner then removes what they hold. */
record BackupDeletion(Store store, Backups backups) {
    AutomatedBackup delete(String region, BackupRows rows, String resourceId) {
        return new Commits(store)
                .run(() -> {
                    AutomatedBackup backup =
                            backups.byResourceId(region, resourceId)
                                    .filter(b -> b.source().kind() == rows.kind())
                                    .orElseThrow(() -> rows.notFound(resourceId));
                    Optional<Held<AutomatedBackup>> held = backups.retained(region, resourceId);
                    if (backup.retainedUntil().isEmpty() || held.isEmpty() || backup.deleting())
                        throw rows.invalidState(backup);
                    AutomatedBackup ending = held.get().value().ending();
                    return new Attempt<>(List.of(backups.replace(held.get(), ending)), ending);
                });
    }
}
