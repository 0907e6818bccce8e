package homeport.server.drill;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.server.drill.LongForks.Seen;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which looks at two clients' rows contradict each other: {@code 3:1} shows three and one. */
class LongForksTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a reader is behind                       | 3:3      | 1:2      | 0
                    or shows the same                        | 3:3      | 3:3      | 0
                    or what the writer shows later           | 1:1 2:2  | 2:2      | 0
                    each has what the other lacks            | 3:1      | 2:2      | 1
                    the other way round                      | 1:3      | 2:2      | 1
                    a look that forks with two counts once   | 3:1 4:1  | 2:2      | 1
                    each such look counts                    | 5:1      | 2:2 3:3  | 2
                    """)
    void counts(String story, String writer, String reader, int forks) {
        assertThat(LongForks.count(looks(writer), looks(reader))).isEqualTo(forks);
    }

    private static List<Seen> looks(String words) {
        return Stream.of(words.split(" "))
                .map(look -> look.split(":"))
                .map(look -> new Seen(Long.parseLong(look[0]), Long.parseLong(look[1])))
                .toList();
    }
}
