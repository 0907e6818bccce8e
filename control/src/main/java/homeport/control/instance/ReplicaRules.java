package homeport.control.instance;

import homeport.aws.AwsException;
import homeport.control.instance.DbInstance.Deletion;
import homeport.control.instance.Instances.Instance;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceRequest;

/**
 * What cannot be done to a read replica, or to an instance that has some. Source: RDS API,
 * DeleteDBInstance and ModifyDBInstance; RDS user guide, "Stopping an Amazon RDS DB instance
 * temporarily" and "Working with DB instance read replicas".
 */
public final class ReplicaRules {
    private ReplicaRules() {}

    /** Its data is its source's: there is nothing to keep. */
    public static void checkDeletion(DbInstance asked, Deletion how) {
        if (asked.replicaOf().isPresent() && how.finalSnapshot().isPresent())
            throw AwsException.invalidCombination(
                    "FinalDBSnapshotIdentifier can not be specified when deleting a replica "
                            + (asked.clustered() ? "cluster" : "instance"));
    }

    static void checkStop(Replicas replicas, Instance instance) {
        DbInstance asked = instance.asked();
        if (asked.replicaOf().isPresent())
            throw new AwsException(
                    "InvalidDBInstanceState",
                    "Instance %s cannot be stopped: it is a read replica."
                            .formatted(asked.identifier()));
        if (!replicas.of(instance.region(), asked).isEmpty())
            throw new AwsException(
                    "InvalidDBInstanceState",
                    "Instance %s cannot be stopped: it has read replicas."
                            .formatted(asked.identifier()));
    }

    /**
     * @param asked of a cluster: in the words of an instance
     */
    public static void checkModification(
            Replicas replicas, Instance instance, ModifyDbInstanceRequest asked) {
        String name = instance.asked().identifier();
        if (instance.asked().replicaOf().isPresent()) checkPassword(asked);
        boolean source = !replicas.of(instance.region(), instance.asked()).isEmpty();
        if (source && Boolean.TRUE.equals(asked.manageMasterUserPassword()))
            throw AwsException.invalidCombination(
                    "ManageMasterUserPassword can't be turned on: %s has read replicas."
                            .formatted(name));
        boolean without =
                asked.backupRetentionPeriod() != null && asked.backupRetentionPeriod() == 0;
        if (source && without)
            throw AwsException.invalidCombination(
                    "BackupRetentionPeriod can't be 0: %s has read replicas.".formatted(name));
    }

    /** The texts are as users met them. */
    private static void checkPassword(ModifyDbInstanceRequest asked) {
        if (asked.manageMasterUserPassword() != null || asked.rotateMasterUserPassword() != null)
            throw AwsException.invalidValue(
                    "ManageMasterUserPassword isn't supported for read replica");
        if (asked.masterUserPassword() != null)
            throw AwsException.invalidCombination(
                    "Cannot change master user password on an RDS postgres Read Replica because it"
                            + " uses physical replication and therefore cannot differ from its"
                            + " parent.");
    }
}
