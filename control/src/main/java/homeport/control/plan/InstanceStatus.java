package homeport.control.plan;

import homeport.control.instance.DbInstance;
import homeport.control.instance.Observed;
import homeport.control.instance.Observed.Activity;
import homeport.control.instance.Observed.Trouble;
import homeport.control.instance.Settings;

/**
 * {@code DBInstanceStatus}: derived from what should be and what is, never stored. Source: RDS user
 * guide, "Viewing Amazon RDS DB instance status".
 */
public enum InstanceStatus {
    AVAILABLE("available"),
    BACKING_UP("backing-up"),
    CONFIGURING_ENHANCED_MONITORING("configuring-enhanced-monitoring"),
    CONFIGURING_IAM_DATABASE_AUTH("configuring-iam-database-auth"),
    CONFIGURING_LOG_EXPORTS("configuring-log-exports"),
    CREATING("creating"),
    DELETING("deleting"),
    FAILED("failed"),
    INCOMPATIBLE_NETWORK("incompatible-network"),
    INCOMPATIBLE_PARAMETERS("incompatible-parameters"),
    INCOMPATIBLE_RESTORE("incompatible-restore"),
    MODIFYING("modifying"),
    REBOOTING("rebooting"),
    RENAMING("renaming"),
    RESETTING_MASTER_CREDENTIALS("resetting-master-credentials"),
    STARTING("starting"),
    STOPPED("stopped"),
    STOPPING("stopping"),
    STORAGE_FULL("storage-full"),
    UPGRADING("upgrading");

    private static final int ATTEMPTS_MIN = 3;

    private final String word;

    InstanceStatus(String word) {
        this.word = word;
    }

    /** As AWS spells it. */
    public String word() {
        return word;
    }

    public static InstanceStatus of(DbInstance asked, Observed seen) {
        if (asked.deletion().isPresent()) return DELETING;
        if (seen.trouble().filter(InstanceStatus::lasting).isPresent())
            return troubled(seen.trouble().get().kind());
        if (seen.activity() == Activity.BACKING_UP) return BACKING_UP;
        if (seen.available().isEmpty()) return CREATING;
        if (!asked.power().on()) return seen.pid().isPresent() ? STOPPING : STOPPED;
        if (seen.activity() == Activity.STOPPED || seen.activity() == Activity.STARTING)
            return STARTING;
        if (seen.replication().isPresent() && asked.replicaOf().isEmpty()) return MODIFYING;
        if (seen.reboots() < asked.reboots()) return REBOOTING;
        if (seen.pid().isEmpty() && !restartsToChange(asked, seen)) return REBOOTING;
        if (seen.passwordGeneration() < asked.password().generation())
            return RESETTING_MASTER_CREDENTIALS;
        if (!seen.identifier().equals(asked.identifier())) return RENAMING;
        boolean standby = seen.placement().standbyZone().isPresent();
        return seen.applied()
                .map(applied -> changing(applied, asked.settings(), standby))
                .orElse(CREATING);
    }

    /** While the server is away for a modification, the modification is what is shown. */
    private static boolean restartsToChange(DbInstance asked, Observed seen) {
        return seen.applied().filter(now -> Plan.restarts(now, asked.settings())).isPresent();
    }

    private static InstanceStatus changing(Settings applied, Settings wanted, boolean standby) {
        if (applied.equals(wanted)) return standby == wanted.multiAz() ? AVAILABLE : MODIFYING;
        if (!applied.version().equals(wanted.version())) return UPGRADING;
        if (applied.access().iam() != wanted.access().iam()) return CONFIGURING_IAM_DATABASE_AUTH;
        if (applied.insight().monitoringSeconds() != wanted.insight().monitoringSeconds())
            return CONFIGURING_ENHANCED_MONITORING;
        if (!applied.upkeep().logExports().equals(wanted.upkeep().logExports()))
            return CONFIGURING_LOG_EXPORTS;
        return MODIFYING;
    }

    /** One that the next attempts may mend is not shown as the end of the instance. */
    private static boolean lasting(Trouble trouble) {
        return trouble.kind() != Trouble.Kind.FAILED || trouble.attempts() >= ATTEMPTS_MIN;
    }

    private static InstanceStatus troubled(Trouble.Kind kind) {
        return switch (kind) {
            case FAILED -> FAILED;
            case INCOMPATIBLE_PARAMETERS -> INCOMPATIBLE_PARAMETERS;
            case INCOMPATIBLE_NETWORK -> INCOMPATIBLE_NETWORK;
            case INCOMPATIBLE_RESTORE -> INCOMPATIBLE_RESTORE;
            case STORAGE_FULL -> STORAGE_FULL;
        };
    }
}
