package homeport.control.instance;

import homeport.control.snapshot.DbSnapshot;
import java.time.Instant;
import java.util.Optional;

/** How far back, or rather forward, an instance's or a cluster's backups go. */
public interface Restorable {
    /** {@code LatestRestorableTime}; empty when nothing can be restored to a time. */
    Optional<Instant> latest(String region, String resourceId);

    /** When the oldest backup was complete from which a recovery can begin. */
    Optional<Instant> earliest(String region, String resourceId);

    /**
     * The backup that a recovery to a moment begins with.
     *
     * @param until empty: as late as can be
     */
    Optional<DbSnapshot> base(String region, String resourceId, Optional<Instant> until);
}
