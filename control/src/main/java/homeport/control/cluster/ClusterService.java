package homeport.control.cluster;

import homeport.aws.Service;
import homeport.control.instance.InstanceService;
import software.amazon.awssdk.services.rds.model.CreateDbClusterRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbClusterRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbClustersRequest;
import software.amazon.awssdk.services.rds.model.FailoverDbClusterRequest;
import software.amazon.awssdk.services.rds.model.RebootDbClusterRequest;
import software.amazon.awssdk.services.rds.model.RestoreDbClusterFromSnapshotRequest;

/** The API actions on Multi-AZ DB clusters. */
public final class ClusterService {
    private final CreateCluster create;
    private final RestoreCluster restore;
    private final DescribeClusters describe;
    private final ClusterActions actions;

    public ClusterService(InstanceService instances) {
        ShowCluster show = new ShowCluster(instances.parts());
        this.create = new CreateCluster(instances.parts(), instances.creation(), show);
        this.restore = new RestoreCluster(instances.parts(), instances.creation(), show);
        this.describe = new DescribeClusters(instances.parts().instances(), show);
        this.actions = new ClusterActions(instances.parts(), show);
    }

    public void register(Service rds) {
        rds.on("CreateDBCluster", CreateDbClusterRequest::builder, create::create)
                .on(
                        "RestoreDBClusterFromSnapshot",
                        RestoreDbClusterFromSnapshotRequest::builder,
                        restore::restore)
                .on("DescribeDBClusters", DescribeDbClustersRequest::builder, describe::describe)
                .on("DeleteDBCluster", DeleteDbClusterRequest::builder, actions::delete)
                .on("RebootDBCluster", RebootDbClusterRequest::builder, actions::reboot)
                .on("FailoverDBCluster", FailoverDbClusterRequest::builder, actions::failover);
    }
}
