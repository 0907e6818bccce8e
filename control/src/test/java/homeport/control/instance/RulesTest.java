package homeport.control.instance;

import static homeport.control.testkit.Calls.error;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.aws.AwsException;
import homeport.control.testkit.Examples;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sources stand at {@link Rules}; {@code ok} means that it is allowed. */
class RulesTest {
    private static final Rules LENIENT = new Rules(false);
    private static final Rules STRICT = new Rules(true);
    private static final Settings ORDERS = Examples.settings();

    @ParameterizedTest(name = "{0}: {1} {2} GiB, {3} iops, {4} MiB/s, up to {5}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    the smallest general one     | gp3      | 20    |        |      |        | ok
                    the biggest general one      | gp3      | 65536 |        |      |        | ok
                    too small                    | gp2      | 19    |        |      |        | InvalidParameterValue: Invalid AllocatedStorage: 19. Must be between 20 and 65536 GiB.
                    too big                      | gp3      | 65537 |        |      |        | InvalidParameterValue: Invalid AllocatedStorage: 65537. Must be between 20 and 65536 GiB.
                    magnetic is smaller          | standard | 5     |        |      |        | ok
                    and ends earlier             | standard | 3073  |        |      |        | InvalidParameterValue: Invalid AllocatedStorage: 3073. Must be between 5 and 3072 GiB.
                    no such type                 | ssd      | 100   |        |      |        | InvalidParameterValue: Invalid storage type: ssd. Allowed: standard, gp2, gp3, io1, io2.
                    provisioned                  | io1      | 100   | 1000   |      |        | ok
                    provisioned, too small       | io1      | 99    | 1000   |      |        | InvalidParameterValue: Invalid AllocatedStorage: 99. Must be between 100 and 65536 GiB.
                    provisioned without iops     | io2      | 100   |        |      |        | InvalidParameterCombination: Storage type io2 requires Iops (1000 to 256000).
                    too few iops                 | io1      | 100   | 999    |      |        | InvalidParameterValue: Invalid Iops: 999. Must be between 1000 and 256000.
                    fifty for each GiB           | io1      | 100   | 5000   |      |        | ok
                    more than fifty              | io1      | 100   | 5001   |      |        | InvalidParameterCombination: Invalid iops to storage (GB) ratio: 5001 iops for 100 GiB. Must be between 0.5 and 50.
                    less than one for two GiB    | io1      | 2001  | 1000   |      |        | InvalidParameterCombination: Invalid iops to storage (GB) ratio: 1000 iops for 2001 GiB. Must be between 0.5 and 50.
                    io2 has more                 | io2      | 100   | 100000 |      |        | ok
                    provisioned throughput       | io1      | 100   | 1000   | 125  |        | InvalidParameterCombination: StorageThroughput can't be given for storage type io1; use gp3.
                    gp3 with its own iops        | gp3      | 400   | 12000  | 500  |        | ok
                    gp3 below what it has        | gp3      | 400   | 2999   |      |        | InvalidParameterValue: Invalid Iops: 2999. Must be between 3000 and 64000.
                    gp3 above what there is      | gp3      | 400   | 64001  |      |        | InvalidParameterValue: Invalid Iops: 64001. Must be between 3000 and 64000.
                    gp3 with little throughput   | gp3      | 400   |        | 124  |        | InvalidParameterValue: Invalid StorageThroughput: 124. Must be between 125 and 4000.
                    gp2 has no iops to ask for   | gp2      | 400   | 100    |      |        | InvalidParameterCombination: Iops and StorageThroughput can't be given for storage type gp2; use gp3, io1 or io2.
                    nor throughput               | gp2      | 400   |        | 125  |        | InvalidParameterCombination: Iops and StorageThroughput can't be given for storage type gp2; use gp3, io1 or io2.
                    it may grow                  | gp3      | 100   |        |      | 200    | ok
                    but not to what it is        | gp3      | 100   |        |      | 100    | InvalidParameterCombination: Invalid MaxAllocatedStorage: 100. Must be greater than AllocatedStorage (100) and at most 65536 GiB.
                    nor beyond all               | gp3      | 100   |        |      | 65537  | InvalidParameterCombination: Invalid MaxAllocatedStorage: 65537. Must be greater than AllocatedStorage (100) and at most 65536 GiB.
                    """)
    void storage(
            String story,
            String type,
            int gib,
            Integer iops,
            Integer mib,
            Integer most,
            String expected) {
        Settings.Storage storage =
                new Settings.Storage(
                        gib,
                        type,
                        Optional.ofNullable(iops),
                        Optional.ofNullable(mib),
                        Optional.ofNullable(most),
                        false,
                        Optional.empty());
        assertThat(said(() -> LENIENT.check(ORDERS.with(storage)))).isEqualTo(expected);
        assertThat(said(() -> STRICT.check(ORDERS.with(storage)))).isEqualTo(expected);
    }

    @Test
    void smallGeneralStorageWithIopsIsRefusedWhenStrict() {
        Settings.Storage storage =
                new Settings.Storage(
                        100,
                        "gp3",
                        Optional.of(3000),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Optional.empty());
        assertThat(said(() -> LENIENT.check(ORDERS.with(storage)))).isEqualTo("ok");
        assertThat(said(() -> STRICT.check(ORDERS.with(storage))))
                .isEqualTo(
                        "InvalidParameterCombination: You can't specify IOPS or storage throughput"
                                + " for engine postgres and a storage size less than 400.");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    touching                   | 1  | 03:00-04:00 | sun:04:00-sun:05:00 | postgresql | ok
                    overlapping                | 1  | 03:00-04:01 | sun:04:00-sun:05:00 | postgresql | InvalidParameterCombination: The backup window 03:00-04:01 and maintenance window sun:04:00-sun:05:00 must not overlap.
                    overlapping, no backups    | 0  | 03:00-04:01 | sun:04:00-sun:05:00 | postgresql | ok
                    the longest retention      | 35 | 03:00-04:00 | sun:04:00-sun:05:00 | postgresql | ok
                    a longer one               | 36 | 03:00-04:00 | sun:04:00-sun:05:00 | postgresql | InvalidParameterValue: Invalid BackupRetentionPeriod: 36. Must be between 0 and 35 days.
                    a negative one             | -1 | 03:00-04:00 | sun:04:00-sun:05:00 | postgresql | InvalidParameterValue: Invalid BackupRetentionPeriod: -1. Must be between 0 and 35 days.
                    a backup window of a week  | 1  | sun:03:00-sun:04:00 | sun:04:00-sun:05:00 | postgresql | InvalidParameterValue: Invalid PreferredBackupWindow 'sun:03:00-sun:04:00': it must be in the format hh24:mi-hh24:mi, UTC.
                    a short backup window      | 1  | 03:00-03:29 | sun:04:00-sun:05:00 | postgresql | InvalidParameterValue: PreferredBackupWindow '03:00-03:29' lasts 29 minutes, allowed at least 30.
                    an empty one               | 1  | 03:00-03:00 | sun:04:00-sun:05:00 | postgresql | InvalidParameterValue: PreferredBackupWindow '03:00-03:00' lasts 0 minutes, allowed at least 30.
                    a daily maintenance window | 1  | 03:00-04:00 | 04:00-05:00         | postgresql | InvalidParameterValue: Invalid PreferredMaintenanceWindow '04:00-05:00': it must be in the format ddd:hh24:mi-ddd:hh24:mi, UTC.
                    a short one                | 1  | 03:00-04:00 | sun:04:00-sun:04:20 | postgresql | InvalidParameterValue: PreferredMaintenanceWindow 'sun:04:00-sun:04:20' lasts 20 minutes, allowed at least 30.
                    a long one                 | 0  | 03:00-04:00 | sun:04:00-mon:04:00 | postgresql | InvalidParameterValue: PreferredMaintenanceWindow 'sun:04:00-mon:04:00' lasts 1440 minutes, allowed less than 24 hours.
                    every log                  | 1  | 03:00-04:00 | sun:04:00-sun:05:00 | postgresql upgrade iam-db-auth-error | ok
                    another engine's log       | 1  | 03:00-04:00 | sun:04:00-sun:05:00 | slowquery  | InvalidParameterCombination: You cannot use the log type 'slowquery' with engine postgres. Allowed: [iam-db-auth-error, postgresql, upgrade].
                    """)
    void upkeep(
            String story, int days, String backup, String upkeep, String logs, String expected) {
        Settings settings =
                new Settings(
                        ORDERS.instanceClass(),
                        ORDERS.version(),
                        ORDERS.parameterGroup(),
                        false,
                        ORDERS.storage(),
                        ORDERS.access(),
                        new Settings.Upkeep(
                                days, backup, upkeep, true, false, false, List.of(logs.split(" "))),
                        ORDERS.insight());
        assertThat(said(() -> LENIENT.check(settings))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    all off                        | false | 7   | standard | 0  |      | ok | ok
                    insights for a week            | true  | 7   | standard | 0  |      | ok | ok
                    for a month                    | true  | 31  | standard | 0  |      | ok | ok
                    for 23 months                  | true  | 713 | standard | 0  |      | ok | ok
                    for two years                  | true  | 731 | standard | 0  |      | ok | ok
                    for 24 months                  | true  | 744 | standard | 0  |      | InvalidParameterValue: Invalid Performance Insights retention period 744. Allowed: 7, 731, or 31 times 1 to 23. | same
                    for eight days                 | true  | 8   | standard | 0  |      | InvalidParameterValue: Invalid Performance Insights retention period 8. Allowed: 7, 731, or 31 times 1 to 23. | same
                    advanced with 15 months        | true  | 465 | advanced | 0  |      | ok | ok
                    advanced with a week           | true  | 7   | advanced | 0  |      | ok | InvalidParameterCombination: To enable the Advanced mode of Database Insights, modify your DB instance to enable Performance Insights and set the retention period to at least 465 days.
                    no such mode                   | true  | 7   | best     | 0  |      | InvalidParameterValue: Invalid DatabaseInsightsMode: best. Allowed: standard, advanced. | same
                    monitored each minute          | false | 7   | standard | 60 | role | ok | ok
                    monitored at no known interval | false | 7   | standard | 20 | role | InvalidParameterValue: MonitoringInterval is 20, allowed 0, 1, 5, 10, 15, 30 or 60. | same
                    monitored without a role       | false | 7   | standard | 60 |      | InvalidParameterCombination: A MonitoringRoleARN value is required if you specify a MonitoringInterval value other than 0. | same
                    a role and no interval         | false | 7   | standard | 0  | role | InvalidParameterCombination: You must specify a MonitoringInterval value other than 0 when you specify a MonitoringRoleARN value. | same
                    """)
    void insight(
            String story,
            boolean on,
            int days,
            String mode,
            int seconds,
            String role,
            String lenient,
            String strict) {
        Settings settings =
                new Settings(
                        ORDERS.instanceClass(),
                        ORDERS.version(),
                        ORDERS.parameterGroup(),
                        false,
                        ORDERS.storage(),
                        ORDERS.access(),
                        ORDERS.upkeep(),
                        new Settings.Insight(
                                on,
                                days,
                                Optional.empty(),
                                mode,
                                seconds,
                                Optional.ofNullable(role)));
        assertThat(said(() -> LENIENT.check(settings))).isEqualTo(lenient);
        assertThat(said(() -> STRICT.check(settings)))
                .isEqualTo(strict.equals("same") ? lenient : strict);
    }

    @ParameterizedTest
    @CsvSource({"1149,false", "1150,true", "65535,true", "65536,false"})
    void portsAreFrom1150To65535(int port, boolean allowed) {
        Settings.Access a = ORDERS.access();
        Settings settings =
                new Settings(
                        ORDERS.instanceClass(),
                        ORDERS.version(),
                        ORDERS.parameterGroup(),
                        false,
                        ORDERS.storage(),
                        new Settings.Access(
                                a.masterUser(),
                                a.database(),
                                port,
                                false,
                                false,
                                a.subnetGroup(),
                                a.securityGroups(),
                                a.caCertificate()),
                        ORDERS.upkeep(),
                        ORDERS.insight());
        String wrong =
                "InvalidParameterValue: Invalid Port: %d. Must be between 1150 and 65535."
                        .formatted(port);
        assertThat(said(() -> LENIENT.check(settings))).isEqualTo(allowed ? "ok" : wrong);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    plain               | correct-horse   | true  | true
                    eight characters    | 12345678        | true  | true
                    seven               | 1234567         | false | false
                    a slash             | correct/horse   | true  | false
                    an at               | correct@horse   | true  | false
                    a double quote      | correct"horse   | true  | false
                    a single quote      | correct'horse   | true  | true
                    a space             | correct horse   | false | false
                    not ASCII           | corréct-horse   | false | false
                    """)
    void passwords(String story, String password, boolean lenient, boolean strict) {
        String lenientSays = said(() -> LENIENT.checkPassword(password));
        assertThat(lenientSays.equals("ok")).isEqualTo(lenient);
        String strictSays = said(() -> STRICT.checkPassword(password));
        assertThat(strictSays.equals("ok")).isEqualTo(strict);
        assertThat(lenientSays + strictSays).doesNotContain(password);
        if (!strict)
            assertThat(strictSays)
                    .startsWith(
                            "InvalidParameterValue: The parameter MasterUserPassword is not a valid"
                                    + " password");
    }

    @Test
    void aPasswordHasAtMost128Characters() {
        assertThat(said(() -> LENIENT.checkPassword("x".repeat(128)))).isEqualTo("ok");
        assertThat(said(() -> LENIENT.checkPassword("x".repeat(129))))
                .endsWith("because it has 129 characters, allowed 8 to 128.");
    }

    @ParameterizedTest
    @CsvSource({
        "master,true",
        "postgres,true",
        "m_1,true",
        "1master,false",
        "_m,false",
        "m-1,false",
        "admin,false",
        "Admin,false",
        "rdsadmin,false",
        "pg_master,false",
        "rds_iam,false"
    })
    void masterUsers(String user, boolean allowed) {
        String says = said(() -> LENIENT.checkMasterUser(user));
        assertThat(says.equals("ok")).as(says).isEqualTo(allowed);
        if (!allowed) assertThat(says).startsWith("InvalidParameterValue: MasterUsername");
        if (user.toLowerCase(Locale.ROOT).equals("admin"))
            assertThat(says)
                    .endsWith(
                            "MasterUsername %s cannot be used as it is a reserved word used by the engine"
                                    .formatted(user));
    }

    @ParameterizedTest
    @CsvSource({
        "orders,true",
        "Orders_1,true",
        "1orders,false",
        "or-ders,false",
        "template1,false",
        "rdsadmin,false"
    })
    void databases(String name, boolean allowed) {
        String says = said(() -> LENIENT.checkDatabase("DBName", Optional.of(name)));
        assertThat(says.equals("ok")).as(says).isEqualTo(allowed);
        if (!allowed) assertThat(says).startsWith("InvalidParameterValue: DBName").contains(name);
    }

    private static String said(Runnable check) {
        ThrowingCallable body = check::run;
        try {
            check.run();
            return "ok";
        } catch (AwsException refused) {
            return error(body);
        }
    }
}
