package homeport.control.record;

import static homeport.control.testkit.Calls.error;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Source: RDS API, MaxRecords and Marker. */
class PagingTest {
    private static final List<String> ROWS =
            IntStream.range(100, 350).mapToObj(String::valueOf).toList();

    @Test
    void pagesFollowEachOtherToTheEnd() {
        List<String> seen = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        String marker = null;
        do {
            Paging<String> page = page(ROWS, null, marker);
            seen.addAll(page.rows());
            sizes.add(page.rows().size());
            marker = page.markerOrNull();
        } while (marker != null);
        assertThat(seen).isEqualTo(ROWS);
        assertThat(sizes).containsExactly(100, 100, 50);
    }

    @Test
    void rowsThatComeAndGoMeanwhileNeitherRepeatNorHideOthers() {
        String marker = page(ROWS, 20, null).markerOrNull();
        List<String> changed = new ArrayList<>(ROWS);
        changed.remove("119"); // the row that the marker names
        changed.add(0, "099");
        assertThat(page(changed, 20, marker).rows()).startsWith("120", "121");
    }

    @Test
    void aListThatFitsHasNoMarker() {
        assertThat(page(ROWS.subList(0, 20), 20, null).marker()).isEmpty();
        assertThat(page(ROWS.subList(0, 21), 20, null).marker()).isPresent();
        assertThat(page(List.of(), 20, "").rows()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 19, 101})
    void maxRecordsIsFrom20To100(int maxRecords) {
        assertThat(error(() -> page(ROWS, maxRecords, null)))
                .isEqualTo(
                        "InvalidParameterValue: Invalid value %d for MaxRecords. Must be between 20 and 100."
                                .formatted(maxRecords));
    }

    @ParameterizedTest
    @ValueSource(strings = {"119", "not base64!", "eA", "===="})
    void aMarkerIsOneThatWasGiven(String marker) {
        assertThat(error(() -> page(ROWS, 20, marker)))
                .isEqualTo("InvalidParameterValue: The Marker is not one that this service gave.");
    }

    private static Paging<String> page(List<String> rows, Integer max, String marker) {
        return Paging.of(rows, max, marker, Function.identity());
    }
}
