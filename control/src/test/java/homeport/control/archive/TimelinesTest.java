package homeport.control.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which file holds which part of the log after failovers, and where the log has a gap. */
class TimelinesTest {
    /** Timeline 3 left 1 in segment 4 and 2 at the first byte of segment 6. */
    private static final String HISTORY =
            "1\t0/4000100\tno recovery target specified\n\n2\t0/6000000\tno recovery target\n";

    @ParameterizedTest(name = "segment {0} is {1}")
    @CsvSource({
        "1, 000000010000000000000001",
        "3, 000000010000000000000003",
        "4, 000000020000000000000004",
        "5, 000000020000000000000005",
        "6, 000000030000000000000006",
        "300, 00000003000000010000002C",
    })
    void finds(long number, String name) {
        assertThat(Timelines.parse(3, HISTORY).at(number).name()).isEqualTo(name);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    nothing is missing             | 1-3 1-4 2-4 2-5 3-6 3-7 | 3 | 7 | 7
                    the end is still to come       | 1-3 2-4 2-5 3-6         | 3 | 7 | 6
                    a gap ends it                  | 1-3 2-4 3-6 3-7         | 3 | 7 | 4
                    the old timeline does not help | 1-3 1-4 1-5 3-6 3-7     | 3 | 7 | 3
                    not even the first is there    | 2-4 2-5 3-6 3-7         | 3 | 7 | 2
                    a start later than a gap       | 1-3 2-5 3-6 3-7         | 5 | 7 | 7
                    """)
    void reaches(String story, String there, long from, long to, long expected) {
        Set<String> names =
                Arrays.stream(there.split(" "))
                        .map(file -> {
                            String[] parts = file.split("-");
                            return "%08X%08X%08X"
                                    .formatted(
                                            Integer.parseInt(parts[0]),
                                            0,
                                            Integer.parseInt(parts[1]));
                        })
                        .collect(Collectors.toSet());
        assertThat(Timelines.parse(3, HISTORY).reach(from, to, names::contains))
                .isEqualTo(expected);
    }
}
