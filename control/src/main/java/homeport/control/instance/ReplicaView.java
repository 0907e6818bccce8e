package homeport.control.instance;

import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBInstanceStatusInfo;

/**
 * What DescribeDBInstances shows of replication: the links both ways, and how it stands. Source:
 * RDS API, DBInstance and DBInstanceStatusInfo.
 */
final class ReplicaView {
    private static final String TYPE = "read replication";

    private ReplicaView() {}

    static DBInstance of(
            DBInstance view, String region, DbInstance asked, Observed seen, Replicas replicas) {
        if (asked.clustered()) return view; // the cluster itself shows them, its members do not
        DBInstance.Builder shown =
                view.toBuilder()
                        .readReplicaDBInstanceIdentifiers(replicas.names(region, asked))
                        .readReplicaDBClusterIdentifiers(replicas.clusterNames(region, asked));
        if (asked.replicaOf().isEmpty()) return shown.build();
        replicas.sourceName(asked, seen)
                .ifPresent(source -> {
                    String name = Replicas.shown(region, source);
                    if (source.kind().equals("cluster"))
                        shown.readReplicaSourceDBClusterIdentifier(name);
                    else shown.readReplicaSourceDBInstanceIdentifier(name);
                });
        seen.replication()
                .ifPresent(how ->
                        shown.statusInfos(
                                DBInstanceStatusInfo.builder()
                                        .statusType(TYPE)
                                        .normal(how.state().normal())
                                        .status(how.state().word())
                                        .message(how.message().isEmpty() ? null : how.message())
                                        .build()));
        return shown.build();
    }
}
