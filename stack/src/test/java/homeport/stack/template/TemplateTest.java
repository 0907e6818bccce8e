package homeport.stack.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.stack.template.DynamicReferences.Reference;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What a template may be, what its parameters may be, and who waits for whom. */
final class TemplateTest {
    private static final String ONE = "Resources: {A: {Type: T}}\n";

    @Test
    void jsonAndYamlAreTheSame() {
        String yaml =
                "Resources:\n  A:\n    Type: T\n    Properties: {X: !Sub '${B}', Y: 16.10}\n  B: {Type: T}\n";
        String json =
                "\t{\"Resources\": {\"A\": {\"Type\": \"T\", \"Properties\": {\"X\": {\"Fn::Sub\": \"${B}\"}, \"Y\": 16.10}},\n\t\"B\": {\"Type\": \"T\"}}}";
        assertThat(Template.parse(yaml).tree()).isEqualTo(Template.parse(json).tree());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"Resources": | JSON not well-formed. (line 1, column
                    {"Resources": {}, "Resources": {}} | JSON not well-formed.
                    a: [ | YAML not well-formed. (line 1, column
                    {"a": 1} | Invalid template property or properties [a]
                    Resources: {} | At least one Resources member must be defined.
                    Resources: [] | 'Resources' must be an object.
                    [] | unsupported structure
                    {Resources: {A: {Type: T}}, Mappings: {M: 1}} | Every Mappings member must be an object
                    {AWSTemplateFormatVersion: 2011-01-01, Resources: {A: {Type: T}}} | is unsupported
                    {Transform: AWS::Serverless-2016-10-31, Resources: {A: {Type: T}}} | the transform AWS::Serverless-2016-10-31 is not supported
                    {Resources: {A: {}}} | Every Resources object must contain a Type member.
                    {Resources: {A_B: {Type: T}}} | Resource name A_B is non alphanumeric
                    {Resources: {A: {Type: T, UpdatePolicy: {}}}} | Invalid template resource property 'UpdatePolicy' of resource A
                    {Resources: {A: {Type: T, DependsOn: B}}} | Unresolved resource dependencies [B] in the Resources block
                    {Resources: {A: {Type: T, DeletionPolicy: Keep}}} | Unrecognized DeletionPolicy
                    {Resources: {A: {Type: T, UpdateReplacePolicy: RetainExceptOnCreate}}} | Unrecognized UpdateReplacePolicy
                    {Resources: {A: {Type: T, Condition: C}}} | Unresolved condition dependency C
                    {Resources: {A: {Type: T}}, Outputs: {O: {Value: !Ref B}}} | Unresolved resource dependencies [B] in the Outputs block
                    {Resources: {A: {Type: T}}, Outputs: {O: {}}} | Output O is malformed
                    {Resources: {A: {Type: T}}, Conditions: {C: !Equals [!Ref A, x]}} | Cannot reference resources in the Conditions block
                    {Resources: {A: {Type: T}}, Conditions: {C: !Not [!Condition C]}} | Circular dependency between conditions
                    {Resources: {A: {Type: T, DependsOn: B}, B: {Type: T, Properties: {P: !Ref C}}, C: {Type: T, Properties: {P: !Sub '${A.Arn}'}}, D: {Type: T, DependsOn: A}}} | Circular dependency between resources: [A, B, C]
                    {Resources: {A: {Type: T}}, Parameters: {A: {Type: String}}} | Duplicate name A
                    {Resources: {A: {Type: T}}, Parameters: {P: {Type: Text}}} | Unrecognized parameter type: Text
                    {Resources: {A: &x {Type: T}, B: *x}} | YAML aliases are not allowed
                    """)
    void refuses(String text, String sentence) {
        assertThatThrownBy(() -> Template.parse(text)).hasMessageContaining(sentence);
    }

    @Test
    void aKeyThatStandsTwiceIsNamedWithItsLine() {
        assertThatThrownBy(() -> Template.parse("Resources:\n  A: {Type: T}\n  A: {Type: T}\n"))
                .hasMessageContaining("(line 3, column 3): the key A stands twice");
    }

    @Test
    void limitsHold() {
        String many =
                IntStream.rangeClosed(0, Template.RESOURCES_MAX)
                        .mapToObj("  A%d: {Type: T}"::formatted)
                        .collect(Collectors.joining("\n", "Resources:\n", "\n"));
        assertThatThrownBy(() -> Template.parse(many))
                .hasMessageContaining(
                        "Number of resources, 501, is greater than maximum allowed, 500");
        assertThatThrownBy(() -> Template.parse(ONE + "Description: " + "x".repeat(1025)))
                .hasMessageContaining("'Description' length is greater than 1024.");
    }

    @Test
    void aBranchThatIsNotTakenNeedsNothing() {
        Template template =
                Template.parse(
                        """
                        Parameters: {On: {Type: String}}
                        Conditions: {C: !Equals [!Ref On, 'true']}
                        Resources:
                          A: {Type: T, Condition: C}
                          B: {Type: T, Properties: {P: !If [C, !Ref A, none]}, DependsOn: A}
                        """);
        assertThat(evaluation(template, Map.of("On", "true")).needs())
                .containsEntry("B", Set.of("A"));
        assertThat(evaluation(template, Map.of("On", "false")).needs())
                .containsOnlyKeys("B")
                .containsEntry("B", Set.of());
        Template broken =
                Template.parse(
                        """
                        Parameters: {On: {Type: String}}
                        Conditions: {C: !Equals [!Ref On, 'true']}
                        Resources:
                          A: {Type: T, Condition: C}
                          B: {Type: T, Properties: {P: !Ref A}}
                        """);
        assertThatThrownBy(() -> evaluation(broken, Map.of("On", "false")).present())
                .hasMessageContaining(
                        "Unresolved resource dependencies [A] in the Resources block");
    }

    private static Evaluation evaluation(Template template, Map<String, String> given) {
        var values = Parameters.values(template, given, Map.of(), Set.of(), TemplateTest::stored);
        return new Evaluation(
                template,
                FunctionsTest.PSEUDO,
                Parameters.nodes(template, values),
                FunctionsTest.OUTSIDE);
    }

    private static Optional<String> stored(String name) {
        return name.equals("/version") ? Optional.of("26") : Optional.empty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {Type: String} | x | "x"
                    {Type: String, Default: d} | | "d"
                    {Type: String} | | Parameters: [P] must have values
                    {Type: Number} | 3.5 | "3.5"
                    {Type: Number} | x | Parameter 'P' must be a number
                    {Type: Number, MinValue: 2} | 1 | must be a number not less than 2
                    {Type: Number, MaxValue: 2} | 3 | must be a number not greater than 2
                    {Type: List<Number>} | 1, 2 | ["1","2"]
                    {Type: List<Number>} | 1,x | must be a number
                    {Type: CommaDelimitedList} | a,b | ["a","b"]
                    {Type: String, AllowedValues: [a, b]} | c | Parameter 'P' must be one of AllowedValues
                    {Type: String, AllowedPattern: '[a-z]+'} | 1 | Parameter 'P' must match pattern [a-z]+
                    {Type: String, AllowedPattern: '[a-z]+', ConstraintDescription: letters} | 1 | Parameter 'P' failed to satisfy constraint: letters
                    {Type: String, MinLength: 2} | x | Parameter 'P' must contain at least 2 characters
                    {Type: String, MaxLength: 2} | xxx | Parameter 'P' must contain at most 2 characters
                    {Type: 'AWS::EC2::VPC::Id'} | vpc-1 | "vpc-1"
                    {Type: 'List<AWS::EC2::Subnet::Id>'} | subnet-1,subnet-2 | ["subnet-1","subnet-2"]
                    {Type: 'AWS::SSM::Parameter::Value<String>'} | /version | "26"
                    {Type: 'AWS::SSM::Parameter::Value<List<String>>'} | /version | ["26"]
                    {Type: 'AWS::SSM::Parameter::Value<String>'} | /none | Unable to fetch parameters [/none] from parameter store for this account.
                    {Type: 'AWS::SSM::Parameter::Name'} | /version | "/version"
                    """)
    void parametersHaveTypesAndBounds(String declared, String given, String expected) {
        Template template = Template.parse(ONE + "Parameters: {P: %s}".formatted(declared));
        Map<String, String> values = given == null ? Map.of() : Map.of("P", given);
        if (expected.startsWith("\"") || expected.startsWith("[")) {
            JsonNode value = evaluation(template, values).resolve(ref());
            assertThat(value.toString()).isEqualTo(expected);
        } else
            assertThatThrownBy(() -> evaluation(template, values)).hasMessageContaining(expected);
    }

    private static JsonNode ref() {
        return TemplateReader.read("{\"Ref\": \"P\"}");
    }

    @Test
    void previousValuesAreKeptAndUnknownOnesRefused() {
        Template template = Template.parse(ONE + "Parameters: {P: {Type: String, NoEcho: true}}");
        var before = Map.of("P", new Parameters.Value("old", Optional.empty(), true));
        var kept = Parameters.values(template, Map.of(), before, Set.of("P"), TemplateTest::stored);
        assertThat(kept.get("P").given()).isEqualTo("old");
        assertThat(kept.get("P").shown()).isEqualTo("****");
        assertThat(kept.toString()).doesNotContain("old");
        assertThatThrownBy(() ->
                        Parameters.values(
                                template,
                                Map.of("Q", "x"),
                                Map.of(),
                                Set.of(),
                                TemplateTest::stored))
                .hasMessageContaining("Parameters: [Q] do not exist in the template");
    }

    /** As CDK writes it. Source: "Rules section structure". */
    @Test
    void rulesSayWhatMustHold() {
        Template template =
                Template.parse(
                        ONE
                                + """
                                Parameters: {P: {Type: String}}
                                Rules:
                                  Check:
                                    Assertions:
                                      - Assert: !Not [!Contains [['1', '2'], !Ref P]]
                                        AssertDescription: a newer bootstrap stack is required
                                  Sometimes:
                                    RuleCondition: !Equals [!Ref P, '9']
                                    Assertions: [{Assert: !Equals [a, b], AssertDescription: never nine}]
                                """);
        Rules.check(evaluation(template, Map.of("P", "3")));
        assertThatThrownBy(() -> Rules.check(evaluation(template, Map.of("P", "2"))))
                .hasMessageContaining("a newer bootstrap stack is required");
        assertThatThrownBy(() -> Rules.check(evaluation(template, Map.of("P", "9"))))
                .hasMessageContaining("never nine");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    ssm:/a/b | OfParameter[name=/a/b, version=Optional.empty, secure=false]
                    ssm-secure:/a/b:3 | OfParameter[name=/a/b, version=Optional[3], secure=true]
                    secretsmanager:mine | OfSecret[id=mine, key=Optional.empty, stage=Optional.empty, version=Optional.empty]
                    secretsmanager:mine:SecretString:password | OfSecret[id=mine, key=Optional[password], stage=Optional.empty, version=Optional.empty]
                    secretsmanager:arn:aws:secretsmanager:us-east-1:000000000000:secret:mine-abcdef:SecretString:password:: | OfSecret[id=arn:aws:secretsmanager:us-east-1:000000000000:secret:mine-abcdef, key=Optional[password], stage=Optional.empty, version=Optional.empty]
                    secretsmanager:mine:SecretString:k:AWSPREVIOUS | OfSecret[id=mine, key=Optional[k], stage=Optional[AWSPREVIOUS], version=Optional.empty]
                    secretsmanager:mine:SecretBinary | Could not parse dynamic reference
                    vault:x | Could not parse dynamic reference
                    """)
    void dynamicReferencesAreTakenApart(String inside, String expected) {
        if (expected.startsWith("Could")) {
            assertThatThrownBy(() -> DynamicReferences.parse(inside))
                    .hasMessageContaining(expected);
            return;
        }
        Reference reference = DynamicReferences.parse(inside);
        assertThat(reference.toString()).isEqualTo(expected);
    }
}
