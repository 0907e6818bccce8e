package homeport.control.snapshot;

import homeport.control.instance.Settings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One DB snapshot. Key: its identifier ({@code rds:<instance>-<time>} for automated ones).
 *
 * @param dataId the folder that holds its data
 * @param copyOf the data folder that it is to be copied from; empty: it is taken from its instance
 * @param taken when the data was whole
 * @param deleting its data is being removed
 * @param sharedWith attribute {@code restore}: accounts, recorded
 */
public record DbSnapshot(
        String identifier,
        String dataId,
        boolean automated,
        Instant requested,
        Source source,
        Optional<CopyOf> copyOf,
        Optional<Taken> taken,
        Optional<String> failure,
        boolean deleting,
        List<String> sharedWith,
        Map<String, String> tags) {
    public DbSnapshot {
        sharedWith = List.copyOf(sharedWith);
        tags = Map.copyOf(tags);
    }

    /** The instance as it was. */
    public record Source(
            String instance, String resourceId, Instant created, String zone, Settings settings) {}

    /** The snapshot that it is a copy of. */
    public record CopyOf(String arn, String dataId) {}

    /**
     * @param bytes of the data folder
     */
    public record Taken(Instant at, long bytes) {}

    public DbSnapshot takenAt(Instant when, long bytes) {
        return new DbSnapshot(
                identifier,
                dataId,
                automated,
                requested,
                source,
                copyOf,
                Optional.of(new Taken(when, bytes)),
                Optional.empty(),
                deleting,
                sharedWith,
                tags);
    }

    public DbSnapshot failed(String why) {
        return new DbSnapshot(
                identifier,
                dataId,
                automated,
                requested,
                source,
                copyOf,
                taken,
                Optional.of(why),
                deleting,
                sharedWith,
                tags);
    }

    public DbSnapshot ending() {
        return new DbSnapshot(
                identifier,
                dataId,
                automated,
                requested,
                source,
                copyOf,
                taken,
                failure,
                true,
                sharedWith,
                tags);
    }

    public DbSnapshot with(Map<String, String> changed) {
        return new DbSnapshot(
                identifier,
                dataId,
                automated,
                requested,
                source,
                copyOf,
                taken,
                failure,
                deleting,
                sharedWith,
                changed);
    }

    public DbSnapshot with(List<String> accounts) {
        return new DbSnapshot(
                identifier,
                dataId,
                automated,
                requested,
                source,
                copyOf,
                taken,
                failure,
                deleting,
                accounts,
                tags);
    }

    /** Its data is to be taken from its instance. */
    public boolean due() {
        return copyOf.isEmpty() && !deleting && taken.isEmpty() && failure.isEmpty();
    }

    /** {@code Status} in DescribeDBSnapshots. */
    public String awsStatus() {
        if (deleting) return "deleting";
        if (taken.isPresent()) return "available";
        return failure.isPresent() ? "failed" : "creating";
    }
}
