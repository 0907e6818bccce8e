package homeport.control.replica;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.control.instance.DbInstance;
import homeport.control.instance.DescribeInstances;
import homeport.control.instance.InstanceParts;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.Replicas;
import homeport.control.instance.Settings;
import homeport.control.instance.Settings.Upkeep;
import homeport.control.plan.InstanceStatus;
import homeport.control.record.Commits.Attempt;
import java.util.List;
import software.amazon.awssdk.services.rds.model.PromoteReadReplicaRequest;
import software.amazon.awssdk.services.rds.model.PromoteReadReplicaResponse;

/**
 * PromoteReadReplica: one change of what should be. The source has forgotten it when this returns;
 * its own replicas stay with it. Source: RDS API, PromoteReadReplica.
 */
final class PromoteReplica {
    /** Source: RDS API, PromoteReadReplica, BackupRetentionPeriod. */
    private static final int RETENTION_DAYS = 1;

    private final InstanceParts parts;

    PromoteReplica(InstanceParts parts) {
        this.parts = parts;
    }

    PromoteReadReplicaResponse promote(Call call, PromoteReadReplicaRequest r) {
        Instance done =
                parts.commits()
                        .run(() -> {
                            Instance replica =
                                    DescribeInstances.require(
                                            parts.instances(),
                                            call,
                                            r.dbInstanceIdentifier(),
                                            "PromoteReadReplica");
                            DbInstance with = promoted(replica, r);
                            return new Attempt<>(
                                    List.of(parts.instances().replace(replica, with)),
                                    replica.with(with));
                        });
        return PromoteReadReplicaResponse.builder()
                .dbInstance(parts.show().of(call, done.asked(), done.seen()))
                .build();
    }

    private DbInstance promoted(Instance replica, PromoteReadReplicaRequest r) {
        DbInstance old = replica.asked();
        if (old.replicaOf().isEmpty())
            throw new AwsException("InvalidDBInstanceState", "DB Instance is not a read replica.");
        InstanceStatus status = InstanceStatus.of(old, replica.seen());
        if (status != InstanceStatus.AVAILABLE)
            throw new AwsException(
                    "InvalidDBInstanceState",
                    "Instance %s cannot be promoted: its status is %s, not available."
                            .formatted(old.identifier(), status.word()));
        Settings settings = with(old.settings(), r);
        parts.rules().check(settings);
        boolean source = !Replicas.of(parts.instances()).of(replica.region(), old).isEmpty();
        if (source && settings.upkeep().backupRetentionDays() == 0)
            throw AwsException.invalidCombination(
                    "BackupRetentionPeriod can't be 0: %s has read replicas."
                            .formatted(old.identifier()));
        return old.with(settings, old.pending().map(later -> with(later, r))).promoted().rebooted();
    }

    private static Settings with(Settings was, PromoteReadReplicaRequest r) {
        Upkeep upkeep = was.upkeep();
        Integer days = r.backupRetentionPeriod();
        String window = r.preferredBackupWindow();
        return was.with(
                new Upkeep(
                        days == null ? RETENTION_DAYS : days,
                        window == null ? upkeep.backupWindow() : window,
                        upkeep.maintenanceWindow(),
                        upkeep.autoMinorVersionUpgrade(),
                        upkeep.copyTagsToSnapshot(),
                        upkeep.deletionProtection(),
                        upkeep.logExports()));
    }
}
