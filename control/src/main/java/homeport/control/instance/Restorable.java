package homeport.control.instance;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.control.snapshot.DbSnapshot;
import homeport.control.snapshot.SnapshotKind;
import java.time.Instant;
import java.util.Optional;

/** How far back, or rather forward, an instance's or a cluster's backups go. */
public interface Restorable {
    /** {@code LatestRestorableTime}; empty when nothing can be restored to a time. */
    Optional<Instant> latest(String region, String resourceId);

    /** When the oldest backup was complete from which a recovery can begin. */
    Optional<Instant> earliest(String region, String resourceId);

    /** What has backups, also if it is gone. */
    Optional<PointInTime.Source> byResourceId(SnapshotKind kind, String region, String resourceId);

    /**
     * The same by the ARN of its automated backups.
     *
     * @throws AwsException it is no ARN
     */
    Optional<PointInTime.Source> byArn(SnapshotKind kind, Call call, String arn);

    /**
     * The backup that a recovery to a moment begins with.
     *
     * @param until empty: as late as can be
     */
    Optional<DbSnapshot> base(String region, String resourceId, Optional<Instant> until);
}
