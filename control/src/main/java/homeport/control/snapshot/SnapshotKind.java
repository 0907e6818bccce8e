package homeport.control.snapshot;

import homeport.aws.AwsException;
import homeport.control.instance.DbInstance;

/**
 * The two kinds of snapshots: of a DB instance, and of a Multi-AZ DB cluster. Each is a name space
 * of its own. Source of codes: RDS API reference, CreateDBSnapshot and CreateDBClusterSnapshot.
 */
public enum SnapshotKind {
    INSTANCE(
            "snapshot",
            "DBSnapshot",
            "DBSnapshotNotFound",
            "DBSnapshotAlreadyExists",
            "InvalidDBSnapshotState"),
    CLUSTER(
            "cluster-snapshot",
            "DBClusterSnapshot",
            "DBClusterSnapshotNotFoundFault",
            "DBClusterSnapshotAlreadyExistsFault",
            "InvalidDBClusterSnapshotStateFault");

    private final String word;
    private final String noun;
    private final String notFound;
    private final String alreadyExists;
    private final String invalidState;

    SnapshotKind(
            String word, String noun, String notFound, String alreadyExists, String invalidState) {
        this.word = word;
        this.noun = noun;
        this.notFound = notFound;
        this.alreadyExists = alreadyExists;
        this.invalidState = invalidState;
    }

    public static SnapshotKind of(DbInstance source) {
        return source.clustered() ? CLUSTER : INSTANCE;
    }

    /** Of its ARN, and the folder of its records: {@code snapshot}. */
    String word() {
        return word;
    }

    AwsException notFound(String named) {
        return new AwsException(notFound, "%s %s not found.".formatted(noun, named));
    }

    AwsException alreadyExists(String name) {
        return new AwsException(
                alreadyExists,
                "Cannot create the snapshot because a snapshot with the identifier %s already exists."
                        .formatted(name));
    }

    public AwsException invalidState(String why) {
        return new AwsException(invalidState, why);
    }
}
