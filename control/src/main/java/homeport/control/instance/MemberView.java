package homeport.control.instance;

import homeport.control.instance.Failovers.Standing;
import homeport.control.instance.Instances.Instance;
import homeport.control.name.Tags;
import homeport.control.parameter.ParameterGroups;
import homeport.engine.EngineVersion;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBParameterGroupStatus;
import software.amazon.awssdk.services.rds.model.MasterUserSecret;
import software.amazon.awssdk.services.rds.model.PendingModifiedValues;

/**
 * A member of a Multi-AZ DB cluster as DescribeDBInstances shows it: its cluster's settings under
 * its own name, zone and endpoint. Source: RDS user guide, "Multi-AZ DB cluster deployments".
 */
final class MemberView {
    /** Members are as good as each other. Source: RDS API, PromotionTier. */
    private static final int PROMOTION_TIER = 1;

    private MemberView() {}

    /**
     * @param whole the cluster as if it were an instance
     */
    static DBInstance of(DBInstance whole, Instance cluster, String node, Standing standing) {
        DbInstance asked = cluster.asked();
        Cluster.Member member = asked.cluster().orElseThrow().member(node);
        DBInstance.Builder view =
                whole.toBuilder()
                        .dbInstanceIdentifier(member.identifier())
                        .dbInstanceArn(Instances.arn(cluster.region(), asked, member).toString())
                        .dbiResourceId(member.resourceId())
                        .dbClusterIdentifier(asked.identifier())
                        .dbInstanceStatus(
                                ClusterStatus.ofMember(asked, cluster.seen(), node, standing)
                                        .word())
                        .availabilityZone(standing.zones().get(node))
                        .secondaryAvailabilityZone(null)
                        .multiAZ(false)
                        .promotionTier(PROMOTION_TIER)
                        .tagList(Tags.list(member.tags()))
                        .masterUserSecret((MasterUserSecret) null)
                        .pendingModifiedValues(
                                PendingModifiedValues.builder()
                                        .dbInstanceClass(
                                                whole.pendingModifiedValues().dbInstanceClass())
                                        .build())
                        .dbParameterGroups(
                                DBParameterGroupStatus.builder()
                                        .dbParameterGroupName(
                                                ParameterGroups.defaultFor(
                                                        EngineVersion.parse(whole.engineVersion())))
                                        .parameterApplyStatus("in-sync")
                                        .build());
        if (whole.endpoint() != null)
            view.endpoint(whole.endpoint().toBuilder().address(member.address()).build());
        return view.build();
    }
}
