package homeport.control.plan;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.control.instance.DbInstance;
import homeport.control.instance.DbInstance.Deletion;
import homeport.control.instance.DbInstance.MasterPassword;
import homeport.control.instance.DbInstance.Power;
import homeport.control.instance.Observed;
import homeport.control.instance.Observed.Activity;
import homeport.control.instance.Observed.Trouble;
import homeport.control.testkit.Calls;
import homeport.control.testkit.Examples;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Source: RDS user guide, "Viewing Amazon RDS DB instance status". A row tells what differs from an
 * instance that serves as it is asked to; the first that applies is shown.
 */
class InstanceStatusTest {
    /** Story | asked | seen | status. */
    private static final String ROWS =
            """
            it serves as asked                          | -              | -                 | available
            it never served                             | -              | new               | creating
            its server runs but nobody is let in        | -              | started           | creating
            its first backup is taken                   | -              | started backing   | backing-up
            a backup is taken                           | -              | backing           | backing-up
            also of one that is about to stop           | stop           | backing           | backing-up
            it is to stop                               | stop           | -                 | stopping
            its server is gone, that is not noted       | stop           | nopid             | stopped
            it is stopped                               | stop           | nopid stopped     | stopped
            it is to run again                          | -              | nopid stopped     | starting
            its server starts                           | -              | nopid starting    | starting
            its server runs but nobody is let in yet    | -              | starting          | starting
            a reboot is asked for                       | reboot         | -                 | rebooting
            a reboot comes before a new class           | reboot class   | -                 | rebooting
            its server died                             | -              | nopid             | rebooting
            its server died, settings need none         | size           | nopid             | rebooting
            its server is away for a new class          | class          | nopid             | modifying
            its server is away for a new version        | version        | nopid             | upgrading
            another password                            | password       | -                 | resetting-master-credentials
            another password before another name        | password rename | -                | resetting-master-credentials
            another name                                | rename         | -                 | renaming
            another name before other settings          | rename size    | -                 | renaming
            another version before other settings       | version iam    | -                 | upgrading
            sign-in by IAM                              | iam size       | -                 | configuring-iam-database-auth
            another interval of monitoring              | monitoring     | -                 | configuring-enhanced-monitoring
            other log exports                           | logs           | -                 | configuring-log-exports
            another class                               | class          | -                 | modifying
            another size                                | size           | -                 | modifying
            what is pending is not shown                | pending        | -                 | available
            a first failure may mend itself             | -              | nopid failed=2    | rebooting
            the third is shown                          | -              | nopid failed=3    | failed
            also of one that never served               | -              | new failed=3      | failed
            bad parameters                              | -              | nopid parameters=1 | incompatible-parameters
            an address that cannot be had               | -              | nopid network=1   | incompatible-network
            data that cannot be restored                | -              | new restore=1     | incompatible-restore
            a full disk                                 | -              | full=1            | storage-full
            trouble comes before what is being done     | stop           | full=1 backing    | storage-full
            deletion comes before all else              | delete stop    | full=1 backing    | deleting
            """;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = ROWS)
    void shows(String story, String asked, String seen, String status) {
        DbInstance instance = asked(asked);
        assertThat(InstanceStatus.of(instance, seen(seen)).word()).isEqualTo(status);
    }

    @Test
    void everyStatusIsInTheTable() {
        Set<String> shown = new HashSet<>();
        ROWS.lines()
                .map(row -> row.substring(row.lastIndexOf('|') + 1).strip())
                .forEach(shown::add);
        assertThat(shown)
                .isEqualTo(
                        Set.copyOf(
                                Arrays.stream(InstanceStatus.values())
                                        .map(InstanceStatus::word)
                                        .toList()));
    }

    private static DbInstance asked(String words) {
        DbInstance asked = Examples.orders();
        for (String word : words.split(" "))
            asked =
                    switch (word) {
                        case "-" -> asked;
                        case "stop" -> asked.with(new Power(Optional.of(Calls.NOW)));
                        case "reboot" -> asked.rebooted();
                        case "delete" -> asked.deleted(new Deletion(Optional.empty(), false));
                        case "rename" -> asked.renamed("invoices");
                        case "password" ->
                                asked.with(
                                        new MasterPassword(
                                                "b3RoZXI=", 2, Optional.empty(), Optional.empty()));
                        case "pending" -> {
                            var later = Examples.changed(asked.settings(), "class");
                            yield asked.with(asked.settings(), Optional.of(later));
                        }
                        default ->
                                asked.with(
                                        Examples.changed(asked.settings(), word), Optional.empty());
                    };
        return asked;
    }

    private static Observed seen(String words) {
        DbInstance orders = Examples.orders();
        Observed seen = Examples.serving(orders);
        for (String word : words.split(" ")) {
            String[] parts = word.split("=", 2);
            seen =
                    switch (parts[0]) {
                        case "-" -> seen;
                        case "new" -> Observed.of(orders);
                        case "started" ->
                                Observed.of(orders)
                                        .createdAt(Calls.NOW, 1)
                                        .running(Optional.of(Examples.PID))
                                        .applied(orders.settings(), "orders");
                        case "backing" -> seen.with(Activity.BACKING_UP);
                        case "stopped" -> seen.with(Activity.STOPPED);
                        case "starting" -> seen.with(Activity.STARTING);
                        case "nopid" -> seen.running(Optional.empty());
                        case "failed" -> seen.with(trouble(Trouble.Kind.FAILED, parts[1]));
                        case "full" -> seen.with(trouble(Trouble.Kind.STORAGE_FULL, parts[1]));
                        default -> {
                            String kind = "INCOMPATIBLE_" + parts[0].toUpperCase(Locale.ROOT);
                            yield seen.with(trouble(Trouble.Kind.valueOf(kind), parts[1]));
                        }
                    };
        }
        return seen;
    }

    private static Trouble trouble(Trouble.Kind kind, String attempts) {
        return new Trouble(kind, "no", Calls.NOW, Integer.parseInt(attempts), Calls.NOW, "request");
    }
}
