package homeport.cloud.sns.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.cloud.sns.filter.FilterPolicy.Attribute;
import homeport.cloud.sns.filter.FilterPolicy.Scope;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which messages a filter policy lets through. Source: SNS developer guide, "String value
 * matching", "Numeric value matching", "Key matching", "AND/OR logic", "Payload-based filtering".
 * Attributes are written {@code name:type=value}, types {@code s}, {@code n}, {@code a} for
 * String.Array and {@code b} for Binary.
 */
final class FilterPolicyTest {
    @ParameterizedTest(name = "{0}: {2} is {3}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    the same text              | {"e":["a","b"]}                       | e:s=b              | yes
                    another text               | {"e":["a","b"]}                       | e:s=c              | no
                    case matters               | {"e":["a"]}                           | e:s=A              | no
                    unless it says so          | {"e":[{"equals-ignore-case":"a"}]}    | e:s=A              | yes
                    absent                     | {"e":["a"]}                           | f:s=a              | no
                    all keys                   | {"e":["a"],"f":["b"]}                 | e:s=a f:s=b        | yes
                    one key is not enough      | {"e":["a"],"f":["b"]}                 | e:s=a              | no
                    others do not matter       | {"e":["a"]}                           | e:s=a g:s=x        | yes
                    a prefix                   | {"e":[{"prefix":"rds."}]}             | e:s=rds.db         | yes
                    another prefix             | {"e":[{"prefix":"rds."}]}             | e:s=ec2.rds.       | no
                    a suffix                   | {"e":[{"suffix":".log"}]}             | e:s=a.log          | yes
                    another suffix             | {"e":[{"suffix":".log"}]}             | e:s=a.log2         | no
                    a wildcard                 | {"e":[{"wildcard":"a*c*e"}]}          | e:s=abcde          | yes
                    a wildcard for nothing     | {"e":[{"wildcard":"a*b"}]}            | e:s=ab             | yes
                    no room for both ends      | {"e":[{"wildcard":"ab*ba"}]}          | e:s=aba            | no
                    any but one                | {"e":[{"anything-but":["a"]}]}        | e:s=b              | yes
                    that one                   | {"e":[{"anything-but":["a"]}]}        | e:s=a              | no
                    any but, absent            | {"e":[{"anything-but":["a"]}]}        | f:s=b              | no
                    any but a prefix           | {"e":[{"anything-but":{"prefix":"a"}}]} | e:s=ab           | no
                    any but another prefix     | {"e":[{"anything-but":{"prefix":"a"}}]} | e:s=ba           | yes
                    any but a number           | {"e":[{"anything-but":[1,2]}]}        | e:n=3              | yes
                    there                      | {"e":[{"exists":true}]}               | e:s=x              | yes
                    not there                  | {"e":[{"exists":true}]}               | f:s=x              | no
                    must be absent             | {"e":[{"exists":false}]}              | f:s=x              | yes
                    must be absent and is not  | {"e":[{"exists":false}]}              | e:s=x              | no
                    absent or that             | {"e":["a",{"exists":false}]}          | f:s=x              | yes
                    a number                   | {"e":[100]}                           | e:n=100            | yes
                    a number, else written     | {"e":[100]}                           | e:n=1.0e2          | yes
                    a text of digits           | {"e":[100]}                           | e:s=100            | no
                    a text policy, a number    | {"e":["100"]}                         | e:n=100            | no
                    equal                      | {"e":[{"numeric":["=",301.5]}]}       | e:n=301.50         | yes
                    above                      | {"e":[{"numeric":[">",5]}]}           | e:n=5              | no
                    at least                   | {"e":[{"numeric":[">=",5]}]}          | e:n=5              | yes
                    a range                    | {"e":[{"numeric":[">",0,"<=",150]}]}  | e:n=150            | yes
                    out of the range           | {"e":[{"numeric":[">",0,"<=",150]}]}  | e:n=0              | no
                    in a network               | {"e":[{"cidr":"10.0.0.0/24"}]}        | e:s=10.0.0.255     | yes
                    in another                 | {"e":[{"cidr":"10.0.0.0/24"}]}        | e:s=10.0.1.1       | no
                    in a network of six        | {"e":[{"cidr":"2001:db8::/32"}]}      | e:s=2001:db8::1    | yes
                    no address                 | {"e":[{"cidr":"10.0.0.0/24"}]}        | e:s=localhost      | no
                    one of an array            | {"e":["b"]}                           | e:a=["a","b"]      | yes
                    none of an array           | {"e":["c"]}                           | e:a=["a","b"]      | no
                    not only that in an array  | {"e":[{"anything-but":["a"]}]}        | e:a=["a","b"]      | yes
                    only that in an array      | {"e":[{"anything-but":["a"]}]}        | e:a=["a"]          | no
                    a number in an array       | {"e":[7]}                             | e:a=[7,"x"]        | yes
                    true in an array           | {"e":[true]}                          | e:a=[true]         | yes
                    null in an array           | {"e":[null]}                          | e:a=[null]         | yes
                    bytes are out of reach     | {"e":["a"]}                           | e:b=a              | no
                    either                     | {"$or":[{"e":["a"]},{"f":["b"]}]}     | f:s=b              | yes
                    neither                    | {"$or":[{"e":["a"]},{"f":["b"]}]}     | f:s=a              | no
                    either, and that too       | {"g":["c"],"$or":[{"e":["a"]},{"f":["b"]}]} | f:s=b        | no
                    """)
    void overAttributes(String story, String policy, String message, String expected)
            throws BadFilter {
        Map<String, Attribute> attributes = new HashMap<>();
        for (String one : message.split(" ")) {
            String[] parts = one.split("[:=]", 3);
            attributes.put(parts[0], new Attribute(TYPES.get(parts[1]), parts[2]));
        }
        assertThat(FilterPolicy.parse(policy, Scope.ATTRIBUTES).accepts(attributes, "{}"))
                .isEqualTo(expected.equals("yes"));
    }

    private static final Map<String, String> TYPES =
            Map.of("s", "String", "n", "Number", "a", "String.Array", "b", "Binary");

    @ParameterizedTest(name = "{0}: {2} is {3}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    a property             | {"e":["a"]}                     | {"e":"a"}                       | yes
                    a property of another  | {"e":{"f":["a"]}}               | {"e":{"f":"a"}}                 | yes
                    not as deep            | {"e":{"f":["a"]}}               | {"f":"a"}                       | no
                    in a list              | {"e":["a"]}                     | {"e":["x","a"]}                 | yes
                    in a list of objects   | {"e":{"f":["a"]}}               | {"e":[{"f":"x"},{"f":"a"}]}     | yes
                    deep and absent        | {"e":{"f":[{"exists":false}]}}  | {"x":1}                         | yes
                    a number               | {"e":[{"numeric":[">",5]}]}     | {"e":6}                         | yes
                    a text of digits       | {"e":[{"numeric":[">",5]}]}     | {"e":"6"}                       | no
                    null                   | {"e":[null]}                    | {"e":null}                      | yes
                    false                  | {"e":[false]}                   | {"e":false}                     | yes
                    an object is no value  | {"e":[{"anything-but":["a"]}]}  | {"e":{"f":"b"}}                 | no
                    no JSON                | {"e":["a"]}                     | hello                           | no
                    no object              | {"e":["a"]}                     | ["a"]                           | no
                    either, deep           | {"e":{"$or":[{"f":["a"]},{"g":["b"]}]}} | {"e":{"g":"b"}}         | yes
                    """)
    void overBodies(String story, String policy, String message, String expected) throws BadFilter {
        assertThat(FilterPolicy.parse(policy, Scope.BODY).accepts(Map.of(), message))
                .isEqualTo(expected.equals("yes"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    no JSON             | {                                      | failed to parse
                    no object           | []                                     | must be a JSON object
                    no list             | {"e":"a"}                              | must be an object or an array
                    an empty list       | {"e":[]}                               | Empty arrays
                    depth in attributes | {"e":{"f":["a"]}}                      | must be an object or an array
                    a list in a list    | {"e":[["a"]]}                          | Match value must be
                    unknown             | {"e":[{"like":"a"}]}                   | Unrecognized match type like
                    two at once         | {"e":[{"prefix":"a","suffix":"b"}]}    | Only one key
                    no text             | {"e":[{"prefix":1}]}                   | must be a string
                    no boolean          | {"e":[{"exists":"yes"}]}               | either true or false
                    no operator         | {"e":[{"numeric":["~~",1]}]}           | Unrecognized numeric
                    an empty range      | {"e":[{"numeric":[">",5,"<",5]}]}      | Bottom must be less
                    too large           | {"e":[1000000001]}                     | between -1.0E9
                    two stars           | {"e":[{"wildcard":"a**"}]}             | Consecutive
                    no network          | {"e":[{"cidr":"10.0.0.0/33"}]}         | Malformed CIDR
                    six keys            | {"a":[1],"b":[1],"c":[1],"d":[1],"e":[1],"f":[1]} | more than 5 keys
                    """)
    void refuses(String story, String policy, String why) {
        assertThatThrownBy(() -> FilterPolicy.parse(policy, Scope.ATTRIBUTES))
                .isInstanceOf(BadFilter.class)
                .hasMessageContaining(why);
    }

    /** Source: "Filter policy constraints": 3 × 1 × 2 = 6 combinations; 150 are allowed. */
    @Test
    void combinationsAreLimited() throws BadFilter {
        FilterPolicy.parse("{\"a\":[" + numbers(15) + "],\"b\":[" + numbers(10) + "]}", Scope.BODY);
        assertThatThrownBy(() ->
                        FilterPolicy.parse(
                                "{\"a\":[" + numbers(16) + "],\"b\":[" + numbers(10) + "]}",
                                Scope.BODY))
                .hasMessageContaining("too complex");
    }

    private static String numbers(int count) {
        return IntStream.range(0, count)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(","));
    }
}
