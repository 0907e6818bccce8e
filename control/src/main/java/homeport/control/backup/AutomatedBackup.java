package homeport.control.backup;

import homeport.aws.Sha256;
import homeport.control.name.Arn;
import homeport.control.snapshot.DbSnapshot;
import homeport.control.snapshot.SnapshotKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * All automated backups of one instance or cluster, its snapshots and its log, as one thing. Of
 * what runs it is made up when somebody asks; of what is deleted with {@code
 * DeleteAutomatedBackups=false} it is a record of its own. Key: the resource id of its source.
 *
 * @param source the instance or cluster as it is, or as it was in the end
 * @param retainedUntil present: its source is gone, and so is this then
 * @param deleting it is being removed
 * @param tags of its source
 */
public record AutomatedBackup(
        String region,
        String account,
        DbSnapshot.Source source,
        Optional<Instant> retainedUntil,
        boolean deleting,
        Map<String, String> tags) {
    private static final int ID_DIGITS = 26;

    public AutomatedBackup {
        tags = tags == null ? Map.of() : Map.copyOf(tags);
    }

    public String resourceId() {
        return source.resourceId();
    }

    /** How long a restore can go back. */
    public Duration retention() {
        return Duration.ofDays(source.settings().upkeep().backupRetentionDays());
    }

    /**
     * {@code arn:aws:rds:us-east-1:…:auto-backup:ab-…}; of a cluster {@code cluster-auto-backup}.
     */
    public Arn arn() {
        boolean clustered = source.kind() == SnapshotKind.CLUSTER;
        return new Arn(
                region,
                account,
                clustered ? "cluster-auto-backup" : "auto-backup",
                (clustered ? "ab-cluster-" : "ab-") + digits(source.resourceId()));
    }

    /** Of the instance or cluster. */
    public Arn sourceArn() {
        boolean clustered = source.kind() == SnapshotKind.CLUSTER;
        return new Arn(region, account, clustered ? "cluster" : "db", source.instance());
    }

    public AutomatedBackup ending() {
        return new AutomatedBackup(region, account, source, retainedUntil, true, tags);
    }

    /** Made from the resource id, so that the ARN outlives the instance without being stored. */
    private static String digits(String resourceId) {
        return Sha256.hex(resourceId).substring(0, ID_DIGITS);
    }
}
