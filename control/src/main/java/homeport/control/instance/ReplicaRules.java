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
final class ReplicaRules {
    private ReplicaRules() {}

    /** Its data is its source's: there is nothing to keep. */
    static void checkDeletion(DbInstance asked, Deletion how) {
        if (asked.replicaOf().isPresent() && how.finalSnapshot().isPresent())
            throw AwsException.invalidCombination(
                    "FinalDBSnapshotIdentifier can not be specified when deleting a replica"
                            + " instance");
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

    static void checkModification(
            Replicas replicas, Instance instance, ModifyDbInstanceRequest asked) {
        String name = instance.asked().identifier();
        if (instance.asked().replicaOf().isPresent()) {
            boolean password =
                    asked.masterUserPassword() != null
                            || asked.manageMasterUserPassword() != null
                            || asked.rotateMasterUserPassword() != null;
            if (password)
                throw AwsException.invalidCombination(
                        "The master user password of %s is its source's: it is a read replica."
                                .formatted(name));
            if (Boolean.TRUE.equals(asked.multiAZ()))
                throw AwsException.invalidCombination(
                        "MultiAZ is not supported for a read replica here: promote %s first."
                                .formatted(name));
        }
        boolean source = !replicas.of(instance.region(), instance.asked()).isEmpty();
        boolean without =
                asked.backupRetentionPeriod() != null && asked.backupRetentionPeriod() == 0;
        if (source && without)
            throw AwsException.invalidCombination(
                    "BackupRetentionPeriod can't be 0: %s has read replicas.".formatted(name));
    }
}
