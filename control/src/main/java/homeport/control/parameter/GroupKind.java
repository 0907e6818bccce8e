package homeport.control.parameter;

import homeport.aws.AwsException;
import homeport.control.name.Arn;

/**
 * The two kinds of parameter groups. Each is a name space of its own, with a default group for each
 * family; a Multi-AZ DB cluster is configured by one of the second kind, an instance by one of the
 * first.
 */
public enum GroupKind {
    /** Quota: RDS user guide, "Quotas and constraints for Amazon RDS". */
    INSTANCE("pg", "parameter-group", "DB", "", 100),
    CLUSTER("cluster-pg", "cluster-parameter-group", "DBCluster", "cluster ", 50);

    private final String arnKind;
    private final String records;
    private final String prefix;
    private final String adjective;
    private final int quota;

    GroupKind(String arnKind, String records, String prefix, String adjective, int quota) {
        this.arnKind = arnKind;
        this.records = records;
        this.prefix = prefix;
        this.adjective = adjective;
        this.quota = quota;
    }

    /** Groups that users may make in a region. */
    public int quota() {
        return quota;
    }

    /** As in the group's ARN: {@code pg}. */
    String arnKind() {
        return arnKind;
    }

    /** The folder of its records. */
    String records() {
        return records;
    }

    /** {@code DBParameterGroup} or {@code DBClusterParameterGroup}. */
    String noun() {
        return prefix + "ParameterGroup";
    }

    String defaultDescription(String family) {
        return "Default %sparameter group for %s".formatted(adjective, family);
    }

    Arn arn(String region, String account, String name) {
        return new Arn(region, account, arnKind, name);
    }

    /** AWS has one code for both kinds, except in requests about clusters. */
    AwsException notFound(String name) {
        return new AwsException("DBParameterGroupNotFound", noun() + " not found: " + name);
    }
}
