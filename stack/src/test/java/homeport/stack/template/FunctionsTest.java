package homeport.stack.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** Intrinsic functions in a template that has one of everything to refer to. */
final class FunctionsTest {
    private static final String AROUND =
            """
            Transform: %s
            Parameters:
              Text: {Type: String, Default: hello}
              List: {Type: CommaDelimitedList, Default: 'a, b,c'}
              Count: {Type: Number, Default: 3}
            Mappings:
              Sizes: {us-east-1: {small: db.t3.micro, many: [x, y]}}
            Conditions:
              Yes: !Equals [!Ref Text, hello]
              No: !Not [!Condition Yes]
              Both: !And [!Condition Yes, !Condition No]
              Either: !Or [!Condition Yes, !Condition No]
            Resources:
              Net: {Type: T}
              Probe:
                Type: T
                Properties:
                  Value: %s
            """;

    static final Outside OUTSIDE =
            new Outside() {
                @Override
                public String ref(String logicalId) {
                    return "id-of-" + logicalId;
                }

                @Override
                public String attribute(String logicalId, String name) {
                    return name + "-of-" + logicalId;
                }

                @Override
                public String imported(String name) {
                    return "imported-" + name;
                }

                @Override
                public List<String> zones(String region) {
                    return List.of(region + "a", region + "b");
                }
            };

    private static JsonNode value(String transform, String function) {
        Template template = Template.parse(AROUND.formatted(transform, function));
        Map<String, Parameters.Value> values =
                Parameters.values(template, Map.of(), Map.of(), Set.of(), name -> Optional.empty());
        Evaluation evaluation =
                new Evaluation(template, PSEUDO, Parameters.nodes(template, values), OUTSIDE);
        return evaluation.properties(template.resources().get("Probe")).path("Value");
    }

    static final Pseudo PSEUDO =
            new Pseudo("us-east-1", "000000000000", "arn:stack", "shop", List.of("arn:topic"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    !Ref Text | "hello"
                    !Ref List | ["a","b","c"]
                    !Ref Net | "id-of-Net"
                    !Ref AWS::Region | "us-east-1"
                    !Ref AWS::AccountId | "000000000000"
                    !Ref AWS::Partition | "aws"
                    !Ref AWS::URLSuffix | "amazonaws.com"
                    !Ref AWS::StackName | "shop"
                    !Ref AWS::StackId | "arn:stack"
                    !Ref AWS::NotificationARNs | ["arn:topic"]
                    !Ref AWS::NoValue | nothing
                    [1, !Ref AWS::NoValue, 2] | [1,2]
                    {A: !Ref AWS::NoValue, B: 1} | {"B":1}
                    !GetAtt Net.Arn | "Arn-of-Net"
                    !GetAtt Net.Endpoint.Address | "Endpoint.Address-of-Net"
                    {'Fn::GetAtt': [Net, !Ref Text]} | "hello-of-Net"
                    !Join ['-', [a, !Ref Text, !GetAtt Net.Arn]] | "a-hello-Arn-of-Net"
                    !Join ['', !Ref List] | "abc"
                    !Sub 'x-${Text}-${Net}-${Net.Arn}-${AWS::Region}' | "x-hello-id-of-Net-Arn-of-Net-us-east-1"
                    !Sub ['${A}/${Text}/${!Text}', {A: !Ref Count}] | "3/hello/${Text}"
                    !Select [1, !Ref List] | "b"
                    !Select ['0', !GetAZs ''] | "us-east-1a"
                    !GetAZs eu-west-1 | ["eu-west-1a","eu-west-1b"]
                    !Split [':', 'arn:aws:x'] | ["arn","aws","x"]
                    !Select [2, !Split [':', 'arn:aws:x']] | "x"
                    !FindInMap [Sizes, !Ref AWS::Region, small] | "db.t3.micro"
                    !FindInMap [Sizes, us-east-1, many] | ["x","y"]
                    !ImportValue {'Fn::Sub': '${Text}-x'} | "imported-hello-x"
                    !Base64 hello | "aGVsbG8="
                    !Cidr [10.0.0.0/16, 3, 8] | ["10.0.0.0/24","10.0.1.0/24","10.0.2.0/24"]
                    !Cidr [10.1.255.0/24, 2, 4] | ["10.1.255.0/28","10.1.255.16/28"]
                    !Cidr ['2001:db8::/56', 2, 64] | ["2001:db8::/64","2001:db8:0:1::/64"]
                    !If [Yes, a, b] | "a"
                    !If [No, a, b] | "b"
                    !If [Both, a, !Ref AWS::NoValue] | nothing
                    !If [Either, {A: !Ref Text}, b] | {"A":"hello"}
                    2012-10-17 | "2012-10-17"
                    16.10 | 16.10
                    012345678901 | "012345678901"
                    True | true
                    '{{resolve:ssm:x}}' | "{{resolve:ssm:x}}"
                    """)
    void resolves(String function, String expected) {
        JsonNode value = value("[]", function);
        assertThat(value.isMissingNode() ? "nothing" : value.toString()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    !Length [a, b] | 2
                    !Length {Ref: List} | 3
                    !ToJsonString {A: !Ref Text} | "{\\"A\\":\\"hello\\"}"
                    !FindInMap [Sizes, nowhere, small, {DefaultValue: d}] | "d"
                    """)
    void resolvesMoreWithLanguageExtensions(String function, String expected) {
        assertThat(value("AWS::LanguageExtensions", function).toString()).isEqualTo(expected);
        assertThatThrownBy(() -> value("[]", function))
                .hasMessageContaining("needs Transform: AWS::LanguageExtensions");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    !Ref Nothing | Template format error: Unresolved resource dependencies [Nothing] in the Resources block of the template
                    !GetAtt Nothing.Arn | Unresolved resource dependencies [Nothing]
                    !Sub '${Nothing}' | Unresolved resource dependencies [Nothing]
                    !Sub '${List}' | variable List in Fn::Sub expression does not resolve to a string
                    !Join [a, b] | Fn::Join requires a list of strings
                    !Join [a] | every Fn::Join object requires two parameters
                    !Select [5, !Ref List] | Fn::Select cannot select nonexistent value at index 5
                    !Split ['', x] | requires a delimiter that is not empty
                    !FindInMap [Sizes, us-east-1, none] | Template error: Unable to get mapping for Sizes::us-east-1::none
                    !FindInMap [None, a, b] | Unable to get mapping for None
                    !If [Nowhere, a, b] | Unresolved condition dependency Nowhere
                    !Cidr [10.0.0.0/24, 3, 8] | has no room for 3 blocks of /24
                    !Cidr [hello, 3, 8] | hello is not a CIDR block
                    !Cidr [10.0.0.0/16, 300, 8] | 300 must be a number from 1 to 256
                    {'Fn::Moon': x} | Fn::Moon is not a function of CloudFormation
                    {'Fn::Transform': {Name: x}} | Fn::Transform is not supported by Homeport
                    !Moon x | (line 18, column 14): !Moon is not a function of CloudFormation
                    !GetAtt Net | (line 18, column 14): !GetAtt takes Resource.Attribute
                    !Ref Probe | Circular dependency between resources: [Probe]
                    """)
    void refuses(String function, String sentence) {
        assertThatThrownBy(() -> value("[]", function)).hasMessageContaining(sentence);
    }

    /** Templates within the limit of their size that would fill the memory, or run for ever. */
    static List<Arguments> fewWordsForMuch() {
        String long25k = "{A: " + "x".repeat(25_000) + "}";
        String twice = "''";
        for (int i = 0; i < 40; i++) twice = "!Sub ['${A}${A}', {A: " + twice + "}]";
        String forty = "!Sub ['" + "${A}".repeat(40) + "', {A: " + "x".repeat(4_000) + "}], ";
        return List.of(
                Arguments.of(
                        "!Sub ['" + "${A}".repeat(6_000) + "', " + long25k + "]",
                        "a function comes to more than 1000000 characters"),
                Arguments.of(
                        "!Join ['"
                                + "x".repeat(20_000)
                                + "', "
                                + "!Split [',', '"
                                + ",".repeat(9_000)
                                + "']]",
                        "a function comes to more than 1000000 characters"),
                Arguments.of(
                        "!Split [',', '" + ",".repeat(20_000) + "']",
                        "Fn::Split comes to more than 10000 parts"),
                Arguments.of(twice, "the functions of a template come to more than 2000000"),
                Arguments.of(
                        "[" + forty.repeat(20) + "]",
                        "the functions of a template come to more than 2000000"));
    }

    @ParameterizedTest
    @MethodSource("fewWordsForMuch")
    void aFewWordsDoNotComeToMoreThanMemoryHolds(String function, String sentence) {
        assertThatThrownBy(() -> value("[]", function)).hasMessageContaining(sentence);
    }

    @Test
    void dynamicReferencesDoNotComeToMoreThanMemoryHolds() {
        String text = "{{resolve:ssm:a}}".repeat(400);
        assertThat(DynamicReferences.resolve(StringNode.valueOf(text), one -> "x").asString())
                .hasSize(400);
        String value = "x".repeat(4_096);
        assertThatThrownBy(() -> DynamicReferences.resolve(StringNode.valueOf(text), one -> value))
                .hasMessageContaining("come to more than 1000000 characters");
    }

    @Test
    void whatIsUnknownStaysUnknown() {
        Template template =
                Template.parse(
                        AROUND.formatted("[]", "!Select [3, !Split [':', !GetAtt Net.Arn]]"));
        Map<String, Parameters.Value> values =
                Parameters.values(template, Map.of(), Map.of(), Set.of(), name -> Optional.empty());
        Outside ahead =
                new Outside() {
                    @Override
                    public String ref(String logicalId) {
                        return Evaluation.UNKNOWN;
                    }

                    @Override
                    public String attribute(String logicalId, String name) {
                        return Evaluation.UNKNOWN;
                    }

                    @Override
                    public String imported(String name) {
                        return name;
                    }

                    @Override
                    public List<String> zones(String region) {
                        return List.of();
                    }
                };
        Map<String, JsonNode> nodes = new LinkedHashMap<>(Parameters.nodes(template, values));
        var properties =
                new Evaluation(template, PSEUDO, nodes, ahead)
                        .properties(template.resources().get("Probe"));
        assertThat(properties.path("Value").asString()).isEqualTo(Evaluation.UNKNOWN);
        assertThat(Difference.names(properties, properties)).containsExactly("Value");
    }
}
