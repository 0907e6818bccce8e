package homeport.control.cluster;

import homeport.aws.AwsException;
import software.amazon.awssdk.services.rds.model.CreateDbClusterRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbClusterRequest;

/**
 * Members that mean something for Aurora, or for other engines, only. Source: RDS API,
 * CreateDBCluster and ModifyDBCluster, "Valid for Cluster Type", and RDS user guide, "Limitations
 * of Multi-AZ DB clusters".
 */
final class OnlyAurora {
    private OnlyAurora() {}

    static void check(CreateDbClusterRequest r) {
        mode(r.engineMode());
        refuse("CharacterSetName", r.characterSetName() != null);
        refuse("GlobalClusterIdentifier", r.globalClusterIdentifier() != null);
        refuse("BacktrackWindow", isMore(r.backtrackWindow()));
        refuse("ScalingConfiguration", r.scalingConfiguration() != null);
        refuse("ServerlessV2ScalingConfiguration", r.serverlessV2ScalingConfiguration() != null);
        refuse("RdsCustomClusterConfiguration", r.rdsCustomClusterConfiguration() != null);
        refuse("EnableHttpEndpoint", isOn(r.enableHttpEndpoint()));
        refuse("EnableGlobalWriteForwarding", isOn(r.enableGlobalWriteForwarding()));
        refuse("EnableLocalWriteForwarding", isOn(r.enableLocalWriteForwarding()));
        refuse("EnableLimitlessDatabase", isOn(r.enableLimitlessDatabase()));
        refuse("ClusterScalabilityType limitless", isLimitless(r));
        refuse("Domain", r.domain() != null);
        refuse("DomainIAMRoleName", r.domainIAMRoleName() != null);
        refuse("DBSystemId", r.dbSystemId() != null);
        passwords(r.masterUserAuthenticationTypeAsString());
        optionGroup(r.optionGroupName());
    }

    static void check(ModifyDbClusterRequest r) {
        mode(r.engineMode());
        refuse("AllowEngineModeChange", isOn(r.allowEngineModeChange()));
        refuse("BacktrackWindow", isMore(r.backtrackWindow()));
        refuse("ScalingConfiguration", r.scalingConfiguration() != null);
        refuse("ServerlessV2ScalingConfiguration", r.serverlessV2ScalingConfiguration() != null);
        refuse("EnableHttpEndpoint", isOn(r.enableHttpEndpoint()));
        refuse("EnableGlobalWriteForwarding", isOn(r.enableGlobalWriteForwarding()));
        refuse("EnableLocalWriteForwarding", isOn(r.enableLocalWriteForwarding()));
        refuse("EnableLimitlessDatabase", isOn(r.enableLimitlessDatabase()));
        refuse("Domain", r.domain() != null);
        refuse("DomainIAMRoleName", r.domainIAMRoleName() != null);
        refuse("AwsBackupRecoveryPointArn", r.awsBackupRecoveryPointArn() != null);
        passwords(r.masterUserAuthenticationTypeAsString());
        optionGroup(r.optionGroupName());
    }

    private static boolean isLimitless(CreateDbClusterRequest r) {
        return r.clusterScalabilityTypeAsString() != null
                && !r.clusterScalabilityTypeAsString().equals("standard");
    }

    private static void mode(String mode) {
        if (mode != null && !mode.equals("provisioned"))
            throw AwsException.invalidValue(
                    "The engine mode %s you requested is currently unavailable.".formatted(mode));
    }

    private static void passwords(String type) {
        if ("iam-db-auth".equals(type))
            throw AwsException.invalidCombination(
                    "MasterUserAuthenticationType is 'iam-db-auth', allowed here: password.");
    }

    /** Source: RDS API, member OptionGroupName: the default one, which cannot be changed. */
    private static void optionGroup(String name) {
        refuse("OptionGroupName " + name, name != null && !name.startsWith("default:postgres-"));
    }

    private static boolean isOn(Boolean value) {
        return Boolean.TRUE.equals(value);
    }

    private static boolean isMore(Long seconds) {
        return seconds != null && seconds != 0;
    }

    private static void refuse(String member, boolean given) {
        if (given)
            throw AwsException.invalidCombination(
                    "%s is not supported for Multi-AZ DB clusters.".formatted(member));
    }
}
