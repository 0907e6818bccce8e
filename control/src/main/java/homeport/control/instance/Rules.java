package homeport.control.instance;

import homeport.aws.AwsException;
import homeport.control.plan.Window;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an instance's settings may be. Source: RDS API reference, CreateDBInstance and
 * ModifyDBInstance, and the RDS user guide on storage. Every message names the member, the value
 * and what is allowed.
 *
 * @param strict refuse also what AWS refuses and Homeport can do; see docs/reference/leniencies.md
 */
public record Rules(boolean strict) {
    private static final Set<String> STORAGE_TYPES = Set.of("standard", "gp2", "gp3", "io1", "io2");
    private static final Set<Integer> MONITORING = Set.of(0, 1, 5, 10, 15, 30, 60);
    private static final Set<String> INSIGHTS_MODES = Set.of("standard", "advanced");
    private static final Set<String> LOGS = Set.of("postgresql", "upgrade", "iam-db-auth-error");
    private static final Set<String> RESERVED_USERS =
            Set.of(
                    "admin",
                    "rdsadmin",
                    "postgres_admin",
                    "rdsproxyadmin",
                    "rdsrepladmin",
                    "rds_superuser",
                    "rds_iam",
                    "rds_password",
                    "rds_replication",
                    "public");
    private static final Set<String> RESERVED_DATABASES =
            Set.of("rdsadmin", "template0", "template1");
    private static final Pattern WORD = Pattern.compile("[a-zA-Z][a-zA-Z0-9_]*");
    private static final int WINDOW_MINUTES_MIN = 30;
    private static final int GP3_PROVISIONED_GIB_MIN = 400;

    public void check(Settings settings) {
        check(settings.storage());
        check(settings.access());
        check(settings.upkeep());
        check(settings.insight());
    }

    /** Source: RDS user guide, "Amazon RDS DB instance storage"; RDS API, member Iops. */
    private void check(Settings.Storage storage) {
        if (!STORAGE_TYPES.contains(storage.type()))
            throw AwsException.invalidValue(
                    "Invalid storage type: %s. Allowed: standard, gp2, gp3, io1, io2."
                            .formatted(storage.type()));
        boolean provisioned = storage.type().startsWith("io");
        int min = provisioned ? 100 : storage.type().equals("standard") ? 5 : 20;
        int max = storage.type().equals("standard") ? 3072 : 65536;
        within("AllocatedStorage", storage.allocatedGib(), min, max, "GiB");
        if (provisioned) provisioned(storage);
        else if (storage.type().equals("gp3")) general(storage);
        else if (storage.iops().isPresent() || storage.throughputMib().isPresent())
            throw AwsException.invalidCombination(
                    "Iops and StorageThroughput can't be given for storage type %s; use gp3, io1 or io2."
                            .formatted(storage.type()));
        storage.maxAllocatedGib()
                .filter(most -> most <= storage.allocatedGib() || most > max)
                .ifPresent(most -> {
                    throw AwsException.invalidCombination(
                            "Invalid MaxAllocatedStorage: %d. Must be greater than AllocatedStorage (%d) and at most %d GiB."
                                    .formatted(most, storage.allocatedGib(), max));
                });
    }

    private static void provisioned(Settings.Storage storage) {
        if (storage.throughputMib().isPresent())
            throw AwsException.invalidCombination(
                    "StorageThroughput can't be given for storage type %s; use gp3."
                            .formatted(storage.type()));
        int iops =
                storage.iops()
                        .orElseThrow(() ->
                                AwsException.invalidCombination(
                                        "Storage type %s requires Iops (1000 to 256000)."
                                                .formatted(storage.type())));
        within("Iops", iops, 1000, 256000, "");
        int ratioMax = storage.type().equals("io2") ? 1000 : 50;
        long gib = storage.allocatedGib();
        if (2L * iops < gib || iops > ratioMax * gib)
            throw AwsException.invalidCombination(
                    "Invalid iops to storage (GB) ratio: %d iops for %d GiB. Must be between 0.5 and %d."
                            .formatted(iops, gib, ratioMax));
    }

    private void general(Settings.Storage storage) {
        storage.iops().ifPresent(iops -> within("Iops", iops, 3000, 64000, ""));
        storage.throughputMib().ifPresent(mib -> within("StorageThroughput", mib, 125, 4000, ""));
        boolean asked = storage.iops().isPresent() || storage.throughputMib().isPresent();
        if (strict && asked && storage.allocatedGib() < GP3_PROVISIONED_GIB_MIN)
            throw AwsException.invalidCombination(
                    "You can't specify IOPS or storage throughput for engine postgres and a storage"
                            + " size less than 400.");
    }

    private static void check(Settings.Access access) {
        within("Port", access.port(), 1150, 65535, "");
    }

    private void check(Settings.Upkeep upkeep) {
        within("BackupRetentionPeriod", upkeep.backupRetentionDays(), 0, 35, "days");
        Window backup = window("PreferredBackupWindow", upkeep.backupWindow(), true);
        Window upkeepWindow =
                window("PreferredMaintenanceWindow", upkeep.maintenanceWindow(), false);
        if (upkeep.backupRetentionDays() > 0 && backup.overlaps(upkeepWindow))
            throw AwsException.invalidCombination(
                    "The backup window %s and maintenance window %s must not overlap."
                            .formatted(upkeep.backupWindow(), upkeep.maintenanceWindow()));
        for (String log : upkeep.logExports())
            if (!LOGS.contains(log))
                throw AwsException.invalidCombination(
                        "You cannot use the log type '%s' with engine postgres. Allowed: %s."
                                .formatted(log, LOGS.stream().sorted().toList()));
    }

    private void check(Settings.Insight insight) {
        if (!MONITORING.contains(insight.monitoringSeconds()))
            throw AwsException.invalidValue(
                    "MonitoringInterval is %d, allowed 0, 1, 5, 10, 15, 30 or 60."
                            .formatted(insight.monitoringSeconds()));
        if (insight.monitoringSeconds() > 0 && insight.monitoringRoleArn().isEmpty())
            throw AwsException.invalidCombination(
                    "A MonitoringRoleARN value is required if you specify a MonitoringInterval value"
                            + " other than 0.");
        if (insight.monitoringSeconds() == 0 && insight.monitoringRoleArn().isPresent())
            throw AwsException.invalidCombination(
                    "You must specify a MonitoringInterval value other than 0 when you specify a"
                            + " MonitoringRoleARN value.");
        if (!INSIGHTS_MODES.contains(insight.databaseInsightsMode()))
            throw AwsException.invalidValue(
                    "Invalid DatabaseInsightsMode: %s. Allowed: standard, advanced."
                            .formatted(insight.databaseInsightsMode()));
        int days = insight.retentionDays();
        boolean months = days % 31 == 0 && days / 31 >= 1 && days / 31 <= 23;
        if (insight.performanceInsights() && days != 7 && days != 731 && !months)
            throw AwsException.invalidValue(
                    "Invalid Performance Insights retention period %d. Allowed: 7, 731, or 31 times 1 to 23."
                            .formatted(days));
        boolean advanced = insight.databaseInsightsMode().equals("advanced");
        if (strict && advanced && (!insight.performanceInsights() || days < 465))
            throw AwsException.invalidCombination(
                    "To enable the Advanced mode of Database Insights, modify your DB instance to enable"
                            + " Performance Insights and set the retention period to at least 465 days.");
    }

    /** Source: RDS API, member MasterUserPassword. The message never repeats the value. */
    public void checkPassword(String password) {
        if (password.length() < 8 || password.length() > 128)
            throw AwsException.invalidValue(
                    "The parameter MasterUserPassword is not a valid password because it has %d characters,"
                                    .formatted(password.length())
                            + " allowed 8 to 128.");
        boolean printable = password.chars().allMatch(c -> c > ' ' && c < 127);
        boolean plain = password.chars().noneMatch(c -> "/@\"".indexOf(c) >= 0);
        if (!printable || strict && !plain)
            throw AwsException.invalidValue(
                    "The parameter MasterUserPassword is not a valid password. Only printable ASCII"
                            + " characters besides %s may be used."
                                    .formatted(strict ? "'/', '@', '\"', ' '" : "' '"));
    }

    public void checkMasterUser(String user) {
        if (user.length() > 63 || !WORD.matcher(user).matches())
            throw AwsException.invalidValue(
                    "MasterUsername '%s' must begin with a letter and have 1 to 63 letters, digits or underscores."
                            .formatted(user));
        String folded = user.toLowerCase(Locale.ROOT);
        if (RESERVED_USERS.contains(folded) || folded.startsWith("pg_"))
            throw AwsException.invalidValue(
                    "MasterUsername %s cannot be used as it is a reserved word used by the engine"
                            .formatted(user));
    }

    /**
     * @param member of the request
     */
    public void checkDatabase(String member, Optional<String> database) {
        if (database.isEmpty()) return;
        String name = database.get();
        if (name.length() > 63 || !WORD.matcher(name).matches())
            throw AwsException.invalidValue(
                    "%s '%s' must begin with a letter and have 1 to 63 letters, digits or underscores."
                            .formatted(member, name));
        if (RESERVED_DATABASES.contains(name.toLowerCase(Locale.ROOT)))
            throw AwsException.invalidValue(
                    "%s %s cannot be used as it is a reserved word used by the engine"
                            .formatted(member, name));
    }

    private static Window window(String member, String text, boolean daily) {
        Window window;
        try {
            window = daily ? Window.daily(text) : Window.weekly(text);
        } catch (IllegalArgumentException notAWindow) {
            throw AwsException.invalidValue(
                    "Invalid %s '%s': it must be in the format %s, UTC."
                            .formatted(
                                    member,
                                    text,
                                    daily ? "hh24:mi-hh24:mi" : "ddd:hh24:mi-ddd:hh24:mi"));
        }
        if (window.minutes() < WINDOW_MINUTES_MIN)
            throw AwsException.invalidValue(
                    "%s '%s' lasts %d minutes, allowed at least 30."
                            .formatted(member, text, window.minutes()));
        if (!daily && window.minutes() >= 24 * 60)
            throw AwsException.invalidValue(
                    "%s '%s' lasts %d minutes, allowed less than 24 hours."
                            .formatted(member, text, window.minutes()));
        return window;
    }

    private static void within(String member, int value, int min, int max, String unit) {
        if (value < min || value > max)
            throw AwsException.invalidValue(
                    "Invalid %s: %d. Must be between %d and %d%s."
                            .formatted(member, value, min, max, unit.isEmpty() ? "" : " " + unit));
    }
}
