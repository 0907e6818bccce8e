package homeport.stack;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.aws.AwsException;
import homeport.aws.Permission;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetType;
import software.amazon.awssdk.services.cloudformation.model.CreateChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.CreateChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.DeleteChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackDriftDetectionStatusRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackDriftDetectionStatusResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourceDriftsRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourceDriftsResponse;
import software.amazon.awssdk.services.cloudformation.model.DetectStackDriftRequest;
import software.amazon.awssdk.services.cloudformation.model.DetectStackDriftResponse;
import software.amazon.awssdk.services.cloudformation.model.ExecuteChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.GetTemplateRequest;
import software.amazon.awssdk.services.cloudformation.model.GetTemplateResponse;
import software.amazon.awssdk.services.cloudformation.model.GetTemplateSummaryRequest;
import software.amazon.awssdk.services.cloudformation.model.GetTemplateSummaryResponse;
import software.amazon.awssdk.services.cloudformation.model.ListChangeSetsRequest;
import software.amazon.awssdk.services.cloudformation.model.ListChangeSetsResponse;
import software.amazon.awssdk.services.cloudformation.model.ListExportsRequest;
import software.amazon.awssdk.services.cloudformation.model.ListExportsResponse;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.ResourceChange;
import tools.jackson.databind.node.JsonNodeFactory;

/** Changes that can be looked at first, as tools make them; what stacks say of themselves. */
final class ChangeSetsTest {
    private static final String FIRST =
            """
            Parameters: {Size: {Type: Number, Default: 1}}
            Resources:
              A: {Type: 'Test::Thing', Properties: {Size: !Ref Size}}
              B: {Type: 'Test::Thing', Properties: {Kind: one, Link: !Ref A}}
              C: {Type: 'Test::Thing', Properties: {Link: !GetAtt B.Arn}}
              D: {Type: 'Test::Thing', DeletionPolicy: Retain}
            """;

    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    private String set(String stack, String name, ChangeSetType type, String template) {
        return rig.call(
                        CreateChangeSetResponse.class,
                        CreateChangeSetRequest.builder()
                                .stackName(stack)
                                .changeSetName(name)
                                .changeSetType(type)
                                .templateBody(template)
                                .build())
                .id();
    }

    private DescribeChangeSetResponse describe(String id) {
        return rig.call(
                DescribeChangeSetResponse.class,
                DescribeChangeSetRequest.builder()
                        .changeSetName(id)
                        .includePropertyValues(true)
                        .build());
    }

    private void execute(String id) {
        rig.call(Object.class, ExecuteChangeSetRequest.builder().changeSetName(id).build());
    }

    /** Its ARN does not tell the stack, of which policies speak. */
    @Test
    void oneThatIsNamedByItsArnIsJudgedByItsStack() {
        String id = set("s", "first", ChangeSetType.CREATE, FIRST);
        Set<String> asked = new TreeSet<>();
        rig.permission =
                (call, one) -> {
                    asked.add(one.action());
                    var named = (DescribeChangeSetRequest) one.request();
                    if (named.stackName().contains(":stack/s/"))
                        throw new AwsException("AccessDenied", "not this stack");
                };
        Rig.refused("AccessDenied", "not this stack", () -> describe(id));
        Rig.refused("AccessDenied", "not this stack", () -> execute(id));
        var template = GetTemplateRequest.builder().changeSetName(id).build();
        Rig.refused("AccessDenied", "not this stack", () -> rig.call(Object.class, template));
        var deletion = DeleteChangeSetRequest.builder().changeSetName(id).build();
        Rig.refused("AccessDenied", "not this stack", () -> rig.call(Object.class, deletion));
        assertThat(asked)
                .containsExactly(
                        "DeleteChangeSet", "DescribeChangeSet", "ExecuteChangeSet", "GetTemplate");
        rig.permission = Permission.ALL;
        execute(id);
        assertThat(rig.settled("s")).isEqualTo("CREATE_COMPLETE");
    }

    @Test
    void aStackIsReviewedThenMadeThenChanged() {
        String create = set("s", "first", ChangeSetType.CREATE, FIRST);
        assertThat(rig.stack("s").stackStatusAsString()).isEqualTo("REVIEW_IN_PROGRESS");
        var made = describe(create);
        assertThat(made.statusAsString()).isEqualTo("CREATE_COMPLETE");
        assertThat(made.changes())
                .extracting(c -> c.resourceChange().actionAsString())
                .containsOnly("Add")
                .hasSize(4);
        assertThat(rig.world.things).isEmpty();
        execute(create);
        assertThat(rig.settled("s")).isEqualTo("CREATE_COMPLETE");
        assertThat(describe(create).executionStatusAsString()).isEqualTo("EXECUTE_COMPLETE");
        Rig.refused("InvalidChangeSetStatusException", "cannot be executed", () -> execute(create));

        String update =
                set(
                        "s",
                        "second",
                        ChangeSetType.UPDATE,
                        """
                        Parameters: {Size: {Type: Number, Default: 2}}
                        Resources:
                          A: {Type: 'Test::Thing', Properties: {Size: !Ref Size}}
                          B: {Type: 'Test::Thing', Properties: {Kind: other, Link: !Ref A}}
                          C: {Type: 'Test::Thing', Properties: {Link: !GetAtt B.Arn}}
                          E: {Type: 'Test::Thing'}
                        """);
        List<ResourceChange> changes =
                describe(update).changes().stream().map(c -> c.resourceChange()).toList();
        assertThat(changes)
                .extracting(c ->
                        c.logicalResourceId()
                                + " "
                                + c.actionAsString()
                                + " "
                                + c.replacementAsString())
                .containsExactly(
                        "A Modify False",
                        "B Modify True",
                        "C Modify False",
                        "E Add null",
                        "D Remove null");
        checkDetails(changes);
        String other = set("s", "third", ChangeSetType.UPDATE, FIRST.replace("one", "three"));
        execute(update);
        assertThat(rig.settled("s")).isEqualTo("UPDATE_COMPLETE");
        assertThat(rig.stack("s").changeSetId()).isEqualTo(update);
        assertThat(describe(other).executionStatusAsString()).isEqualTo("OBSOLETE");
        assertThat(rig.world.property("A", "Size")).isEqualTo("2");
    }

    private static void checkDetails(List<ResourceChange> changes) {
        var size = changes.getFirst().details().getFirst();
        assertThat(size.changeSourceAsString()).isEqualTo("ParameterReference");
        assertThat(size.causingEntity()).isEqualTo("Size");
        assertThat(size.target().beforeValue()).isEqualTo("1");
        assertThat(size.target().afterValue()).isEqualTo("2");
        assertThat(size.target().path()).isEqualTo("/Properties/Size");
        var kind = changes.get(1).details().getFirst();
        assertThat(kind.target().requiresRecreationAsString()).isEqualTo("Always");
        assertThat(kind.changeSourceAsString()).isEqualTo("DirectModification");
        var link = changes.get(2).details().getFirst();
        assertThat(link.changeSourceAsString()).isEqualTo("ResourceAttribute");
        assertThat(link.causingEntity()).isEqualTo("B");
        assertThat(link.evaluationAsString()).isEqualTo("Dynamic");
        assertThat(changes.get(2).afterContext()).contains("{{changeSet:KNOWN_AFTER_APPLY}}");
        assertThat(changes.getLast().policyActionAsString()).isEqualTo("Retain");
    }

    /** The CLI and CDK look for these very words. */
    @Test
    void aSetWithoutChangesFails() {
        rig.create("s", FIRST);
        rig.settled("s");
        var nothing = describe(set("s", "none", ChangeSetType.UPDATE, FIRST));
        assertThat(nothing.statusAsString()).isEqualTo("FAILED");
        assertThat(nothing.executionStatusAsString()).isEqualTo("UNAVAILABLE");
        assertThat(nothing.statusReason())
                .isEqualTo(
                        "The submitted information didn't contain changes. Submit different information to create a change set.");
        Rig.refused(
                "InvalidChangeSetStatusException",
                "[FAILED]",
                () -> execute(nothing.changeSetId()));
        var outputs =
                describe(
                        set(
                                "s",
                                "outputs",
                                ChangeSetType.UPDATE,
                                FIRST + "Outputs: {O: {Value: x}}\n"));
        assertThat(outputs.statusAsString()).isEqualTo("CREATE_COMPLETE");
        assertThat(outputs.changes()).isEmpty();
        execute(outputs.changeSetId());
        assertThat(rig.settled("s")).isEqualTo("UPDATE_COMPLETE");
        assertThat(rig.outputs("s")).containsEntry("O", "x");
    }

    @Test
    void setsAreListedAndDeleted() {
        Rig.refused(
                "ValidationError",
                "Stack [s] does not exist",
                () -> set("s", "a", ChangeSetType.UPDATE, FIRST));
        set("s", "a", ChangeSetType.CREATE, FIRST);
        Rig.refused(
                "AlreadyExistsException",
                "ChangeSet a cannot be created",
                () -> set("s", "a", ChangeSetType.CREATE, FIRST));
        var list = ListChangeSetsRequest.builder().stackName("s").build();
        assertThat(rig.call(ListChangeSetsResponse.class, list).summaries()).hasSize(1);
        var template = GetTemplateRequest.builder().stackName("s").changeSetName("a").build();
        assertThat(rig.call(GetTemplateResponse.class, template).templateBody()).isEqualTo(FIRST);
        rig.call(
                Object.class,
                DeleteChangeSetRequest.builder().stackName("s").changeSetName("a").build());
        assertThat(rig.call(ListChangeSetsResponse.class, list).summaries()).isEmpty();
        Rig.refused(
                "ChangeSetNotFoundException",
                "ChangeSet [a] does not exist",
                () ->
                        rig.call(
                                Object.class,
                                DescribeChangeSetRequest.builder()
                                        .stackName("s")
                                        .changeSetName("a")
                                        .build()));
        String id = rig.stack("s").stackId();
        rig.delete("s");
        assertThat(rig.settled(id)).isEqualTo("DELETE_COMPLETE");
    }

    /** Who may change one stack must not reach another by naming its change set. */
    @Test
    void aSetIsFoundOnlyUnderItsOwnStack() {
        String id = set("mine", "a", ChangeSetType.CREATE, FIRST);
        set("other", "b", ChangeSetType.CREATE, FIRST);
        var request = ExecuteChangeSetRequest.builder().stackName("other").changeSetName(id);
        Rig.refused(
                "ChangeSetNotFoundException", id, () -> rig.call(Object.class, request.build()));
    }

    @Test
    void parametersKeepTheirValues() {
        rig.create("s", FIRST);
        rig.settled("s");
        var keep = Parameter.builder().parameterKey("Size").usePreviousValue(true).build();
        var set =
                CreateChangeSetRequest.builder()
                        .stackName("s")
                        .changeSetName("keep")
                        .parameters(keep)
                        .templateBody(
                                FIRST.replace("Default: 1", "Default: 7").replace("one", "two"))
                        .build();
        var found = describe(rig.call(CreateChangeSetResponse.class, set).id());
        assertThat(found.parameters().getFirst().parameterValue()).isEqualTo("1");
        assertThat(found.changes())
                .extracting(c -> c.resourceChange().logicalResourceId())
                .containsExactly("B", "C");
    }

    @Test
    void driftIsSeen() {
        rig.create("s", FIRST);
        rig.settled("s");
        assertThat(detect()).isEqualTo("IN_SYNC");
        rig.world.things.values().stream()
                .filter(one -> one.logicalId.equals("B"))
                .forEach(one ->
                        one.properties =
                                JsonNodeFactory.instance
                                        .objectNode()
                                        .put("Kind", "moved")
                                        .put("Link", "x"));
        rig.world.things.values().removeIf(one -> one.logicalId.equals("D"));
        assertThat(detect()).isEqualTo("DRIFTED");
        var drifts =
                rig.call(
                                DescribeStackResourceDriftsResponse.class,
                                DescribeStackResourceDriftsRequest.builder().stackName("s").build())
                        .stackResourceDrifts();
        assertThat(drifts)
                .extracting(d -> d.logicalResourceId() + " " + d.stackResourceDriftStatusAsString())
                .containsExactly("A IN_SYNC", "B MODIFIED", "C IN_SYNC", "D DELETED");
        var kind = drifts.get(1).propertyDifferences().getFirst();
        assertThat(kind.propertyPath()).isEqualTo("/Kind");
        assertThat(kind.expectedValue()).isEqualTo("one");
        assertThat(kind.actualValue()).isEqualTo("moved");
    }

    private String detect() {
        String id =
                rig.call(
                                DetectStackDriftResponse.class,
                                DetectStackDriftRequest.builder().stackName("s").build())
                        .stackDriftDetectionId();
        var status =
                rig.call(
                        DescribeStackDriftDetectionStatusResponse.class,
                        DescribeStackDriftDetectionStatusRequest.builder()
                                .stackDriftDetectionId(id)
                                .build());
        assertThat(status.detectionStatusAsString()).isEqualTo("DETECTION_COMPLETE");
        return status.stackDriftStatusAsString();
    }

    @Test
    void templatesAreSummedUp() {
        String template =
                """
                Description: what it is
                Parameters: {P: {Type: String, NoEcho: true, Default: hush, Description: a secret}}
                Resources: {R: {Type: 'AWS::IAM::Role'}, A: {Type: 'Test::Thing'}}
                """;
        var summary =
                rig.call(
                        GetTemplateSummaryResponse.class,
                        GetTemplateSummaryRequest.builder().templateBody(template).build());
        assertThat(summary.description()).isEqualTo("what it is");
        assertThat(summary.capabilitiesAsStrings()).containsExactly("CAPABILITY_IAM");
        assertThat(summary.capabilitiesReason())
                .isEqualTo("The following resource(s) require capabilities: [AWS::IAM::Role]");
        assertThat(summary.resourceTypes()).containsExactly("AWS::IAM::Role", "Test::Thing");
        assertThat(summary.parameters().getFirst().noEcho()).isTrue();
        assertThat(summary.toString()).doesNotContain("hush");
        rig.create(
                "exports",
                "Resources: {A: {Type: 'Test::Thing'}}\nOutputs: {O: {Value: v, Export: {Name: shared}}}");
        rig.settled("exports");
        var exports =
                rig.call(ListExportsResponse.class, ListExportsRequest.builder().build()).exports();
        assertThat(exports).extracting(e -> e.name() + "=" + e.value()).containsExactly("shared=v");
    }
}
