package homeport.control.instance;

import homeport.control.instance.Settings.Access;
import homeport.control.instance.Settings.Storage;
import homeport.control.instance.Settings.Upkeep;

/**
 * Which part of a modification takes effect at once although ApplyImmediately is off. Source: RDS
 * user guide, "Settings for DB instances", column "When the change occurs", and RDS API,
 * ModifyDBInstance, members DBPortNumber and DBSubnetGroupName.
 */
final class Later {
    private Later() {}

    /**
     * {@code wanted} with what has to wait for the maintenance window kept as it is in {@code old}.
     */
    static Settings now(Settings old, Settings wanted) {
        Storage storage = old.storage();
        Storage size = wanted.storage();
        Access access = wanted.access();
        Upkeep upkeep = wanted.upkeep();
        boolean switchesBackups =
                (old.upkeep().backupRetentionDays() == 0) != (upkeep.backupRetentionDays() == 0);
        return new Settings(
                old.instanceClass(),
                old.version(),
                wanted.parameterGroup(),
                old.multiAz(),
                new Storage(
                        storage.allocatedGib(),
                        storage.type(),
                        storage.iops(),
                        storage.throughputMib(),
                        size.maxAllocatedGib(),
                        size.encrypted(),
                        size.kmsKeyId()),
                new Access(
                        access.masterUser(),
                        access.database(),
                        access.port(), // ignores ApplyImmediately and restarts the server
                        old.access().iam(),
                        access.publiclyAccessible(),
                        old.access().subnetGroup(),
                        access.securityGroups(),
                        old.access().caCertificate()),
                new Upkeep(
                        switchesBackups
                                ? old.upkeep().backupRetentionDays()
                                : upkeep.backupRetentionDays(),
                        upkeep.backupWindow(),
                        upkeep.maintenanceWindow(),
                        upkeep.autoMinorVersionUpgrade(),
                        upkeep.copyTagsToSnapshot(),
                        upkeep.deletionProtection(),
                        upkeep.logExports()),
                wanted.insight());
    }
}
