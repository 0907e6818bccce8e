package homeport.control.instance;

import homeport.aws.AwsException;
import homeport.control.record.Held;
import homeport.control.snapshot.DbSnapshot;
import homeport.control.snapshot.SnapshotKind;
import homeport.control.snapshot.Snapshots;
import homeport.store.Op;
import java.time.Instant;
import java.util.Optional;

/**
 * What a restore to a point in time begins with. Source: RDS API reference,
 * RestoreDBInstanceToPointInTime; RDS user guide, "Restoring a DB instance to a specified time".
 *
 * @param until empty: the latest restorable time
 * @param base the backup that it begins with
 */
public record PointInTime(Source source, Optional<Instant> until, DbSnapshot base) {
    /**
     * Whose backups they are; it may be gone.
     *
     * @param settings that it has, or had in the end
     */
    public record Source(String region, String resourceId, String identifier, Settings settings) {
        public static Source of(Instances.Instance instance) {
            DbInstance asked = instance.asked();
            return new Source(
                    instance.region(),
                    asked.resourceId(),
                    asked.identifier(),
                    instance.seen().applied().orElse(asked.settings()));
        }
    }

    /**
     * @param member what the request calls the time
     * @param notEnabled the error code for a source without backups
     * @throws AwsException for a request that names no time, two, or one that cannot be restored
     */
    public static PointInTime of(
            Restorable restorable,
            Source source,
            String member,
            Instant time,
            Boolean useLatest,
            String notEnabled) {
        boolean latest = Boolean.TRUE.equals(useLatest);
        if (latest && time != null)
            throw AwsException.invalidCombination(
                    "You can't specify both %s and UseLatestRestorableTime.".formatted(member));
        if (!latest && time == null)
            throw AwsException.invalidCombination(
                    "You must specify either %s or UseLatestRestorableTime.".formatted(member));
        String region = source.region();
        String id = source.resourceId();
        Instant end =
                restorable.latest(region, id).orElseThrow(() -> unrestorable(source, notEnabled));
        if (time != null && time.isAfter(end))
            throw AwsException.invalidValue(
                    "%s is %s, allowed: at or before the latest restorable time, %s."
                            .formatted(member, time, end));
        Optional<Instant> until = Optional.ofNullable(time);
        DbSnapshot base =
                restorable
                        .base(region, id, until)
                        .orElseThrow(() ->
                                new AwsException(
                                        "InvalidRestoreFault",
                                        "There is no backup of %s to restore to %s from; the earliest restorable time is %s."
                                                .formatted(
                                                        source.identifier(),
                                                        time,
                                                        restorable
                                                                .earliest(region, id)
                                                                .orElse(end))));
        return new PointInTime(source, until, base);
    }

    private static AwsException unrestorable(Source source, String notEnabled) {
        boolean none = source.settings().upkeep().backupRetentionDays() == 0;
        return none
                ? new AwsException(
                        notEnabled,
                        "Automated backups are not enabled for %s; its backup retention period is 0."
                                .formatted(source.identifier()))
                : new AwsException(
                        "InvalidRestoreFault",
                        "%s has no restorable time yet; its first backup is not complete."
                                .formatted(source.identifier()));
    }

    public DbInstance.Origin origin() {
        return new DbInstance.Origin(
                Optional.of(base.dataId()),
                Optional.of(
                        new DbInstance.Rewind(
                                source.region(), source.resourceId(), source.identifier(), until)));
    }

    /** Writes the backup as it is, so that of a restore and a deletion only one commits. */
    public Op hold(Snapshots snapshots) {
        SnapshotKind kind = base.kind();
        Held<DbSnapshot> held =
                snapshots
                        .find(kind, source.region(), base.identifier())
                        .filter(now -> now.value().dataId().equals(base.dataId()))
                        .filter(now -> !now.value().deleting())
                        .orElseThrow(() ->
                                kind.invalidState(
                                        "The backup %s is being deleted."
                                                .formatted(base.identifier())));
        return snapshots.replace(held, held.value());
    }
}
