package homeport.control.name;

import static homeport.control.testkit.Calls.error;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.rds.model.Filter;

/** Rows are words; {@code letter} is the first of one, {@code length} how long it is. */
class FiltersTest {
    private static final Map<String, Function<String, List<String>>> KNOWN =
            Map.of(
                    "letter",
                    word -> List.of(word.substring(0, 1)),
                    "length",
                    word -> List.of(String.valueOf(word.length())),
                    "never",
                    _ -> List.of());

    @Test
    void noFilterLetsAllPass() {
        assertThat(passing(List.of())).containsExactly("apple", "plum", "pear");
        assertThat(passing(null)).hasSize(3);
    }

    @Test
    void oneOfTheValuesOfEachFilterMustBeSaid() {
        assertThat(passing(List.of(filter("letter", "A", "p")))).hasSize(3);
        assertThat(passing(List.of(filter("letter", "P"), filter("length", "4"))))
                .containsExactly("plum", "pear");
        assertThat(passing(List.of(filter("letter", "a"), filter("length", "4")))).isEmpty();
        assertThat(passing(List.of(filter("never", "a")))).isEmpty();
    }

    @Test
    void unknownNamesAndMissingValuesAreRefused() {
        assertThat(error(() -> passing(List.of(filter("colour", "red")))))
                .isEqualTo(
                        "InvalidParameterValue: Unrecognized filter name: colour. Allowed here:"
                                + " [length, letter, never]");
        assertThat(error(() -> passing(List.of(filter("letter")))))
                .isEqualTo("InvalidParameterValue: Filter letter has no values.");
    }

    private static List<String> passing(List<Filter> filters) {
        return Stream.of("apple", "plum", "pear").filter(Filters.of(filters, KNOWN)).toList();
    }

    private static Filter filter(String name, String... values) {
        return Filter.builder().name(name).values(values).build();
    }
}
