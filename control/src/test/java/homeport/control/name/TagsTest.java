package homeport.control.name;

import static homeport.control.testkit.Calls.error;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.rds.model.Tag;

/** Source: RDS user guide, "Tagging Amazon RDS resources". */
class TagsTest {
    @Test
    void laterValuesWinAndKeysAreListedInOrder() {
        Map<String, String> tags =
                Tags.merged(Map.of("b", "1"), List.of(tag("b", "2"), tag("a", null)));
        assertThat(Tags.list(tags)).containsExactly(tag("a", ""), tag("b", "2"));
        assertThat(Tags.of(null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws:x", "AWS:x", "rds:x", "Rds:x"})
    void amazonsKeysAreAmazons(String key) {
        assertThat(error(() -> Tags.of(List.of(tag(key, "v")))))
                .isEqualTo(
                        "InvalidParameterValue: Tag keys must not start with 'aws:' or 'rds:': '%s'."
                                .formatted(key));
    }

    @Test
    void lengthsAndCountHaveLimits() {
        assertThat(Tags.of(List.of(tag("k".repeat(128), "v".repeat(256))))).hasSize(1);
        assertThat(error(() -> Tags.of(List.of(tag("k".repeat(129), "v")))))
                .startsWith("InvalidParameterValue: Tag keys have 1 to 128 characters: 'kkk");
        assertThat(error(() -> Tags.of(List.of(tag("", "v"))))).startsWith("InvalidParameterValue");
        assertThat(error(() -> Tags.of(List.of(tag(null, "v")))))
                .startsWith("InvalidParameterValue");
        assertThat(error(() -> Tags.of(List.of(tag("k", "v".repeat(257))))))
                .isEqualTo(
                        "InvalidParameterValue: The value of tag 'k' has 257 characters, allowed 0 to"
                                + " 256.");
        List<Tag> many = IntStream.range(0, 51).mapToObj(i -> tag("k" + i, "v")).toList();
        assertThat(Tags.of(many.subList(0, 50))).hasSize(50);
        assertThat(error(() -> Tags.of(many)))
                .isEqualTo("InvalidParameterValue: 51 tags, allowed 50 for each resource.");
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
