package homeport.control.instance;

import homeport.aws.Call;
import homeport.control.snapshot.DbSnapshot;
import homeport.control.snapshot.SnapshotKind;
import java.time.Instant;
import java.util.Optional;

/** One backup, and how far the log after it goes; the archive's own tests are elsewhere. */
final class KnownRestorable implements Restorable {
    Optional<Instant> latest = Optional.empty();
    Optional<DbSnapshot> base = Optional.empty();
    Optional<PointInTime.Source> gone = Optional.empty();

    @Override
    public Optional<Instant> latest(String region, String resourceId) {
        return latest;
    }

    @Override
    public Optional<Instant> earliest(String region, String resourceId) {
        return base.map(backup -> backup.taken().orElseThrow().at());
    }

    @Override
    public Optional<PointInTime.Source> byResourceId(
            SnapshotKind kind, String region, String resourceId) {
        return gone.filter(source -> source.resourceId().equals(resourceId));
    }

    @Override
    public Optional<PointInTime.Source> byArn(SnapshotKind kind, Call call, String arn) {
        return gone.filter(_ -> arn.endsWith(":ab-gone"));
    }

    @Override
    public Optional<DbSnapshot> base(String region, String resourceId, Optional<Instant> until) {
        return base.filter(backup ->
                until.isEmpty() || !backup.taken().orElseThrow().at().isAfter(until.get()));
    }
}
