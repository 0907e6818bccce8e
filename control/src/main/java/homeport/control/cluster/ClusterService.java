package homeport.control.cluster;

import homeport.aws.Service;
import homeport.control.instance.InstanceParts;
import homeport.control.instance.InstanceService;
import homeport.control.name.TagHolder;
import software.amazon.awssdk.services.rds.model.CreateDbClusterRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbClusterRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbClusterEndpointsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbClustersRequest;
import software.amazon.awssdk.services.rds.model.FailoverDbClusterRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbClusterRequest;
import software.amazon.awssdk.services.rds.model.PromoteReadReplicaDbClusterRequest;
import software.amazon.awssdk.services.rds.model.RebootDbClusterRequest;
import software.amazon.awssdk.services.rds.model.RestoreDbClusterFromSnapshotRequest;
import software.amazon.awssdk.services.rds.model.RestoreDbClusterToPointInTimeRequest;
import software.amazon.awssdk.services.rds.model.StartDbClusterRequest;
import software.amazon.awssdk.services.rds.model.StopDbClusterRequest;

/** The API actions on Multi-AZ DB clusters. */
public final class ClusterService {
    private final InstanceParts parts;
    private final CreateCluster create;
    private final RestoreCluster restore;
    private final ModifyCluster modify;
    private final DescribeClusters describe;
    private final ClusterActions actions;

    public ClusterService(InstanceService instances) {
        this.parts = instances.parts();
        ShowCluster show = new ShowCluster(parts);
        this.create = new CreateCluster(parts, instances.creation(), show);
        this.restore = new RestoreCluster(parts, instances.creation(), show);
        this.modify = new ModifyCluster(parts, show);
        this.describe = new DescribeClusters(parts.instances(), show);
        this.actions = new ClusterActions(parts, show);
    }

    public void register(Service rds) {
        ClusterEndpoints endpoints = new ClusterEndpoints(parts.instances());
        rds.on("CreateDBCluster", CreateDbClusterRequest::builder, create::create)
                .on(
                        "RestoreDBClusterFromSnapshot",
                        RestoreDbClusterFromSnapshotRequest::builder,
                        restore::restore)
                .on(
                        "RestoreDBClusterToPointInTime",
                        RestoreDbClusterToPointInTimeRequest::builder,
                        restore::restoreToTime)
                .on("DescribeDBClusters", DescribeDbClustersRequest::builder, describe::describe)
                .on("ModifyDBCluster", ModifyDbClusterRequest::builder, modify::modify)
                .on("DeleteDBCluster", DeleteDbClusterRequest::builder, actions::delete)
                .on("RebootDBCluster", RebootDbClusterRequest::builder, actions::reboot)
                .on("FailoverDBCluster", FailoverDbClusterRequest::builder, actions::failover)
                .on(
                        "PromoteReadReplicaDBCluster",
                        PromoteReadReplicaDbClusterRequest::builder,
                        actions::promote)
                .on(
                        "DescribeDBClusterEndpoints",
                        DescribeDbClusterEndpointsRequest::builder,
                        endpoints::describe)
                .on(
                        "StartDBCluster",
                        StartDbClusterRequest::builder,
                        (call, r) -> {
                            throw actions.notForMultiAz(
                                    call, "StartDBCluster", r.dbClusterIdentifier());
                        })
                .on(
                        "StopDBCluster",
                        StopDbClusterRequest::builder,
                        (call, r) -> {
                            throw actions.notForMultiAz(
                                    call, "StopDBCluster", r.dbClusterIdentifier());
                        });
    }

    public TagHolder tags() {
        return new ClusterTags(parts);
    }
}
