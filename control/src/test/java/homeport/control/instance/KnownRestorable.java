package homeport.control.instance;

import homeport.control.snapshot.DbSnapshot;
import java.time.Instant;
import java.util.Optional;

/** One backup, and how far the log after it goes; the archive's own tests are elsewhere. */
final class KnownRestorable implements Restorable {
    Optional<Instant> latest = Optional.empty();
    Optional<DbSnapshot> base = Optional.empty();

    @Override
    public Optional<Instant> latest(String region, String resourceId) {
        return latest;
    }

    @Override
    public Optional<Instant> earliest(String region, String resourceId) {
        return base.map(backup -> backup.taken().orElseThrow().at());
    }

    @Override
    public Optional<DbSnapshot> base(String region, String resourceId, Optional<Instant> until) {
        return base.filter(backup ->
                until.isEmpty() || !backup.taken().orElseThrow().at().isAfter(until.get()));
    }
}
