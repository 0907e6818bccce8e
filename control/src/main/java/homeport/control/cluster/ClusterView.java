package homeport.control.cluster;

import homeport.control.instance.Cluster;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Failovers.Standing;
import homeport.control.instance.Observed;
import homeport.control.instance.Settings;
import homeport.control.name.Arn;
import homeport.control.name.Tags;
import homeport.control.plan.InstanceStatus;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.rds.model.CertificateDetails;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DBClusterMember;
import software.amazon.awssdk.services.rds.model.VpcSecurityGroupMembership;

/** A cluster as DescribeDBClusters shows it. */
final class ClusterView {
    private ClusterView() {}

    static DBCluster of(
            Arn arn, DbInstance asked, Observed seen, Standing standing, Instant certificateEnds) {
        Settings now = seen.applied().orElse(asked.settings());
        DBCluster.Builder view =
                DBCluster.builder()
                        .dbClusterIdentifier(asked.identifier())
                        .dbClusterArn(arn.toString())
                        .dbClusterResourceId(asked.resourceId())
                        .status(status(asked, seen, standing))
                        .engine("postgres")
                        .engineVersion(now.version())
                        .engineMode("provisioned")
                        .dbClusterInstanceClass(now.instanceClass())
                        .multiAZ(true)
                        .endpoint(asked.place().address())
                        .readerEndpoint(asked.cluster().orElseThrow().readerAddress())
                        .customEndpoints(List.of())
                        .availabilityZones(standing.zones().values().stream().sorted().toList())
                        .dbClusterMembers(members(asked, seen, standing))
                        .dbClusterParameterGroup(asked.settings().parameterGroup())
                        .clusterCreateTime(asked.requested())
                        .readReplicaIdentifiers(List.of())
                        .associatedRoles(List.of())
                        .crossAccountClone(false)
                        .httpEndpointEnabled(false)
                        .networkType("IPV4")
                        .tagList(Tags.list(asked.tags()));
        access(view, now.access(), certificateEnds);
        storage(view, now.storage());
        upkeep(view, now.upkeep());
        insight(view, now.insight());
        return view.build();
    }

    private static void access(
            DBCluster.Builder view, Settings.Access access, Instant certificateEnds) {
        view.port(access.port())
                .masterUsername(access.masterUser())
                .databaseName(access.database().orElse(null))
                .dbSubnetGroup(access.subnetGroup())
                .iamDatabaseAuthenticationEnabled(access.iam())
                .publiclyAccessible(access.publiclyAccessible())
                .vpcSecurityGroups(
                        access.securityGroups().stream()
                                .map(group ->
                                        VpcSecurityGroupMembership.builder()
                                                .vpcSecurityGroupId(group)
                                                .status("active")
                                                .build())
                                .toList())
                .certificateDetails(
                        CertificateDetails.builder()
                                .caIdentifier(access.caCertificate())
                                .validTill(certificateEnds)
                                .build());
    }

    private static void storage(DBCluster.Builder view, Settings.Storage storage) {
        view.allocatedStorage(storage.allocatedGib())
                .storageType(storage.type())
                .iops(storage.iops().orElse(null))
                .storageEncrypted(storage.encrypted())
                .kmsKeyId(storage.kmsKeyId().orElse(null));
    }

    private static void upkeep(DBCluster.Builder view, Settings.Upkeep upkeep) {
        view.backupRetentionPeriod(upkeep.backupRetentionDays())
                .preferredBackupWindow(upkeep.backupWindow())
                .preferredMaintenanceWindow(upkeep.maintenanceWindow())
                .autoMinorVersionUpgrade(upkeep.autoMinorVersionUpgrade())
                .copyTagsToSnapshot(upkeep.copyTagsToSnapshot())
                .deletionProtection(upkeep.deletionProtection());
    }

    private static void insight(DBCluster.Builder view, Settings.Insight insight) {
        view.performanceInsightsEnabled(insight.performanceInsights())
                .databaseInsightsMode(insight.databaseInsightsMode())
                .monitoringInterval(insight.monitoringSeconds())
                .monitoringRoleArn(insight.monitoringRoleArn().orElse(null));
    }

    private static List<DBClusterMember> members(
            DbInstance asked, Observed seen, Standing standing) {
        String inForce =
                seen.parameterGroup().equals(asked.settings().parameterGroup())
                                && seen.waitingForReboot().isEmpty()
                        ? "in-sync"
                        : "pending-reboot";
        Cluster cluster = asked.cluster().orElseThrow();
        return cluster.members().entrySet().stream()
                .map(member ->
                        DBClusterMember.builder()
                                .dbInstanceIdentifier(member.getValue().identifier())
                                .isClusterWriter(member.getKey().equals(standing.writer()))
                                .dbClusterParameterGroupStatus(inForce)
                                .promotionTier(1)
                                .build())
                .toList();
    }

    /** Source: RDS user guide, "Viewing DB cluster status". */
    static String status(DbInstance asked, Observed seen, Standing standing) {
        InstanceStatus status = InstanceStatus.of(asked, seen);
        boolean serves = status == InstanceStatus.AVAILABLE || status == InstanceStatus.REBOOTING;
        return serves && standing.moving() ? "failing-over" : status.word();
    }
}
