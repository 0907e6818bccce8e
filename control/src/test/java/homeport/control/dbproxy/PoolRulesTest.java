package homeport.control.dbproxy;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.control.testkit.Calls;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.rds.model.ConnectionPoolConfiguration;

/** Source: RDS API, ConnectionPoolConfiguration. */
class PoolRulesTest {
    private static final PoolRules RULES = new PoolRules(false);

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    nothing given                      |     |     |     | 100 50 120
                    half of what may be open stays     | 60  |     |     | 60 30 120
                    rounded down                       | 1   |     |     | 1 0 120
                    only idle, as AWS's own example    |     | 20  |     | 100 20 120
                    all of it may idle                 | 40  | 40  |     | 40 40 120
                    wait for nobody                    |     |     | 0   | 100 50 0
                    the longest wait                   |     |     | 300 | 100 50 300
                    none                               | 0   |     |     | MaxConnectionsPercent is 0, allowed 1 to 100.
                    more than all                      | 101 |     |     | MaxConnectionsPercent is 101, allowed 1 to 100.
                    more idle than open                | 40  | 41  |     | MaxIdleConnectionsPercent is 41, allowed 0 to 40.
                    less than no idle                  |     | -1  |     | MaxIdleConnectionsPercent is -1, allowed 0 to 100.
                    too long                           |     |     | 301 | ConnectionBorrowTimeout is 301, allowed 0 to 300.
                    """)
    void ofANewGroup(String story, Integer max, Integer idle, Integer borrow, String expected) {
        ConnectionPoolConfiguration given =
                ConnectionPoolConfiguration.builder()
                        .maxConnectionsPercent(max)
                        .maxIdleConnectionsPercent(idle)
                        .connectionBorrowTimeout(borrow)
                        .build();
        assertThat(outcome(PoolConfig.DEFAULT, given)).isEqualTo(expected);
    }

    private static String outcome(PoolConfig was, ConnectionPoolConfiguration given) {
        try {
            PoolConfig is = RULES.changed(was, given);
            return "%d %d %d"
                    .formatted(is.maxConnectionsPercent(), is.maxIdlePercent(), is.borrowSeconds());
        } catch (homeport.aws.AwsException refused) {
            assertThat(refused.code()).isEqualTo("InvalidParameterValue");
            return refused.getMessage();
        }
    }

    @Test
    void whatIsNotGivenStays() {
        PoolConfig was =
                RULES.changed(
                        PoolConfig.DEFAULT,
                        ConnectionPoolConfiguration.builder()
                                .maxConnectionsPercent(80)
                                .maxIdleConnectionsPercent(10)
                                .connectionBorrowTimeout(7)
                                .initQuery("SET x = 1")
                                .sessionPinningFilters("EXCLUDE_VARIABLE_SETS")
                                .build());
        assertThat(RULES.changed(was, null)).isEqualTo(was);
        assertThat(RULES.changed(was, ConnectionPoolConfiguration.builder().build()))
                .isEqualTo(was);
        assertThat(was.initQuery()).contains("SET x = 1");
        assertThat(was.tracksVariables()).isTrue();
    }

    @Test
    void emptyTakesAway() {
        PoolConfig was =
                RULES.changed(
                        PoolConfig.DEFAULT,
                        ConnectionPoolConfiguration.builder()
                                .initQuery("SET x = 1")
                                .sessionPinningFilters("EXCLUDE_VARIABLE_SETS")
                                .build());
        PoolConfig is =
                RULES.changed(
                        was,
                        ConnectionPoolConfiguration.builder()
                                .initQuery("")
                                .sessionPinningFilters(List.of())
                                .build());
        assertThat(is).isEqualTo(PoolConfig.DEFAULT);
    }

    @Test
    void awsHasNoPinningFilterForPostgres() {
        ConnectionPoolConfiguration given =
                ConnectionPoolConfiguration.builder()
                        .sessionPinningFilters("EXCLUDE_VARIABLE_SETS")
                        .build();
        assertThat(Calls.error(() -> new PoolRules(true).changed(PoolConfig.DEFAULT, given)))
                .isEqualTo(
                        "InvalidParameterValue: The session pinning filter EXCLUDE_VARIABLE_SETS isn't supported for engine family POSTGRESQL.");
    }

    @Test
    void anotherPinningFilterIsNone() {
        ConnectionPoolConfiguration given =
                ConnectionPoolConfiguration.builder().sessionPinningFilters("ALL").build();
        assertThat(Calls.error(() -> RULES.changed(PoolConfig.DEFAULT, given)))
                .isEqualTo(
                        "InvalidParameterValue: Invalid session pinning filter: ALL. Allowed: EXCLUDE_VARIABLE_SETS.");
    }
}
