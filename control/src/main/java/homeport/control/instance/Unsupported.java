package homeport.control.instance;

import homeport.aws.AwsException;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.RestoreDbInstanceFromDbSnapshotRequest;

/**
 * Members that mean something for other engines only; AWS refuses them for PostgreSQL and so do we.
 */
public final class Unsupported {
    private Unsupported() {}

    public static void check(CreateDbInstanceRequest r) {
        refuse("CharacterSetName", r.characterSetName());
        refuse("NcharCharacterSetName", r.ncharCharacterSetName());
        refuse("Timezone", r.timezone());
        refuse("TdeCredentialArn", r.tdeCredentialArn());
        refuse("TdeCredentialPassword", r.tdeCredentialPassword());
        refuse("Domain", r.domain());
        refuse("DomainFqdn", r.domainFqdn());
        refuse("DomainOu", r.domainOu());
        refuse("DomainAuthSecretArn", r.domainAuthSecretArn());
        refuse("DomainIAMRoleName", r.domainIAMRoleName());
        refuse("CustomIamInstanceProfile", r.customIamInstanceProfile());
        refuse("DBSystemId", r.dbSystemId());
        refuse("MultiTenant", Boolean.TRUE.equals(r.multiTenant()) ? "true" : null);
        refuse("DedicatedLogVolume", Boolean.TRUE.equals(r.dedicatedLogVolume()) ? "true" : null);
        refuseList(
                "ProcessorFeatures", r.hasProcessorFeatures() && !r.processorFeatures().isEmpty());
        refuseList("DBSecurityGroups", r.hasDbSecurityGroups() && !r.dbSecurityGroups().isEmpty());
        network(r.networkType());
        license(r.licenseModel());
        backupTarget(r.backupTarget());
        if ("iam-db-auth".equals(r.masterUserAuthenticationTypeAsString()))
            throw AwsException.invalidCombination(
                    "MasterUserAuthenticationType is 'iam-db-auth', allowed here: password.");
    }

    static void check(ModifyDbInstanceRequest r) {
        refuse("TdeCredentialArn", r.tdeCredentialArn());
        refuse("TdeCredentialPassword", r.tdeCredentialPassword());
        refuse("Domain", r.domain());
        refuse("DomainFqdn", r.domainFqdn());
        refuse("DomainOu", r.domainOu());
        refuse("DomainAuthSecretArn", r.domainAuthSecretArn());
        refuse("DomainIAMRoleName", r.domainIAMRoleName());
        refuse("ReplicaMode", r.replicaModeAsString());
        refuse("AwsBackupRecoveryPointArn", r.awsBackupRecoveryPointArn());
        refuse("AutomationMode", r.automationModeAsString());
        refuse("MultiTenant", Boolean.TRUE.equals(r.multiTenant()) ? "true" : null);
        refuse("DedicatedLogVolume", Boolean.TRUE.equals(r.dedicatedLogVolume()) ? "true" : null);
        refuseList(
                "ProcessorFeatures", r.hasProcessorFeatures() && !r.processorFeatures().isEmpty());
        refuseList("DBSecurityGroups", r.hasDbSecurityGroups() && !r.dbSecurityGroups().isEmpty());
        network(r.networkType());
        license(r.licenseModel());
    }

    static void check(RestoreDbInstanceFromDbSnapshotRequest r) {
        refuse("TdeCredentialArn", r.tdeCredentialArn());
        refuse("TdeCredentialPassword", r.tdeCredentialPassword());
        refuse("Domain", r.domain());
        refuse("DomainFqdn", r.domainFqdn());
        refuse("DomainOu", r.domainOu());
        refuse("DomainAuthSecretArn", r.domainAuthSecretArn());
        refuse("DomainIAMRoleName", r.domainIAMRoleName());
        refuse("CustomIamInstanceProfile", r.customIamInstanceProfile());
        refuse("DBName", r.dbName());
        refuse("DedicatedLogVolume", Boolean.TRUE.equals(r.dedicatedLogVolume()) ? "true" : null);
        refuseList(
                "ProcessorFeatures", r.hasProcessorFeatures() && !r.processorFeatures().isEmpty());
        network(r.networkType());
        license(r.licenseModel());
        backupTarget(r.backupTarget());
    }

    private static void backupTarget(String target) {
        if (target != null && !target.equals("region"))
            throw AwsException.invalidValue(
                    "BackupTarget is '%s', allowed here: region.".formatted(target));
    }

    public static void network(String type) {
        if (type != null && !type.equals("IPV4"))
            throw AwsException.invalidValue(
                    "NetworkType is '%s', allowed here: IPV4.".formatted(type));
    }

    private static void license(String model) {
        if (model != null && !model.equals("postgresql-license"))
            throw AwsException.invalidCombination(
                    "LicenseModel is '%s', allowed for engine postgres: postgresql-license."
                            .formatted(model));
    }

    private static void refuse(String member, String value) {
        if (value != null)
            throw AwsException.invalidCombination(
                    "%s is not supported for engine postgres.".formatted(member));
    }

    private static void refuseList(String member, boolean given) {
        refuse(member, given ? "given" : null);
    }
}
