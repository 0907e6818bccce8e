package homeport.control.backup;

import homeport.control.snapshot.DbSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The archived logs of instances, as far as backups must know of them. */
public interface LogArchive {
    /** Where no log is archived. */
    LogArchive NONE =
            new LogArchive() {
                @Override
                public Optional<Instant> latest(AutomatedBackup backup) {
                    return Optional.empty();
                }

                @Override
                public void keepFor(AutomatedBackup backup, List<DbSnapshot> retained) {}

                @Override
                public void remove(String resourceId) {}
            };

    /** The last moment that can be restored; empty: none can. */
    Optional<Instant> latest(AutomatedBackup backup);

    /**
     * What no restore needs any more may go. May be repeated.
     *
     * @param retained the automated snapshots that can be restored, oldest first, at least one: the
     *     log is needed from the start of the first one's copy on
     */
    void keepFor(AutomatedBackup backup, List<DbSnapshot> retained);

    /** Nothing of this instance or cluster will be restored any more. May be repeated. */
    void remove(String resourceId);
}
