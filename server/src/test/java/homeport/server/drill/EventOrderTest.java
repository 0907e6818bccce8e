package homeport.server.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Events are S started, B rebuild begun, R restarted, D DNS, C completed, E rebuild ended, and x
 * for any other.
 */
class EventOrderTest {
    private static final String LETTERS = "SBRDCE";

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    one failover                        | SBRDCE        | 1 | true
                    two                                 | SBRDCESBRDCE  | 2 | true
                    others may stand between            | xxSBRxDCExx   | 1 | true
                    a restart before the first is none  | xRSBRDCE      | 1 | true
                    none was told                       | xx            | 1 | false
                    one is missing                      | SBRDCE        | 2 | false
                    one is told twice                   | SSBRDCE       | 1 | false
                    one does not end                    | SBRDC         | 1 | false
                    one begins before the other ends    | SBRDCSEBRDCE  | 2 | false
                    one too many                        | SBRDCESBRDCE  | 1 | false
                    """)
    void tells(String story, String events, int failovers, boolean inOrder) {
        List<String> told = Stream.of(events.split("")).map(EventOrderTest::message).toList();
        assertThat(EventOrder.wrong(told, EventOrder.OF_INSTANCE, failovers).isEmpty())
                .isEqualTo(inOrder);
    }

    private static String message(String letter) {
        int at = LETTERS.indexOf(letter);
        return at < 0 ? "DB instance created" : EventOrder.OF_INSTANCE.get(at) + " and more";
    }
}
