package homeport.stack.type;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What counts as the same, between a template and what a service shows. */
class DriftTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    a number and its text      | {"A": "5"}        | {"A": 5}          | {"A": "5"}
                    whole and broken           | {"A": 300}        | {"A": 300.0}      | {"A": 300}
                    a flag and its text        | {"A": "True"}     | {"A": true}       | {"A": "True"}
                    another value              | {"A": "5"}        | {"A": 6}          | {"A": 6}
                    what is not shown          | {"A": "5"}        | {"B": 6}          | {"A": "5"}
                    what nobody asked for      | {}                | {"A": 6}          | {}
                    under another name         | {"Named": "x"}    | {"Shown": "y"}    | {"Named": "y"}
                    lists are not compared     | {"A": [1]}        | {"A": [2]}        | {"A": [1]}
                    """)
    void isOf(String story, String asked, String seen, String current) {
        assertThat(Drift.of(json(seen), json(asked), Map.of("Named", "Shown")))
                .as(story)
                .isEqualTo(json(current));
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) JsonMapper.shared().readTree(text);
    }
}
