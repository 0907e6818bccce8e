package homeport.control.instance;

import homeport.control.name.Tags;
import homeport.control.plan.InstanceStatus;
import homeport.control.plan.Plan;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.CertificateDetails;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBParameterGroupStatus;
import software.amazon.awssdk.services.rds.model.DBSubnetGroup;
import software.amazon.awssdk.services.rds.model.Endpoint;
import software.amazon.awssdk.services.rds.model.OptionGroupMembership;
import software.amazon.awssdk.services.rds.model.PendingModifiedValues;
import software.amazon.awssdk.services.rds.model.VpcSecurityGroupMembership;

/**
 * An instance as DescribeDBInstances shows it: what is, with what is still to come in
 * PendingModifiedValues.
 */
public final class InstanceView {
    /**
     * Source: the hosted zone of RDS endpoints in us-east-1; clients read it, nothing resolves by
     * it here.
     */
    public static final String HOSTED_ZONE = "Z2R2ITUGPM61AM";

    private InstanceView() {}

    /**
     * @param arn of the instance
     * @param certificateEnds when the endpoint's certificate authority ends
     * @param restorable up to when it can be restored
     */
    static DBInstance of(
            String arn,
            DbInstance asked,
            Observed seen,
            DBSubnetGroup subnetGroup,
            Instant certificateEnds,
            Optional<Instant> restorable) {
        InstanceStatus status = InstanceStatus.of(asked, seen);
        Settings inForce = seen.applied().orElse(asked.settings());
        boolean hasEndpoint = seen.available().isPresent();
        DBInstance.Builder view =
                DBInstance.builder()
                        .dbInstanceIdentifier(asked.identifier())
                        .dbInstanceArn(arn)
                        .dbiResourceId(asked.resourceId())
                        .dbInstanceStatus(status.word())
                        .engine("postgres")
                        .engineVersion(inForce.version())
                        .licenseModel("postgresql-license")
                        .dbInstanceClass(inForce.instanceClass())
                        .availabilityZone(seen.placement().zone())
                        .secondaryAvailabilityZone(seen.placement().standbyZone().orElse(null))
                        .multiAZ(seen.placement().standbyZone().isPresent())
                        .instanceCreateTime(seen.available().orElse(null))
                        .dbInstancePort(0)
                        .dbSubnetGroup(subnetGroup)
                        .networkType("IPV4")
                        .backupTarget("region")
                        .customerOwnedIpEnabled(false)
                        .dedicatedLogVolume(false)
                        .isStorageConfigUpgradeAvailable(false)
                        .engineLifecycleSupport("open-source-rds-extended-support")
                        .activityStreamStatus("stopped")
                        .dbSecurityGroups(List.of())
                        .readReplicaDBInstanceIdentifiers(List.of())
                        .associatedRoles(List.of())
                        .domainMemberships(List.of())
                        .tagList(Tags.list(asked.tags()))
                        .pendingModifiedValues(pending(asked, seen, inForce));
        restorable.ifPresent(view::latestRestorableTime);
        if (hasEndpoint) view.endpoint(endpoint(asked, inForce));
        asked.power()
                .stopped()
                .ifPresent(since -> view.automaticRestartTime(Plan.automaticRestart(since)));
        storage(view, inForce.storage());
        access(view, asked, seen, inForce, status == InstanceStatus.DELETING, certificateEnds);
        upkeep(view, inForce.upkeep(), seen);
        insight(view, inForce.insight());
        groups(view, asked, inForce, seen);
        return view.build();
    }

    private static Endpoint endpoint(DbInstance asked, Settings inForce) {
        return Endpoint.builder()
                .address(asked.place().address())
                .port(inForce.access().port())
                .hostedZoneId(HOSTED_ZONE)
                .build();
    }

    private static void storage(DBInstance.Builder view, Settings.Storage storage) {
        view.allocatedStorage(storage.allocatedGib())
                .storageType(storage.type())
                .iops(storage.shownIops().orElse(null))
                .storageThroughput(storage.shownThroughputMib().orElse(null))
                .maxAllocatedStorage(storage.maxAllocatedGib().orElse(null))
                .storageEncrypted(storage.encrypted())
                .kmsKeyId(storage.kmsKeyId().orElse(null));
    }

    private static void access(
            DBInstance.Builder view,
            DbInstance asked,
            Observed seen,
            Settings inForce,
            boolean deleting,
            Instant certificateEnds) {
        Settings.Access access = inForce.access();
        view.masterUsername(access.masterUser())
                .dbName(access.database().orElse(null))
                .iamDatabaseAuthenticationEnabled(access.iam())
                .publiclyAccessible(access.publiclyAccessible())
                .caCertificateIdentifier(deleting ? "" : access.caCertificate())
                .certificateDetails(
                        CertificateDetails.builder()
                                .caIdentifier(access.caCertificate())
                                .validTill(certificateEnds)
                                .build());
        Coming.secret(asked, seen).ifPresent(view::masterUserSecret);
    }

    private static void upkeep(DBInstance.Builder view, Settings.Upkeep upkeep, Observed seen) {
        view.backupRetentionPeriod(upkeep.backupRetentionDays())
                .preferredBackupWindow(upkeep.backupWindow())
                .preferredMaintenanceWindow(upkeep.maintenanceWindow())
                .autoMinorVersionUpgrade(upkeep.autoMinorVersionUpgrade())
                .copyTagsToSnapshot(upkeep.copyTagsToSnapshot())
                .deletionProtection(upkeep.deletionProtection());
        if (!upkeep.logExports().isEmpty()) view.enabledCloudwatchLogsExports(upkeep.logExports());
    }

    private static void insight(DBInstance.Builder view, Settings.Insight insight) {
        view.performanceInsightsEnabled(insight.performanceInsights())
                .databaseInsightsMode(insight.databaseInsightsMode())
                .monitoringInterval(insight.monitoringSeconds())
                .monitoringRoleArn(insight.monitoringRoleArn().orElse(null));
        if (insight.performanceInsights())
            view.performanceInsightsRetentionPeriod(insight.retentionDays())
                    .performanceInsightsKMSKeyId(insight.kmsKeyId().orElse(null));
    }

    private static void groups(
            DBInstance.Builder view, DbInstance asked, Settings inForce, Observed seen) {
        view.vpcSecurityGroups(securityGroups(inForce.access()))
                .optionGroupMemberships(
                        OptionGroupMembership.builder()
                                .optionGroupName("default:postgres-" + major(inForce.version()))
                                .status("in-sync")
                                .build())
                .dbParameterGroups(
                        DBParameterGroupStatus.builder()
                                .dbParameterGroupName(asked.settings().parameterGroup())
                                .parameterApplyStatus(applyStatus(asked, seen))
                                .build());
    }

    /** Also as a cluster shows them. */
    public static List<VpcSecurityGroupMembership> securityGroups(Settings.Access access) {
        return access.securityGroups().stream()
                .map(group ->
                        VpcSecurityGroupMembership.builder()
                                .vpcSecurityGroupId(group)
                                .status("active")
                                .build())
                .toList();
    }

    /** Whether all of its parameter group is in force; also of a cluster. */
    public static String applyStatus(DbInstance asked, Observed seen) {
        boolean otherGroup = !seen.parameterGroup().equals(asked.settings().parameterGroup());
        if (otherGroup || !seen.waitingForReboot().isEmpty()) return "pending-reboot";
        return "in-sync";
    }

    /**
     * What differs between what is in force and what should be, now or from the maintenance window
     * on.
     */
    private static PendingModifiedValues pending(
            DbInstance asked, Observed seen, Settings inForce) {
        Settings coming = asked.pending().orElse(asked.settings());
        Settings.Storage storage = coming.storage();
        Settings.Storage now = inForce.storage();
        return PendingModifiedValues.builder()
                .dbInstanceClass(Coming.changed(inForce.instanceClass(), coming.instanceClass()))
                .engineVersion(Coming.changed(inForce.version(), coming.version()))
                .multiAZ(
                        Coming.changed(
                                seen.placement().standbyZone().isPresent(), coming.multiAz()))
                .allocatedStorage(Coming.changed(now.allocatedGib(), storage.allocatedGib()))
                .storageType(Coming.changed(now.type(), storage.type()))
                .iops(Coming.changed(now.shownIops(), storage.shownIops()).orElse(null))
                .storageThroughput(
                        Coming.changed(now.shownThroughputMib(), storage.shownThroughputMib())
                                .orElse(null))
                .port(Coming.changed(inForce.access().port(), coming.access().port()))
                .iamDatabaseAuthenticationEnabled(
                        Coming.changed(inForce.access().iam(), coming.access().iam()))
                .caCertificateIdentifier(
                        Coming.changed(
                                inForce.access().caCertificate(), coming.access().caCertificate()))
                .backupRetentionPeriod(
                        Coming.changed(
                                inForce.upkeep().backupRetentionDays(),
                                coming.upkeep().backupRetentionDays()))
                .dbSubnetGroupName(
                        Coming.changed(
                                inForce.access().subnetGroup(), coming.access().subnetGroup()))
                .pendingCloudwatchLogsExports(
                        Coming.logs(inForce.upkeep().logExports(), coming.upkeep().logExports()))
                .masterUserPassword(Coming.password(asked, seen).orElse(null))
                .dbInstanceIdentifier(asked.pendingName().orElse(null))
                .build();
    }

    public static String major(String version) {
        return version.substring(0, version.indexOf('.'));
    }
}
