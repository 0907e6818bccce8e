package homeport.control.plan;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.control.instance.DbInstance;
import homeport.control.instance.Observed;
import homeport.control.instance.Observed.Trouble;
import homeport.control.testkit.Calls;
import homeport.control.testkit.Examples;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The messages are PostgreSQL's own. */
class DiagnosisTest {
    private static final DbInstance ORDERS = Examples.orders();

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a full disk at the start         | start   | FATAL:  could not write lock file "postmaster.pid": No space left on device | STORAGE_FULL
                    a full disk in a backup          | back-up | could not extend file "base/5/16384": No space left on device | STORAGE_FULL
                    a quota is a full disk too       | make    | initdb: error: could not write to file "x": Disk quota exceeded | STORAGE_FULL
                    an address that is taken         | start   | LOG:  could not bind IPv4 address "127.1.7.2": Address already in use | INCOMPATIBLE_NETWORK
                    an address that is not ours      | restart | FATAL:  could not create any TCP/IP sockets | INCOMPATIBLE_NETWORK
                    a value that is no value         | start   | FATAL:  invalid value for parameter "work_mem": "much" | INCOMPATIBLE_PARAMETERS
                    a value out of its range         | restart | 1000 is outside the valid range for parameter "port" (1 .. 999) | INCOMPATIBLE_PARAMETERS
                    a setting nobody knows           | start   | LOG:  unrecognized configuration parameter "foo" in file "postgresql.conf" line 3 | INCOMPATIBLE_PARAMETERS
                    a library that is not there      | start   | FATAL:  could not access file "pg_cron": No such file or directory | INCOMPATIBLE_PARAMETERS
                    more memory than there is        | start   | FATAL:  could not map anonymous shared memory: Cannot allocate memory | INCOMPATIBLE_PARAMETERS
                    the same words elsewhere         | reload  | invalid value for parameter "work_mem": "much" | FAILED
                    data that cannot be restored     | restore | the copy has no PG_VERSION | INCOMPATIBLE_RESTORE
                    a restored server that won't run | restored-start | FATAL:  could not locate a valid checkpoint record | FAILED
                    no new data                      | make    | initdb: error: cannot be run as root | FAILED
                    anything else                    | start   | no answer in 600 s | FAILED
                    """)
    void names(String story, String what, String message, Trouble.Kind kind) {
        DbInstance asked = what.startsWith("restore") ? restored() : ORDERS;
        Trouble trouble = Diagnosis.of(step(what), message, asked, seen(), Calls.NOW);
        assertThat(trouble.kind()).isEqualTo(kind);
        assertThat(trouble.message()).isEqualTo(message);
    }

    @Test
    void theSameAgainWaitsTwiceAsLong() {
        Trouble first = again(seen());
        assertThat(first.attempts()).isEqualTo(1);
        assertThat(first.next()).isEqualTo(Calls.NOW.plusSeconds(1));
        assertThat(first.ofRequest()).isEqualTo(Plan.request(ORDERS));

        Trouble second =
                Diagnosis.of(
                        new Step.Start(),
                        "no answer",
                        ORDERS,
                        seen().with(first),
                        Calls.NOW.plusSeconds(5));
        assertThat(second.attempts()).isEqualTo(2);
        assertThat(second.since()).isEqualTo(first.since());
        assertThat(second.next()).isEqualTo(Calls.NOW.plusSeconds(5 + 2));
    }

    @Test
    void anotherKindOrRequestBeginsAnew() {
        Observed twice = seen().with(again(seen().with(again(seen()))));
        assertThat(twice.trouble().orElseThrow().attempts()).isEqualTo(2);

        Trouble otherKind =
                Diagnosis.of(new Step.Start(), "No space left on device", ORDERS, twice, Calls.NOW);
        assertThat(otherKind.attempts()).isEqualTo(1);
        Trouble otherRequest =
                Diagnosis.of(new Step.Start(), "no answer", ORDERS.rebooted(), twice, Calls.NOW);
        assertThat(otherRequest.attempts()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,2", "3,4", "6,32", "7,60", "8,60", "100000,60"})
    void pausesUpToAMinute(int attempts, int seconds) {
        assertThat(Diagnosis.pause(attempts)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void aLongMessageIsCut() {
        Trouble trouble =
                Diagnosis.of(new Step.Start(), "x".repeat(5000), ORDERS, seen(), Calls.NOW);
        assertThat(trouble.message()).hasSize(1000);
    }

    private static Trouble again(Observed seen) {
        return Diagnosis.of(new Step.Start(), "no answer", ORDERS, seen, Calls.NOW);
    }

    private static Observed seen() {
        return Examples.serving(ORDERS);
    }

    private static DbInstance restored() {
        return new DbInstance(
                ORDERS.identifier(),
                ORDERS.resourceId(),
                ORDERS.account(),
                ORDERS.requested(),
                DbInstance.Origin.of("data"),
                ORDERS.place(),
                ORDERS.cluster(),
                Optional.empty(),
                ORDERS.settings(),
                Optional.empty(),
                Optional.empty(),
                ORDERS.password(),
                ORDERS.power(),
                0,
                Optional.empty(),
                ORDERS.tags());
    }

    private static Step step(String word) {
        return switch (word) {
            case "make", "restore" -> new Step.MakeData();
            case "start", "restored-start" -> new Step.Start();
            case "restart" -> new Step.Restart();
            case "reload" -> new Step.Reload();
            case "back-up" -> new Step.BackUp("nightly");
            default -> throw new IllegalArgumentException(word);
        };
    }
}
