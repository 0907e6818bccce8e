package homeport.control.cluster;

import homeport.control.instance.Cluster;
import homeport.control.instance.ClusterStatus;
import homeport.control.instance.Coming;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Failovers.Standing;
import homeport.control.instance.InstanceView;
import homeport.control.instance.Observed;
import homeport.control.instance.Replication;
import homeport.control.instance.Restorable;
import homeport.control.instance.Settings;
import homeport.control.name.Arn;
import homeport.control.name.Tags;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.CertificateDetails;
import software.amazon.awssdk.services.rds.model.ClusterPendingModifiedValues;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DBClusterMember;
import software.amazon.awssdk.services.rds.model.DBClusterOptionGroupStatus;
import software.amazon.awssdk.services.rds.model.DBClusterStatusInfo;

/** A cluster as DescribeDBClusters shows it. */
final class ClusterView {
    private ClusterView() {}

    /**
     * @param zones that the cluster may be in: as many as it has members, or more
     * @param source of one that is a read replica
     * @param replicas of it, as they are called
     */
    static DBCluster of(
            Arn arn,
            DbInstance asked,
            Observed seen,
            Standing standing,
            List<String> zones,
            Instant certificateEnds,
            Restorable restorable,
            Optional<Arn> source,
            List<String> replicas) {
        Settings now = seen.applied().orElse(asked.settings());
        DBCluster.Builder view =
                DBCluster.builder()
                        .dbClusterIdentifier(asked.identifier())
                        .dbClusterArn(arn.toString())
                        .dbClusterResourceId(asked.resourceId())
                        .status(ClusterStatus.of(asked, seen, standing))
                        .engine("postgres")
                        .engineVersion(now.version())
                        .engineMode("provisioned")
                        .dbClusterInstanceClass(now.instanceClass())
                        .multiAZ(true)
                        .endpoint(asked.place().address())
                        .readerEndpoint(asked.cluster().orElseThrow().readerAddress())
                        .customEndpoints(List.of())
                        .availabilityZones(zones(standing, zones))
                        .dbClusterMembers(members(asked, seen, standing))
                        .dbClusterParameterGroup(asked.settings().parameterGroup())
                        .clusterCreateTime(asked.requested())
                        .replicationSourceIdentifier(source.map(Arn::toString).orElse(null))
                        .readReplicaIdentifiers(replicas)
                        .associatedRoles(List.of())
                        .domainMemberships(List.of())
                        .dbClusterOptionGroupMemberships(
                                DBClusterOptionGroupStatus.builder()
                                        .dbClusterOptionGroupName(
                                                "default:postgres-"
                                                        + InstanceView.major(now.version()))
                                        .status("in-sync")
                                        .build())
                        .hostedZoneId(InstanceView.HOSTED_ZONE)
                        .engineLifecycleSupport("open-source-rds-extended-support")
                        .activityStreamStatus("stopped")
                        .crossAccountClone(false)
                        .httpEndpointEnabled(false)
                        .networkType("IPV4")
                        .tagList(Tags.list(asked.tags()));
        String id = asked.resourceId();
        restorable.latest(arn.region(), id).ifPresent(view::latestRestorableTime);
        restorable.earliest(arn.region(), id).ifPresent(view::earliestRestorableTime);
        access(view, now.access(), certificateEnds);
        storage(view, now.storage());
        upkeep(view, now.upkeep());
        insight(view, now.insight());
        Coming.secret(asked, seen).ifPresent(view::masterUserSecret);
        if (asked.replicaOf().isPresent())
            seen.replication().ifPresent(how -> view.statusInfos(replication(how)));
        ClusterPendingModifiedValues pending = pending(asked, seen, now);
        if (!pending.equals(ClusterPendingModifiedValues.builder().build()))
            view.pendingModifiedValues(pending);
        return view.build();
    }

    private static DBClusterStatusInfo replication(Replication how) {
        return DBClusterStatusInfo.builder()
                .statusType("read replication")
                .normal(how.state().normal())
                .status(how.state().word())
                .message(how.message().isEmpty() ? null : how.message())
                .build();
    }

    /** Where its members are; before all of them are somewhere, where they will be. */
    private static List<String> zones(Standing standing, List<String> zones) {
        List<String> there = standing.zones().values().stream().sorted().distinct().toList();
        return there.size() < Cluster.NODES
                ? zones.stream().sorted().limit(Cluster.NODES).toList()
                : there;
    }

    /** Empty when nothing is. A pending class is shown by the members: here it has no member. */
    private static ClusterPendingModifiedValues pending(
            DbInstance asked, Observed seen, Settings now) {
        Settings coming = asked.pending().orElse(asked.settings());
        Settings.Storage storage = coming.storage();
        return ClusterPendingModifiedValues.builder()
                .dbClusterIdentifier(asked.pendingName().orElse(null))
                .masterUserPassword(Coming.password(asked, seen).orElse(null))
                .engineVersion(Coming.changed(now.version(), coming.version()))
                .allocatedStorage(
                        Coming.changed(now.storage().allocatedGib(), storage.allocatedGib()))
                .storageType(Coming.changed(now.storage().type(), storage.type()))
                .iops(Coming.changed(now.storage().shownIops(), storage.shownIops()).orElse(null))
                .iamDatabaseAuthenticationEnabled(
                        Coming.changed(now.access().iam(), coming.access().iam()))
                .backupRetentionPeriod(
                        Coming.changed(
                                now.upkeep().backupRetentionDays(),
                                coming.upkeep().backupRetentionDays()))
                .pendingCloudwatchLogsExports(
                        Coming.logs(now.upkeep().logExports(), coming.upkeep().logExports()))
                .certificateDetails(certificate(now.access(), coming.access()))
                .build();
    }

    private static CertificateDetails certificate(Settings.Access now, Settings.Access coming) {
        return coming.caCertificate().equals(now.caCertificate())
                ? null
                : CertificateDetails.builder().caIdentifier(coming.caCertificate()).build();
    }

    private static void access(
            DBCluster.Builder view, Settings.Access access, Instant certificateEnds) {
        view.port(access.port())
                .masterUsername(access.masterUser())
                .databaseName(access.database().orElse(null))
                .dbSubnetGroup(access.subnetGroup())
                .iamDatabaseAuthenticationEnabled(access.iam())
                .publiclyAccessible(access.publiclyAccessible())
                .vpcSecurityGroups(InstanceView.securityGroups(access))
                .certificateDetails(
                        CertificateDetails.builder()
                                .caIdentifier(access.caCertificate())
                                .validTill(certificateEnds)
                                .build());
    }

    private static void storage(DBCluster.Builder view, Settings.Storage storage) {
        view.allocatedStorage(storage.allocatedGib())
                .storageType(storage.type())
                .iops(storage.shownIops().orElse(null))
                .storageThroughput(storage.shownThroughputMib().orElse(null))
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
        if (!upkeep.logExports().isEmpty()) view.enabledCloudwatchLogsExports(upkeep.logExports());
    }

    private static void insight(DBCluster.Builder view, Settings.Insight insight) {
        view.performanceInsightsEnabled(insight.performanceInsights())
                .databaseInsightsMode(insight.databaseInsightsMode())
                .monitoringInterval(insight.monitoringSeconds())
                .monitoringRoleArn(insight.monitoringRoleArn().orElse(null));
        if (insight.performanceInsights())
            view.performanceInsightsRetentionPeriod(insight.retentionDays())
                    .performanceInsightsKMSKeyId(insight.kmsKeyId().orElse(null));
    }

    private static List<DBClusterMember> members(
            DbInstance asked, Observed seen, Standing standing) {
        String inForce = InstanceView.applyStatus(asked, seen);
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
}
