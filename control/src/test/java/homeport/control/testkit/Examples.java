package homeport.control.testkit;

import homeport.control.instance.DbInstance;
import homeport.control.instance.Observed;
import homeport.control.instance.Settings;
import homeport.control.instance.Settings.Access;
import homeport.control.instance.Settings.Insight;
import homeport.control.instance.Settings.Storage;
import homeport.control.instance.Settings.Upkeep;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One instance, orders, that tables of tests begin with and change by words. */
public final class Examples {
    public static final long PID = 100;

    private Examples() {}

    public static Settings settings() {
        return new Settings(
                "db.m6g.large",
                "16.3",
                "default.postgres16",
                false,
                new Storage(
                        100,
                        "gp3",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Optional.empty()),
                new Access(
                        "master",
                        Optional.of("orders"),
                        5432,
                        false,
                        false,
                        "default",
                        List.of("sg-1"),
                        "rds-ca-ecc384-g1"),
                new Upkeep(
                        1,
                        "03:00-04:00",
                        "sun:04:00-sun:05:00",
                        true,
                        false,
                        false,
                        List.of("postgresql")),
                new Insight(false, 7, Optional.empty(), "standard", 0, Optional.empty()));
    }

    /** The settings with one thing changed, named by a word. */
    public static Settings changed(Settings s, String word) {
        Storage st = s.storage();
        Access a = s.access();
        Upkeep u = s.upkeep();
        Insight i = s.insight();
        return switch (word) {
            case "class" -> of("db.m6g.xlarge", s.version(), s.parameterGroup(), s, st, a, u, i);
            case "version" -> of(s.instanceClass(), "16.4", s.parameterGroup(), s, st, a, u, i);
            case "group" -> of(s.instanceClass(), s.version(), "web", s, st, a, u, i);
            case "multi-az" ->
                    new Settings(
                            s.instanceClass(), s.version(), s.parameterGroup(), true, st, a, u, i);
            case "size" -> of(s, storage(st, 200), a, u, i);
            case "port" -> of(s, st, access(a, 5433, a.iam()), u, i);
            case "iam" -> of(s, st, access(a, a.port(), true), u, i);
            case "no-backups" -> of(s, st, a, upkeep(u, 0, u.logExports()), i);
            case "logs" -> of(s, st, a, upkeep(u, u.backupRetentionDays(), List.of()), i);
            case "monitoring" ->
                    of(
                            s,
                            st,
                            a,
                            u,
                            new Insight(
                                    i.performanceInsights(),
                                    i.retentionDays(),
                                    i.kmsKeyId(),
                                    i.databaseInsightsMode(),
                                    60,
                                    Optional.of("arn:aws:iam::000000000000:role/emaccess")));
            default -> throw new IllegalArgumentException("no change called " + word);
        };
    }

    private static Settings of(Settings s, Storage st, Access a, Upkeep u, Insight i) {
        return of(s.instanceClass(), s.version(), s.parameterGroup(), s, st, a, u, i);
    }

    private static Settings of(
            String instanceClass,
            String version,
            String group,
            Settings s,
            Storage st,
            Access a,
            Upkeep u,
            Insight i) {
        return new Settings(instanceClass, version, group, s.multiAz(), st, a, u, i);
    }

    private static Storage storage(Storage st, int gib) {
        return new Storage(
                gib,
                st.type(),
                st.iops(),
                st.throughputMib(),
                st.maxAllocatedGib(),
                st.encrypted(),
                st.kmsKeyId());
    }

    private static Access access(Access a, int port, boolean iam) {
        return new Access(
                a.masterUser(),
                a.database(),
                port,
                iam,
                a.publiclyAccessible(),
                a.subnetGroup(),
                a.securityGroups(),
                a.caCertificate());
    }

    private static Upkeep upkeep(Upkeep u, int days, List<String> logs) {
        return new Upkeep(
                days,
                u.backupWindow(),
                u.maintenanceWindow(),
                u.autoMinorVersionUpgrade(),
                u.copyTagsToSnapshot(),
                u.deletionProtection(),
                logs);
    }

    /** Asked to run with {@link #settings}. */
    public static DbInstance orders() {
        return instance("orders", "db-ORDERS");
    }

    public static DbInstance instance(String identifier, String resourceId) {
        return instance(identifier, resourceId, Optional.empty());
    }

    /** The instance orders as a read replica. */
    public static DbInstance replica(DbInstance.ReplicaOf source) {
        return instance("orders", "db-ORDERS", Optional.of(source));
    }

    private static DbInstance instance(
            String identifier, String resourceId, Optional<DbInstance.ReplicaOf> source) {
        return new DbInstance(
                identifier,
                resourceId,
                Calls.ACCOUNT,
                Calls.NOW,
                DbInstance.Origin.NEW,
                new DbInstance.Place(Calls.REGION + "a", "127.1.7.1", "127.1.7.2"),
                Optional.empty(),
                source,
                settings(),
                Optional.empty(),
                Optional.empty(),
                new DbInstance.MasterPassword("c2VhbGVk", 1, Optional.empty(), Optional.empty()),
                DbInstance.Power.ON,
                0,
                Optional.empty(),
                Map.of());
    }

    /** The instance as it is when all that was asked for is done. */
    public static Observed serving(DbInstance asked) {
        return Observed.of(asked)
                .createdAt(Calls.NOW, asked.password().generation())
                .running(Optional.of(PID))
                .applied(asked.settings(), asked.identifier())
                .rebooted(asked.reboots())
                .availableAt(Calls.NOW);
    }
}
