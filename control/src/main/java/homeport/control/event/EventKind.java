package homeport.control.event;

import homeport.control.name.Arn;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Every event that Homeport tells of. Source: RDS user guide, "Amazon RDS event categories and
 * event messages"; {@code %s} in a message is a detail given to {@link #on}.
 */
public enum EventKind {
    BACKUP_STARTED(1, Source.DB_INSTANCE, "backup", "Backing up DB instance"),
    BACKUP_FINISHED(2, Source.DB_INSTANCE, "backup", "Finished DB Instance backup"),
    /** AWS has no event for it; the number is Homeport's own. */
    BACKUP_FAILED(
            9001,
            Source.DB_INSTANCE,
            "backup",
            "The automated backup failed and will be tried again: %s"),
    DELETED(3, Source.DB_INSTANCE, "deletion", "DB instance deleted"),
    SHUT_DOWN(4, Source.DB_INSTANCE, "availability", "DB instance shutdown"),
    CREATED(5, Source.DB_INSTANCE, "creation", "DB instance created"),
    RESTARTED(6, Source.DB_INSTANCE, "availability", "DB instance restarted"),
    STORAGE_EXHAUSTED(
            7,
            Source.DB_INSTANCE,
            "low storage",
            "Allocated storage has been exhausted. Allocate additional storage to resolve."),
    STORAGE_LOW(
            89,
            Source.DB_INSTANCE,
            "low storage",
            "The free storage capacity for DB instance %s is low at %s%% of the provisioned"
                    + " storage [Provisioned Storage: %s, Free Storage: %s]."),
    STORAGE_SHUT_DOWN(
            221,
            Source.DB_INSTANCE,
            "low storage",
            "The DB instance has reached the storage-full threshold, and the database has been"
                    + " shut down."),
    PARAMETER_GROUP_ATTACHED(
            11, Source.DB_INSTANCE, "configuration change", "Updated to use DBParameterGroup %s"),
    PARAMETER_GROUP_APPLIED(
            92, Source.DB_INSTANCE, "configuration change", "Finished updating DB parameter group"),
    CLASS_CHANGE_STARTED(
            12,
            Source.DB_INSTANCE,
            "configuration change",
            "Applying modification to database instance class"),
    CLASS_CHANGE_FINISHED(
            14,
            Source.DB_INSTANCE,
            "configuration change",
            "Finished applying modification to DB instance class"),
    CREDENTIALS_RESET(16, Source.DB_INSTANCE, "configuration change", "Reset master credentials"),
    CREDENTIALS_RESET_FAILED(
            67,
            Source.DB_INSTANCE,
            "configuration change",
            "Unable to reset your password. Error information: %s"),
    STORAGE_CHANGE_STARTED(
            18,
            Source.DB_INSTANCE,
            "configuration change",
            "Applying modification to allocated storage"),
    STORAGE_CHANGE_FINISHED(
            17,
            Source.DB_INSTANCE,
            "configuration change",
            "Finished applying modification to allocated storage"),
    MULTI_AZ_STARTED(
            24,
            Source.DB_INSTANCE,
            "configuration change",
            "Applying modification to convert to a Multi-AZ DB Instance"),
    MULTI_AZ_FINISHED(
            25,
            Source.DB_INSTANCE,
            "configuration change",
            "Finished applying modification to convert to a Multi-AZ DB instance"),
    SINGLE_AZ_STARTED(
            30,
            Source.DB_INSTANCE,
            "configuration change",
            "Applying modification to convert to a standard (Single-AZ) DB instance"),
    SINGLE_AZ_FINISHED(
            29,
            Source.DB_INSTANCE,
            "configuration change",
            "Finished applying modification to convert to a standard (Single-AZ) DB instance"),
    BACKUPS_DISABLED(28, Source.DB_INSTANCE, "configuration change", "Disabled automated backups"),
    BACKUPS_ENABLED(32, Source.DB_INSTANCE, "configuration change", "Enabled automated backups"),
    MONITORING_INTERVAL(
            78, Source.DB_INSTANCE, "configuration change", "Monitoring Interval changed to %s"),
    FAILOVER_STARTED(13, Source.DB_INSTANCE, "failover", "Multi-AZ instance failover started."),
    FAILOVER_DNS(
            15,
            Source.DB_INSTANCE,
            "failover",
            "Multi-AZ failover to standby complete - DNS propagation may take a few minutes"),
    FAILOVER_COMPLETED(49, Source.DB_INSTANCE, "failover", "Multi-AZ instance failover completed"),
    FAILOVER_ABANDONED(
            34,
            Source.DB_INSTANCE,
            "failover",
            "Abandoning user requested failover since a failover recently occurred on the"
                    + " database instance"),
    ACTIVATION_STARTED(50, Source.DB_INSTANCE, "failover", "Multi-AZ instance activation started"),
    ACTIVATION_COMPLETED(
            51, Source.DB_INSTANCE, "failover", "Multi-AZ instance activation completed"),
    PARTIAL_FAILOVER_RECOVERED(
            65, Source.DB_INSTANCE, "failover", "Recovered from partial failover"),
    MULTI_AZ_RECOVERY_STARTED(
            52, Source.DB_INSTANCE, "recovery", "Multi-AZ instance recovery started"),
    MULTI_AZ_RECOVERED(
            53,
            Source.DB_INSTANCE,
            "recovery",
            "Multi-AZ instance recovery completed. Pending failover or activation."),
    STANDBY_REBUILD_STARTED(
            361,
            Source.DB_INSTANCE,
            "recovery",
            "Recovery of standby DB instance has started and will restore redundancy"),
    STANDBY_REBUILT(
            362, Source.DB_INSTANCE, "recovery", "Recovery of standby DB instance is complete"),
    RESTORED_TO_TIME(19, Source.DB_INSTANCE, "restoration", "Restored from DB instance %s to %s"),
    RECOVERY_STARTED(
            20,
            Source.DB_INSTANCE,
            "recovery",
            "Recovery of the DB instance has started. Recovery time will vary with the amount of"
                    + " data to be recovered."),
    RECOVERY_COMPLETED(
            21, Source.DB_INSTANCE, "recovery", "Recovery of the DB instance is complete"),
    PATCH_STARTED(
            26, Source.DB_INSTANCE, "maintenance", "Applying off-line patches to DB instance"),
    PATCH_FINISHED(
            27,
            Source.DB_INSTANCE,
            "maintenance",
            "Finished applying off-line patches to DB instance"),
    PATCHED(47, Source.DB_INSTANCE, "maintenance", "Database instance patched"),
    FAILED(
            31,
            Source.DB_INSTANCE,
            "failure",
            "The DB instance has been put into %s state. %s RDS recommends that you initiate a"
                    + " point-in-time-restore."),
    PARAMETERS_INCOMPATIBLE(
            35,
            Source.DB_INSTANCE,
            "failure",
            "The DB instance has been put into %s state. Database parameters are invalid: %s"),
    NETWORK_INCOMPATIBLE(
            36, Source.DB_INSTANCE, "failure", "The DB instance is in an incompatible network. %s"),
    CREATE_FAILED(278, Source.DB_INSTANCE, "failure", "The DB instance creation failed. %s"),
    LIMITS_REACHED(
            353,
            Source.DB_INSTANCE,
            "failure",
            "The DB instance couldn't be created because of insufficient resource limits. %s"),
    REPLICATION_STOPPED(45, Source.DB_INSTANCE, "read replica", "Replication has stopped. %s"),
    REPLICATION_RESUMED(
            46, Source.DB_INSTANCE, "read replica", "Replication for the Read Replica resumed"),
    REPLICATION_TERMINATED(
            57,
            Source.DB_INSTANCE,
            "read replica",
            "Replication for the Read Replica has terminated"),
    REPLICA_CREATE_FAILED(
            202, Source.DB_INSTANCE, "read replica", "Read replica creation failed. %s"),
    STOPPED(87, Source.DB_INSTANCE, "notification", "DB instance stopped"),
    STARTED(88, Source.DB_INSTANCE, "notification", "DB instance started"),
    STARTED_AFTER_SEVEN_DAYS(
            154,
            Source.DB_INSTANCE,
            "notification",
            "DB instance is being started due to it exceeding the maximum allowed time being"
                    + " stopped."),
    SECRET_NOT_FOUND(
            327,
            Source.DB_INSTANCE,
            "notification",
            "Amazon RDS could not find the secret for the master user: %s"),
    TOPOLOGY_UPDATED(385, Source.DB_INSTANCE, "notification", "Cluster topology is updated"),

    PARAMETER_UPDATED(
            37,
            Source.DB_PARAMETER_GROUP,
            "configuration change",
            "Updated parameter %s to %s with apply method %s"),

    SNAPSHOT_STARTED(40, Source.DB_SNAPSHOT, "creation", "Creating manual snapshot"),
    SNAPSHOT_CREATED(42, Source.DB_SNAPSHOT, "creation", "Manual snapshot created"),
    AUTOMATED_SNAPSHOT_STARTED(90, Source.DB_SNAPSHOT, "creation", "Creating automated snapshot"),
    AUTOMATED_SNAPSHOT_CREATED(91, Source.DB_SNAPSHOT, "creation", "Automated snapshot created"),
    SNAPSHOT_DELETED(41, Source.DB_SNAPSHOT, "deletion", "Deleted user snapshot"),
    /** AWS has no event for it; the number is Homeport's own. */
    SNAPSHOT_NOT_RESTORABLE(
            9002, Source.DB_SNAPSHOT, "notification", "The snapshot cannot be restored: %s"),
    SNAPSHOT_RESTORED(43, Source.DB_INSTANCE, "restoration", "Restored from snapshot %s"),
    SNAPSHOT_COPY_STARTED(
            196,
            Source.DB_SNAPSHOT,
            "notification",
            "Started the copy of snapshot %s in region %s"),
    SNAPSHOT_COPY_FINISHED(
            197, Source.DB_SNAPSHOT, "notification", "Finished copy of snapshot %s in region %s"),

    CLUSTER_CREATED(170, Source.DB_CLUSTER, "creation", "DB cluster created"),
    CLUSTER_DELETED(171, Source.DB_CLUSTER, "deletion", "DB cluster deleted"),
    CLUSTER_CREDENTIALS_RESET(
            16, Source.DB_CLUSTER, "configuration change", "Reset master credentials"),
    CLUSTER_BACKUP_FAILED(
            9001,
            Source.DB_CLUSTER,
            "failure",
            "The automated backup failed and will be tried again: %s"),
    CLUSTER_RENAMED(172, Source.DB_CLUSTER, "notification", "Renamed DB cluster from %s to %s"),
    CLUSTER_FAILOVER_STARTED(
            73, Source.DB_CLUSTER, "failover", "Started cross AZ failover to DB instance: %s"),
    CLUSTER_FAILOVER_SAME_AZ(
            72, Source.DB_CLUSTER, "failover", "Started same AZ failover to DB instance: %s"),
    CLUSTER_FAILOVER_COMPLETED(
            71, Source.DB_CLUSTER, "failover", "Completed failover to DB instance: %s"),
    CLUSTER_FAILOVER_BACK(
            70, Source.DB_CLUSTER, "failover", "Promoting previous primary again: %s"),
    CLUSTER_FAILOVER_FAILED(69, Source.DB_CLUSTER, "failover", "Cluster failover failed: %s"),

    CLUSTER_SNAPSHOT_STARTED(
            74, Source.DB_CLUSTER_SNAPSHOT, "backup", "Creating manual cluster snapshot"),
    CLUSTER_SNAPSHOT_CREATED(
            75, Source.DB_CLUSTER_SNAPSHOT, "backup", "Manual cluster snapshot created"),
    CLUSTER_AUTOMATED_SNAPSHOT_STARTED(
            168, Source.DB_CLUSTER_SNAPSHOT, "backup", "Creating automated cluster snapshot"),
    CLUSTER_AUTOMATED_SNAPSHOT_CREATED(
            169, Source.DB_CLUSTER_SNAPSHOT, "backup", "Automated cluster snapshot created"),
    CLUSTER_SNAPSHOT_NOT_RESTORABLE(
            9002,
            Source.DB_CLUSTER_SNAPSHOT,
            "notification",
            "The snapshot cannot be restored: %s"),

    PROXY_CREATED(203, Source.DB_PROXY, "creation", "RDS created DB proxy %s."),
    PROXY_MODIFIED(204, Source.DB_PROXY, "configuration change", "RDS modified DB proxy %s."),
    PROXY_DELETED(205, Source.DB_PROXY, "deletion", "RDS deleted DB proxy %s."),
    PROXY_ENDPOINT_CREATED(
            206, Source.DB_PROXY, "creation", "RDS created endpoint %s for DB proxy %s."),
    PROXY_ENDPOINT_MODIFIED(
            207,
            Source.DB_PROXY,
            "configuration change",
            "RDS modified endpoint %s of DB proxy %s."),
    PROXY_ENDPOINT_DELETED(
            208, Source.DB_PROXY, "deletion", "RDS deleted endpoint %s for DB proxy %s."),
    PROXY_MEMBER_ADDED(
            213,
            Source.DB_PROXY,
            "configuration change",
            "RDS detected the addition of the DB instance %s and automatically added it to the"
                    + " target group of the DB proxy %s."),
    PROXY_INSTANCE_GONE(
            214,
            Source.DB_PROXY,
            "configuration change",
            "RDS detected deletion of DB instance %s and automatically removed it from target"
                    + " group %s of DB proxy %s."),
    PROXY_CLUSTER_GONE(
            215,
            Source.DB_PROXY,
            "configuration change",
            "RDS detected deletion of DB cluster %s and automatically removed it from target"
                    + " group %s of DB proxy %s."),
    PROXY_THROTTLED(
            275,
            Source.DB_PROXY,
            "failure",
            "RDS refused client connections to DB proxy %s: more asked at once than may.");

    private final String id;
    private final Source source;
    private final String category;
    private final String message;

    EventKind(int number, Source source, String category, String message) {
        this.id = "RDS-EVENT-%04d".formatted(number);
        this.source = source;
        this.category = category;
        this.message = message;
    }

    /**
     * The event on that resource, ready for {@link Events#record}.
     *
     * @param details one for each {@code %s} of the message
     */
    public Event on(Arn resource, Instant now, Object... details) {
        return new Event(
                id,
                source.text(),
                resource.id(),
                resource.toString(),
                List.of(category),
                message.formatted(details),
                now);
    }

    /** What AWS calls it when it happens to a Multi-AZ DB cluster; empty: it has no word for it. */
    public Optional<EventKind> ofCluster() {
        return switch (this) {
            case CREATED -> Optional.of(CLUSTER_CREATED);
            case DELETED -> Optional.of(CLUSTER_DELETED);
            case BACKUP_FAILED -> Optional.of(CLUSTER_BACKUP_FAILED);
            case CREDENTIALS_RESET -> Optional.of(CLUSTER_CREDENTIALS_RESET);
            case FAILOVER_STARTED -> Optional.of(CLUSTER_FAILOVER_STARTED);
            case FAILOVER_COMPLETED -> Optional.of(CLUSTER_FAILOVER_COMPLETED);
            case SNAPSHOT_STARTED -> Optional.of(CLUSTER_SNAPSHOT_STARTED);
            case SNAPSHOT_NOT_RESTORABLE -> Optional.of(CLUSTER_SNAPSHOT_NOT_RESTORABLE);
            case SNAPSHOT_CREATED -> Optional.of(CLUSTER_SNAPSHOT_CREATED);
            case AUTOMATED_SNAPSHOT_STARTED -> Optional.of(CLUSTER_AUTOMATED_SNAPSHOT_STARTED);
            case AUTOMATED_SNAPSHOT_CREATED -> Optional.of(CLUSTER_AUTOMATED_SNAPSHOT_CREATED);
            default -> Optional.empty();
        };
    }

    /** It tells of one server rather than of the database, so in a cluster it is its member's. */
    public boolean ofServer() {
        return switch (this) {
            case SHUT_DOWN,
                    RESTARTED,
                    STORAGE_EXHAUSTED,
                    STORAGE_LOW,
                    STORAGE_SHUT_DOWN,
                    RECOVERY_STARTED,
                    RECOVERY_COMPLETED,
                    STANDBY_REBUILD_STARTED,
                    STANDBY_REBUILT,
                    PARAMETERS_INCOMPATIBLE,
                    NETWORK_INCOMPATIBLE,
                    CREATE_FAILED,
                    TOPOLOGY_UPDATED,
                    REPLICATION_STOPPED,
                    REPLICATION_RESUMED,
                    REPLICATION_TERMINATED,
                    REPLICA_CREATE_FAILED,
                    FAILED ->
                    true;
            default -> false;
        };
    }

    public String id() {
        return id;
    }

    public Source source() {
        return source;
    }

    public String category() {
        return category;
    }

    String message() {
        return message;
    }
}
