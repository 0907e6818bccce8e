package homeport.control.cluster;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.control.instance.DbInstance;
import homeport.control.instance.InstanceParts;
import homeport.control.instance.InstanceView;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.Settings.Access;
import homeport.control.instance.Settings.Storage;
import homeport.control.name.Arn;
import homeport.control.replica.ReplicaSource;
import homeport.store.Op;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.CreateDbClusterRequest;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceReadReplicaRequest;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;

/**
 * The DB instance that a Multi-AZ DB cluster is to be a read replica of, and what the cluster has
 * from it. Source: RDS API, CreateDBCluster, ReplicationSourceIdentifier; RDS user guide,
 * "Migrating to a Multi-AZ DB cluster using a read replica".
 */
record ClusterSource(InstanceParts parts, Call call, CreateDbClusterRequest asked) {
    /** Which AWS wants of the source. */
    private static final int STORAGE_GIB_MIN = 100;

    /**
     * @throws AwsException there is no such source, or it can have no such replica
     */
    Instance find() {
        checkMembers();
        String named = asked.replicationSourceIdentifier();
        Optional<Arn> arn = Arn.tryParse(named);
        if (arn.filter(a -> a.kind().equals("cluster")).isPresent())
            throw AwsException.invalidCombination(
                    "A Multi-AZ DB cluster can't be a read replica of a DB cluster: %s."
                            .formatted(named));
        if (arn.filter(a -> !a.region().equals(call.region())).isPresent())
            throw AwsException.invalidCombination(
                    "A Multi-AZ DB cluster must be in the Region of the DB instance that it is a"
                            + " read replica of.");
        Instance source = found();
        int had = source.asked().settings().storage().allocatedGib();
        if (parts.rules().strict() && had < STORAGE_GIB_MIN)
            throw AwsException.invalidCombination(
                    "The source of a Multi-AZ DB cluster read replica must have at least %d GiB of"
                                    .formatted(STORAGE_GIB_MIN)
                            + " storage; %s has %d.".formatted(source.asked().identifier(), had));
        if (asked.allocatedStorage() != null && asked.allocatedStorage() < had)
            throw AwsException.invalidCombination(
                    "Invalid AllocatedStorage: %d GiB. The source has %d GiB."
                            .formatted(asked.allocatedStorage(), had));
        return source;
    }

    private Instance found() {
        CreateDbInstanceReadReplicaRequest words =
                CreateDbInstanceReadReplicaRequest.builder()
                        .sourceDBInstanceIdentifier(asked.replicationSourceIdentifier())
                        .build();
        return new ReplicaSource(parts, call, words).find();
    }

    /** Writes the source as it is, so that of two that would be one too many only one commits. */
    Op hold() {
        Instance source = found();
        return parts.instances().replace(source, source.asked());
    }

    private void checkMembers() {
        if (asked.manageMasterUserPassword() != null)
            throw AwsException.invalidValue(
                    "ManageMasterUserPassword isn't supported for read replica");
        refuse("MasterUsername", asked.masterUsername() != null);
        refuse("MasterUserPassword", asked.masterUserPassword() != null);
        refuse("MasterUserSecretKmsKeyId", asked.masterUserSecretKmsKeyId() != null);
        refuse("DatabaseName", asked.databaseName() != null);
        refuse("KmsKeyId", asked.kmsKeyId() != null);
    }

    private static void refuse(String member, boolean given) {
        if (given)
            throw AwsException.invalidCombination(
                    "%s can't be specified for a read replica: it is that of the source."
                            .formatted(member));
    }

    /** The source's, or a newer minor of it. */
    String version(Instance source) {
        DbInstance it = source.asked();
        String had = source.seen().applied().orElse(it.settings()).version();
        if (asked.engineVersion() == null) return had;
        String wanted = parts.around().version(Optional.of(asked.engineVersion()));
        boolean same = InstanceView.major(wanted).equals(InstanceView.major(had));
        if (!same || minor(wanted) < minor(had))
            throw AwsException.invalidCombination(
                    "EngineVersion is %s, allowed for a read replica of %s: %s or a newer minor version of it."
                            .formatted(wanted, it.identifier(), had));
        return wanted;
    }

    private static int minor(String version) {
        return Integer.parseInt(version.substring(version.indexOf('.') + 1));
    }

    /**
     * @param words the request in the words of an instance
     * @return with what it inherits
     */
    CreateDbInstanceRequest inherited(CreateDbInstanceRequest words, Instance source) {
        Storage storage = source.asked().settings().storage();
        Access access = source.asked().settings().access();
        boolean placed = words.dbSubnetGroupName() != null;
        CreateDbInstanceRequest.Builder all =
                words.toBuilder()
                        .masterUsername(access.masterUser())
                        .dbName(access.database().orElse(null))
                        .port(or(words.port(), access.port()))
                        .allocatedStorage(or(words.allocatedStorage(), storage.allocatedGib()))
                        .storageEncrypted(storage.encrypted())
                        .kmsKeyId(storage.kmsKeyId().orElse(null))
                        .dbSubnetGroupName(or(words.dbSubnetGroupName(), access.subnetGroup()));
        if (!placed && words.vpcSecurityGroupIds().isEmpty())
            all.vpcSecurityGroupIds(access.securityGroups());
        if (!placed)
            all.publiclyAccessible(or(words.publiclyAccessible(), access.publiclyAccessible()));
        return all.build();
    }

    private static <T> T or(T given, T otherwise) {
        return given == null ? otherwise : given;
    }
}
