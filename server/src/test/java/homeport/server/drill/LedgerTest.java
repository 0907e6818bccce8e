package homeport.server.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What has grown too much; counts are those of the inventories in order, ten failovers long. */
class LedgerTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    one process more is a leak               | PROCESSES     | 19 20       | 0    | false
                    also when it is gone in the end          | PROCESSES     | 19 20 19    | 0    | false
                    fewer are none                           | PROCESSES     | 19 18 19    | 0    | true
                    some files may come                      | FILES         | 100 105 108 | 0    | true
                    but not one for each failover            | FILES         | 100 105 109 | 0    | false
                    what each failover adds may be added     | EVENTS        | 30 70 110   | 0    | true
                    and no more than that                    | EVENTS        | 30 70 111   | 0    | false
                    what has a limit may come near it        | WAL_MEGABYTES | 1 500 1024  | 1024 | true
                    and not pass it                          | WAL_MEGABYTES | 1 1025 3    | 1024 | false
                    also when it was so from the start       | WAL_MEGABYTES | 1025 3      | 1024 | false
                    """)
    void judges(String story, Holding holding, String counts, long limit, boolean holds) {
        List<Inventory> taken =
                Stream.of(counts.split(" "))
                        .map(count ->
                                new Inventory(
                                        Map.of(holding, Long.parseLong(count)),
                                        Map.of(holding, limit)))
                        .toList();
        Ledger ledger = new Ledger(taken, 10);
        assertThat(ledger.broken().isEmpty()).isEqualTo(holds);
        assertThat(ledger.table()).hasSize(2).last().asString().contains(holds ? "ok" : "GROWS");
    }

    @Test
    void whatCannotBeCountedEveryTimeIsNotJudged() {
        Inventory with = new Inventory(Map.of(Holding.HEAP_KILOBYTES, 1L), Map.of());
        Inventory without = new Inventory(Map.of(), Map.of());
        assertThat(new Ledger(List.of(with, without), 1).lines()).isEmpty();
    }

    @Test
    void thereIsOne() {
        assertThatThrownBy(() -> new Ledger(List.of(), 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
