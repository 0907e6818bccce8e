package homeport.control.backup;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.control.name.Arn;
import homeport.control.name.Filters;
import homeport.control.record.Paging;
import homeport.control.snapshot.SnapshotKind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import software.amazon.awssdk.services.rds.model.Filter;

/**
 * The automated backups of one kind that a describe action asks for, a page at a time. Source of
 * codes and filters: RDS API reference, DescribeDBInstanceAutomatedBackups and
 * DescribeDBClusterAutomatedBackups.
 */
record BackupRows(Backups backups, SnapshotKind kind) {
    /**
     * Members of the request; each may be null.
     *
     * @param source identifier of the instance or cluster
     */
    record Wanted(
            String resourceId,
            String source,
            String arn,
            List<Filter> filters,
            Integer most,
            String marker) {}

    Paging<AutomatedBackup> page(Call call, Wanted wanted) {
        Predicate<AutomatedBackup> passes = Filters.of(wanted.filters(), filters());
        List<AutomatedBackup> all = backups.list(kind, call.region());
        if (wanted.arn() != null) all = List.of(withArn(call, wanted.arn()));
        if (wanted.resourceId() != null)
            all = named(all, wanted.resourceId(), AutomatedBackup::resourceId);
        if (wanted.source() != null)
            all =
                    named(
                            all,
                            wanted.source().toLowerCase(Locale.ROOT),
                            backup -> backup.source().instance());
        return Paging.of(
                all.stream().filter(passes).toList(),
                wanted.most(),
                wanted.marker(),
                BackupRows::key);
    }

    /** By identifier, and of one identifier by what tells them apart; in this order. */
    private static String key(AutomatedBackup backup) {
        return backup.source().instance() + " " + backup.resourceId();
    }

    private List<AutomatedBackup> named(
            List<AutomatedBackup> all, String wanted, Function<AutomatedBackup, String> says) {
        List<AutomatedBackup> found =
                all.stream().filter(backup -> says.apply(backup).equals(wanted)).toList();
        if (found.isEmpty()) throw notFound(wanted);
        return found;
    }

    AutomatedBackup withArn(Call call, String text) {
        return Optional.of(Arn.parse(text))
                .filter(arn -> arn.isOf(call))
                .flatMap(backups::byArn)
                .filter(backup -> backup.source().kind() == kind)
                .orElseThrow(() -> notFound(text));
    }

    /** The status in which AWS shows it. */
    String status(AutomatedBackup backup) {
        if (backup.deleting()) return "deleting";
        if (backup.retainedUntil().isPresent()) return "retained";
        return backups.window(backup).isPresent() ? "active" : "creating";
    }

    AwsException notFound(String named) {
        return switch (kind) {
            case INSTANCE ->
                    new AwsException(
                            "DBInstanceAutomatedBackupNotFound",
                            "DBInstanceAutomatedBackup %s not found.".formatted(named));
            case CLUSTER ->
                    new AwsException(
                            "DBClusterAutomatedBackupNotFoundFault",
                            "DBClusterAutomatedBackup %s not found.".formatted(named));
        };
    }

    AwsException invalidState(AutomatedBackup backup) {
        return new AwsException(
                switch (kind) {
                    case INSTANCE -> "InvalidDBInstanceAutomatedBackupState";
                    case CLUSTER -> "InvalidDBClusterAutomatedBackupStateFault";
                },
                "The automated backup of %s can't be deleted: it is %s. Allowed: retained."
                        .formatted(backup.source().instance(), status(backup)));
    }

    private Map<String, Function<AutomatedBackup, List<String>>> filters() {
        Function<AutomatedBackup, List<String>> status = backup -> List.of(status(backup));
        Function<AutomatedBackup, List<String>> name = b -> List.of(b.source().instance());
        Function<AutomatedBackup, List<String>> id = b -> List.of(b.resourceId());
        return switch (kind) {
            case INSTANCE ->
                    Map.of("status", status, "db-instance-id", name, "dbi-resource-id", id);
            case CLUSTER ->
                    Map.of("status", status, "db-cluster-id", name, "db-cluster-resource-id", id);
        };
    }
}
