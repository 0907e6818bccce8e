package homeport.cloud.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages of keys. Source: S3 API reference, ListObjectsV2 and ListObjects. */
class ListingTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    everything, in order           |     |   |        | 9 | a b/1 b/2 b/c/3 d |      | -
                    a prefix                       | b/  |   |        | 9 | b/1 b/2 b/c/3     |      | -
                    one level                      |     | / |        | 9 | a d               | b/   | -
                    the level below                | b/  | / |        | 9 | b/1 b/2           | b/c/ | -
                    a common prefix counts as one  |     | / |        | 2 | a                 | b/   | b/
                    and is not told twice          |     | / | b/     | 2 | d                 |      | -
                    the rest after a key           |     |   | b/2    | 9 | b/c/3 d           |      | -
                    nothing is asked for           |     |   |        | 0 |                   |      | -
                    exactly all                    |     |   |        | 5 | a b/1 b/2 b/c/3 d |      | -
                    one too few                    |     |   |        | 4 | a b/1 b/2 b/c/3   |      | b/c/3
                    """)
    void lists(
            String story,
            String prefix,
            String delimiter,
            String after,
            int max,
            String keys,
            String prefixes,
            String next) {
        Listing<Version> page =
                Listing.of(
                        index("a", "b/1", "b/2", "b/c/3", "d"),
                        new Listing.Ask(
                                prefix == null ? "" : prefix,
                                Optional.ofNullable(delimiter),
                                Optional.ofNullable(after),
                                Optional.empty(),
                                max),
                        all -> all.subList(0, 1));
        assertThat(page.items()).extracting(Version::key).isEqualTo(words(keys));
        assertThat(page.prefixes()).isEqualTo(words(prefixes));
        assertThat(page.truncated() ? page.last().orElseThrow() : "-").isEqualTo(next);
    }

    @Test
    void versionsOfOneKeyGoOnWhereAPageEnded() {
        NavigableMap<String, List<Version>> index = new TreeMap<>(Bucket.ORDER);
        index.put("k", List.of(version("k", "v3"), version("k", "v2"), version("k", "v1")));
        Listing<Version> first = page(index, Optional.empty(), Optional.empty());
        assertThat(first.items()).extracting(Version::id).containsExactly("v3", "v2");
        Listing<Version> second = page(index, Optional.of("k"), Optional.of("v2"));
        assertThat(second.items()).extracting(Version::id).containsExactly("v1");
        assertThat(second.truncated()).isFalse();
    }

    private static Listing<Version> page(
            NavigableMap<String, List<Version>> index,
            Optional<String> key,
            Optional<String> version) {
        return Listing.of(
                index, new Listing.Ask("", Optional.empty(), key, version, 2), all -> all);
    }

    /** Beyond the first plane UTF-16 and UTF-8 order differently. */
    @Test
    void keysAreInTheOrderOfTheirBytes() {
        List<String> keys = new ArrayList<>(List.of("\uD83D\uDE00", "\uFFFD", "z", "\u00e9"));
        keys.sort(Bucket.ORDER);
        assertThat(keys).containsExactly("z", "\u00e9", "\uFFFD", "\uD83D\uDE00");
    }

    private static NavigableMap<String, List<Version>> index(String... keys) {
        NavigableMap<String, List<Version>> index = new TreeMap<>(Bucket.ORDER);
        for (String key : keys) index.put(key, List.of(version(key, Version.NULL)));
        return index;
    }

    private static Version version(String key, String id) {
        return Version.marker(key, id, 1, NOW);
    }

    private static List<String> words(String text) {
        return text == null ? List.of() : List.of(text.split(" "));
    }
}
