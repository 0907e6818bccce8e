package homeport.stack.api;

import homeport.aws.Call;
import homeport.stack.record.ChangeSet;
import homeport.stack.record.Operation;
import homeport.stack.record.PlannedChange;
import homeport.stack.record.StackRecord;
import java.util.List;
import software.amazon.awssdk.services.cloudformation.model.Change;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetSummary;
import software.amazon.awssdk.services.cloudformation.model.ChangeType;
import software.amazon.awssdk.services.cloudformation.model.DescribeChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.EvaluationType;
import software.amazon.awssdk.services.cloudformation.model.ListChangeSetsRequest;
import software.amazon.awssdk.services.cloudformation.model.ListChangeSetsResponse;
import software.amazon.awssdk.services.cloudformation.model.ResourceChange;
import software.amazon.awssdk.services.cloudformation.model.ResourceChangeDetail;
import software.amazon.awssdk.services.cloudformation.model.ResourceTargetDefinition;

/** Shows change sets. */
final class ShownChanges {
    private final Around around;
    private final ChangeSets sets;

    ShownChanges(Around around, ChangeSets sets) {
        this.around = around;
        this.sets = sets;
    }

    DescribeChangeSetResponse describe(Call call, DescribeChangeSetRequest request) {
        ChangeSet set =
                sets.find(call, "DescribeChangeSet", request.changeSetName(), request.stackName());
        boolean values = Boolean.TRUE.equals(request.includePropertyValues());
        Page<PlannedChange> page = Page.of(set.changes(), request.nextToken());
        return DescribeChangeSetResponse.builder()
                .changeSetName(set.name())
                .changeSetId(set.id())
                .stackId(set.stackId())
                .stackName(set.stackName())
                .description(set.description().orElse(null))
                .parameters(Views.parameters(set.definition().parameters()))
                .creationTime(set.created())
                .executionStatus(set.execution())
                .status(set.status())
                .statusReason(set.reason().orElse(null))
                .notificationARNs(set.definition().notificationArns())
                .capabilitiesWithStrings(set.definition().capabilities())
                .tags(Views.tags(set.definition().tags()))
                .changes(page.items().stream().map(one -> view(one, values)).toList())
                .nextToken(page.token())
                .includeNestedStacks(false)
                .onStackFailure(failure(set.onFailure()))
                .build();
    }

    private static String failure(Operation.OnFailure what) {
        return switch (what) {
            case ROLLBACK -> "ROLLBACK";
            case DELETE -> "DELETE";
            case DO_NOTHING -> "DO_NOTHING";
        };
    }

    private static Change view(PlannedChange one, boolean values) {
        var change =
                ResourceChange.builder()
                        .action(one.action().word())
                        .logicalResourceId(one.logicalId())
                        .physicalResourceId(one.physicalId().isEmpty() ? null : one.physicalId())
                        .resourceType(one.type())
                        .policyAction(one.policy().orElse(null))
                        .replacement(
                                one.replacement() == PlannedChange.Replacement.NONE
                                        ? null
                                        : one.replacement().word())
                        .scopeWithStrings(
                                one.details().stream()
                                        .map(PlannedChange.Detail::attribute)
                                        .distinct()
                                        .toList())
                        .details(
                                one.details().stream()
                                        .map(detail -> view(detail, values))
                                        .toList());
        if (values)
            change.beforeContext(one.before().orElse(null)).afterContext(one.after().orElse(null));
        return Change.builder().type(ChangeType.RESOURCE).resourceChange(change.build()).build();
    }

    private static ResourceChangeDetail view(PlannedChange.Detail one, boolean values) {
        var target =
                ResourceTargetDefinition.builder()
                        .attribute(one.attribute())
                        .name(one.name().isEmpty() ? null : one.name())
                        .requiresRecreation(one.recreation());
        if (values && !one.name().isEmpty()) {
            String kind = "Modify";
            if (one.before().isEmpty()) kind = "Add";
            if (one.after().isEmpty()) kind = "Remove";
            target.path("/Properties/" + one.name())
                    .beforeValue(one.before().orElse(null))
                    .afterValue(one.after().orElse(null))
                    .attributeChangeType(kind);
        }
        return ResourceChangeDetail.builder()
                .target(target.build())
                .evaluation(one.dynamic() ? EvaluationType.DYNAMIC : EvaluationType.STATIC)
                .changeSource(one.source().orElse(null))
                .causingEntity(one.cause().orElse(null))
                .build();
    }

    ListChangeSetsResponse list(Call call, ListChangeSetsRequest request) {
        StackRecord stack =
                around.find(call, request.stackName())
                        .orElseThrow(() -> Refusal.noStack(request.stackName()));
        List<ChangeSet> all = sets.of(stack);
        Page<ChangeSet> page = Page.of(all, request.nextToken());
        return ListChangeSetsResponse.builder()
                .summaries(page.items().stream().map(ShownChanges::summary).toList())
                .nextToken(page.token())
                .build();
    }

    private static ChangeSetSummary summary(ChangeSet set) {
        return ChangeSetSummary.builder()
                .stackId(set.stackId())
                .stackName(set.stackName())
                .changeSetId(set.id())
                .changeSetName(set.name())
                .executionStatus(set.execution())
                .status(set.status())
                .statusReason(set.reason().orElse(null))
                .creationTime(set.created())
                .description(set.description().orElse(null))
                .includeNestedStacks(false)
                .build();
    }
}
