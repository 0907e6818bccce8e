package homeport.control.replica;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.control.instance.ClusterStatus;
import homeport.control.instance.DbInstance;
import homeport.control.instance.InstanceParts;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.Replicas;
import homeport.control.instance.Replication;
import homeport.control.name.Arn;
import homeport.control.plan.InstanceStatus;
import java.util.Locale;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceReadReplicaRequest;

/**
 * The instance or cluster that a request wants a replica of, and whether it may have one more.
 * Source: RDS API, CreateDBInstanceReadReplica; RDS user guide, "Working with read replicas for
 * Amazon RDS for PostgreSQL".
 */
public record ReplicaSource(
        InstanceParts parts, Call call, CreateDbInstanceReadReplicaRequest asked) {
    /** Levels below the instance that takes the writes. */
    private static final int LEVELS_MAX = 3;

    /** Replicas of a replica. */
    private static final int LATER_LEVELS_MAX = 5;

    /**
     * @throws AwsException there is no such source, or it can have no more replicas
     */
    public Instance find() {
        boolean cluster = asked.sourceDBClusterIdentifier() != null;
        if (cluster && asked.sourceDBInstanceIdentifier() != null)
            throw AwsException.invalidCombination(
                    "You can't specify both SourceDBInstanceIdentifier and"
                            + " SourceDBClusterIdentifier.");
        if (!cluster && asked.sourceDBInstanceIdentifier() == null)
            throw new AwsException(
                    "MissingParameter",
                    "The request must contain the parameter SourceDBInstanceIdentifier.");
        Instance source = cluster ? cluster() : instance();
        requireAvailable(source);
        // Source: RDS user guide, "Limitations for Secrets Manager integration"; the text as users
        // met it.
        if (source.asked().password().secretArn().isPresent())
            throw AwsException.invalidValue(
                    "Creating read replicas for source instance with engine postgres where"
                            + " ManageMasterUserPassword is enabled is not supported.");
        boolean coming =
                source.asked()
                        .pending()
                        .filter(s -> s.upkeep().backupRetentionDays() == 0)
                        .isPresent();
        if (coming || source.asked().settings().upkeep().backupRetentionDays() == 0)
            throw new AwsException(
                    "InvalidDBInstanceState",
                    "Automated backups are not enabled for this database instance. To enable"
                            + " automated backups, use ModifyDBInstance to set the backup retention"
                            + " period to a non-zero value.");
        requireRoom(source);
        return source;
    }

    private Instance instance() {
        String named = asked.sourceDBInstanceIdentifier();
        Optional<Arn> arn = arn(named, "db");
        if (arn.isEmpty() && elsewhere())
            throw AwsException.invalidValue(
                    "SourceDBInstanceIdentifier must be an ARN when the source is in another"
                            + " Region: SourceRegion is %s.".formatted(asked.sourceRegion()));
        String region = arn.map(Arn::region).orElse(call.region());
        String name = arn.map(Arn::id).orElse(named).toLowerCase(Locale.ROOT);
        Optional<Instance> cluster = parts.instances().clusterWithMember(region, name);
        if (cluster.isPresent())
            throw AwsException.invalidCombination(
                    "%s is a member of the Multi-AZ DB cluster %s; use SourceDBClusterIdentifier."
                            .formatted(name, cluster.get().asked().identifier()));
        return parts.instances()
                .named(region, name)
                .orElseThrow(() ->
                        new AwsException(
                                "DBInstanceNotFound", "DBInstance " + named + " not found."));
    }

    /** Source: RDS user guide, "Creating a DB instance read replica from a Multi-AZ DB cluster". */
    private Instance cluster() {
        String named = asked.sourceDBClusterIdentifier();
        Optional<Arn> arn = arn(named, "cluster");
        boolean another = arn.filter(a -> !a.region().equals(call.region())).isPresent();
        if (another || elsewhere())
            throw AwsException.invalidCombination(
                    "A read replica of a Multi-AZ DB cluster must be in the cluster's Region.");
        String name = arn.map(Arn::id).orElse(named).toLowerCase(Locale.ROOT);
        return parts.instances()
                .clusterNamed(call.region(), name)
                .orElseThrow(() ->
                        new AwsException(
                                "DBClusterNotFoundFault", "DBCluster " + named + " not found."));
    }

    private boolean elsewhere() {
        return asked.sourceRegion() != null && !asked.sourceRegion().equals(call.region());
    }

    private Optional<Arn> arn(String named, String kind) {
        if (!Arn.looksLike(named)) return Optional.empty();
        Arn arn = Arn.parse(named);
        if (!arn.kind().equals(kind) || !arn.account().equals(call.account()))
            throw kind.equals("db")
                    ? new AwsException("DBInstanceNotFound", "DBInstance " + named + " not found.")
                    : new AwsException(
                            "DBClusterNotFoundFault", "DBCluster " + named + " not found.");
        return Optional.of(arn);
    }

    private void requireAvailable(Instance source) {
        DbInstance it = source.asked();
        String status =
                it.clustered()
                        ? ClusterStatus.of(
                                it, source.seen(), parts.failovers().standing(source.region(), it))
                        : InstanceStatus.of(it, source.seen()).word();
        boolean ended =
                source.seen()
                        .replication()
                        .filter(how -> how.state() == Replication.State.TERMINATED)
                        .isPresent();
        if (status.equals(InstanceStatus.AVAILABLE.word()) && !ended) return;
        throw new AwsException(
                it.clustered() ? "InvalidDBClusterStateFault" : "InvalidDBInstanceState",
                "A read replica of %s cannot be created: its %s."
                        .formatted(
                                it.identifier(),
                                ended
                                        ? "replication is terminated"
                                        : "status is " + status + ", not available"));
    }

    private void requireRoom(Instance source) {
        Replicas replicas = Replicas.of(parts.instances());
        int level = replicas.level(source.asked());
        String name = source.asked().identifier();
        if (level >= LEVELS_MAX)
            throw new AwsException(
                    "InvalidDBInstanceState",
                    "A read replica of %s cannot be created: it is itself a replica of level %d,"
                                    .formatted(name, level)
                            + " allowed are %d levels.".formatted(LEVELS_MAX));
        int has = replicas.of(source.region(), source.asked()).size();
        int most = level == 0 ? Replicas.OF_SOURCE_MAX : LATER_LEVELS_MAX;
        if (has >= most)
            throw new AwsException(
                    "InstanceQuotaExceeded",
                    "Read replica quota exceeded: %s has %d read replicas, allowed %d."
                            .formatted(name, has, most));
    }
}
