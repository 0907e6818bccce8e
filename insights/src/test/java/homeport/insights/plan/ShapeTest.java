package homeport.insights.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which plans are the same one. */
class ShapeTest {
    private static String id(String node) {
        return Shape.of(json(node)).orElseThrow().id("d1", "shop");
    }

    private static String json(String node) {
        return "[{\"Plan\": {" + node.replace('\'', '"') + "}}]";
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    another cost         | 'Node Type': 'Seq Scan', 'Relation Name': 't', 'Total Cost': 9, 'Plan Rows': 2 | 'Node Type': 'Seq Scan', 'Relation Name': 't', 'Total Cost': 5, 'Plan Rows': 1 | same
                    another literal      | 'Node Type': 'Index Scan', 'Index Cond': '(id = 7)' | 'Node Type': 'Index Scan', 'Index Cond': '(id = 8)' | same
                    more workers         | 'Node Type': 'Gather', 'Workers Planned': 1 | 'Node Type': 'Gather', 'Workers Planned': 4 | same
                    another table        | 'Node Type': 'Seq Scan', 'Relation Name': 't' | 'Node Type': 'Seq Scan', 'Relation Name': 'u' | other
                    another index        | 'Node Type': 'Index Scan', 'Index Name': 'a' | 'Node Type': 'Index Scan', 'Index Name': 'b' | other
                    another column       | 'Node Type': 'Index Scan', 'Index Cond': '(a = 7)' | 'Node Type': 'Index Scan', 'Index Cond': '(b = 7)' | other
                    another kind of join | 'Node Type': 'Hash Join', 'Join Type': 'Inner' | 'Node Type': 'Hash Join', 'Join Type': 'Left' | other
                    another order        | 'Node Type': 'Sort', 'Sort Key': ['a', 'b'] | 'Node Type': 'Sort', 'Sort Key': ['b', 'a'] | other
                    one more below       | 'Node Type': 'Limit', 'Plans': [{'Node Type': 'Sort'}] | 'Node Type': 'Limit' | other
                    a side that is not a row | 'Node Type': 'Limit', 'Plans': [{'Node Type': 'Sort', 'Plans': [{'Node Type': 'Hash'}]}] | 'Node Type': 'Limit', 'Plans': [{'Node Type': 'Sort'}, {'Node Type': 'Hash'}] | other
                    """)
    void compares(String story, String one, String other, String expected) {
        assertThat(id(one).equals(id(other))).isEqualTo(expected.equals("same"));
    }

    @Test
    void aPlanIsOfOneDigestInOneDatabase() {
        Shape shape = Shape.of(json("'Node Type': 'Result'")).orElseThrow();
        assertThat(shape.id("d1", "shop"))
                .hasSize(40)
                .isNotEqualTo(shape.id("d2", "shop"))
                .isNotEqualTo(shape.id("d1", "till"));
    }

    @Test
    void theCostIsThatOfTheWhole() {
        String node = "'Node Type': 'Limit', 'Total Cost': 2.5, 'Plans': [{'Total Cost': 9}]";
        assertThat(Shape.of(json(node)).orElseThrow().cost()).isEqualTo(2.5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    nothing             | ''
                    no JSON             | QUERY PLAN
                    another JSON        | {}
                    a statement without | ["Utility Statement"]
                    cut                 | [{"Plan": {"Node Type": "Li
                    """)
    void whatIsNoPlanHasNoShape(String story, String json) {
        assertThat(Shape.of(json)).isEmpty();
    }
}
