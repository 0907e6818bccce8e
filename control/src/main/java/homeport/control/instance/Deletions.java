package homeport.control.instance;

import homeport.aws.AwsException;
import homeport.control.instance.DbInstance.Deletion;
import homeport.control.instance.Instances.Instance;
import homeport.control.name.Identifier;
import homeport.control.plan.InstanceStatus;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a deletion says of the snapshot before the end. Source: RDS API, DeleteDBInstance and
 * DeleteDBCluster.
 */
public final class Deletions {
    /** States in which no final snapshot can be taken. */
    private static final Set<InstanceStatus> NO_SNAPSHOT =
            EnumSet.of(
                    InstanceStatus.CREATING,
                    InstanceStatus.FAILED,
                    InstanceStatus.INCOMPATIBLE_NETWORK,
                    InstanceStatus.INCOMPATIBLE_RESTORE);

    private Deletions() {}

    /** From the members of a request, null where not given. */
    public static Deletion of(Boolean skipSnapshot, String snapshot, Boolean deleteBackups) {
        boolean skip = Boolean.TRUE.equals(skipSnapshot);
        if (skip && snapshot != null)
            throw AwsException.invalidCombination(
                    "FinalDBSnapshotIdentifier can't be specified when SkipFinalSnapshot is true.");
        if (!skip && snapshot == null)
            throw AwsException.invalidCombination(
                    "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.");
        Optional<String> name =
                Optional.ofNullable(snapshot)
                        .map(text ->
                                Identifier.of(
                                        "FinalDBSnapshotIdentifier",
                                        text,
                                        Identifier.SNAPSHOT_MAX));
        return new Deletion(name, Boolean.FALSE.equals(deleteBackups));
    }

    public static boolean leavesSnapshot(InstanceStatus status) {
        return !NO_SNAPSHOT.contains(status);
    }

    /** A deletion that cannot take its final snapshot may be asked for again without one. */
    public static boolean mayFollow(Instance instance, Deletion how) {
        return how.finalSnapshot().isEmpty()
                && instance.seen().trouble().isPresent()
                && instance.asked().deletion().flatMap(Deletion::finalSnapshot).isPresent();
    }
}
