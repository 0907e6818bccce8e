package homeport.control.plan;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.control.instance.Settings.Upkeep;
import homeport.control.testkit.Examples;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The backup window is 03:00 to 04:00. Days are of November 2026; now: it is due. */
class BackupScheduleTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    without backups none is due              | 0 | -        | -          | 24T12:00 | never
                    the first one at once                    | 7 | -        | -          | 24T12:00 | now
                    then at the start of the window          | 7 | 24T12:00 | -          | 24T12:01 | 25T03:00
                    the window is open                       | 7 | 24T12:00 | -          | 25T03:00 | now
                    until its last minute                    | 7 | 24T12:00 | -          | 25T03:59 | now
                    once in each window                      | 7 | 25T03:02 | -          | 25T03:03 | 26T03:00
                    also when it took until after            | 7 | 25T05:30 | -          | 25T05:31 | 26T03:00
                    one just before does not count           | 7 | 25T02:59 | -          | 25T03:00 | now
                    a missed window is made up for           | 7 | 24T03:02 | -          | 25T04:02 | now
                    not before that is sure                  | 7 | 24T03:02 | -          | 25T04:01 | 25T04:02
                    also days later                          | 7 | 20T03:02 | -          | 25T12:00 | now
                    then the next window is the next         | 7 | 25T12:01 | -          | 25T12:02 | 26T03:00
                    a failure is followed by a minute's rest | 7 | 24T03:02 | 1@25T03:00 | 25T03:00 | 25T03:01
                    then it is tried again                   | 7 | 24T03:02 | 1@25T03:00 | 25T03:01 | now
                    the second by two                        | 7 | 24T03:02 | 2@25T03:01 | 25T03:02 | 25T03:03
                    the tenth by an hour                     | 7 | 24T03:02 | 10@25T06:00 | 25T06:30 | 25T07:00
                    also when the window is over             | 7 | 24T03:02 | 3@25T03:59 | 25T04:03 | now
                    a first one that failed is tried again   | 7 | -        | 1@24T12:00 | 24T12:00 | 24T12:01
                    """)
    void isDue(String story, int days, String newest, String failed, String now, String expected) {
        Upkeep u = Examples.settings().upkeep();
        Upkeep upkeep =
                new Upkeep(
                        days,
                        u.backupWindow(),
                        u.maintenanceWindow(),
                        u.autoMinorVersionUpgrade(),
                        u.copyTagsToSnapshot(),
                        u.deletionProtection(),
                        u.logExports());
        String[] failures = failed.split("@");
        boolean any = failures.length == 2;
        World.Backups had =
                new World.Backups(
                        newest.equals("-") ? Optional.empty() : Optional.of(at(newest)),
                        any ? Integer.parseInt(failures[0]) : 0,
                        any ? Optional.of(at(failures[1])) : Optional.empty(),
                        true);
        Optional<Instant> next = BackupSchedule.next(upkeep, had, at(now));
        String said =
                next.map(moment -> moment.isAfter(at(now)) ? text(moment) : "now").orElse("never");
        assertThat(said).isEqualTo(expected);
    }

    private static Instant at(String day) {
        return Instant.parse("2026-11-" + day + ":00Z");
    }

    private static String text(Instant moment) {
        return moment.toString().substring("2026-11-".length(), "2026-11-24T03:00".length());
    }
}
