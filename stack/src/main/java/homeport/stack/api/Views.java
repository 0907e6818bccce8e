package homeport.stack.api;

import homeport.stack.record.Definition;
import homeport.stack.record.Operation;
import homeport.stack.record.ResourceRecord;
import homeport.stack.record.StackRecord;
import homeport.stack.template.Parameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackDriftInformation;
import software.amazon.awssdk.services.cloudformation.model.StackDriftInformationSummary;
import software.amazon.awssdk.services.cloudformation.model.StackDriftStatus;
import software.amazon.awssdk.services.cloudformation.model.StackResource;
import software.amazon.awssdk.services.cloudformation.model.StackResourceDetail;
import software.amazon.awssdk.services.cloudformation.model.StackResourceDriftInformation;
import software.amazon.awssdk.services.cloudformation.model.StackResourceDriftInformationSummary;
import software.amazon.awssdk.services.cloudformation.model.StackResourceDriftStatus;
import software.amazon.awssdk.services.cloudformation.model.StackResourceSummary;
import software.amazon.awssdk.services.cloudformation.model.StackSummary;
import software.amazon.awssdk.services.cloudformation.model.Tag;

/** Records as CloudFormation shows them. */
final class Views {
    private Views() {}

    static Stack stack(StackRecord stack, Optional<Definition> definition) {
        return Stack.builder()
                .stackId(stack.id())
                .stackName(stack.name())
                .changeSetId(stack.changeSetId().orElse(null))
                .description(stack.description().orElse(null))
                .parameters(
                        definition.map(Definition::parameters).map(Views::parameters).orElse(null))
                .creationTime(stack.created())
                .lastUpdatedTime(stack.updated().orElse(null))
                .deletionTime(stack.deleted().orElse(null))
                .stackStatus(stack.status())
                .stackStatusReason(stack.reason().orElse(null))
                .disableRollback(stack.settings().disableRollback())
                .notificationARNs(definition.map(Definition::notificationArns).orElse(List.of()))
                .timeoutInMinutes(stack.settings().timeoutInMinutes().orElse(null))
                .capabilitiesWithStrings(
                        definition
                                .map(Definition::capabilities)
                                .filter(all -> !all.isEmpty())
                                .orElse(null))
                .outputs(stack.outputs().stream().map(Views::output).toList())
                .roleARN(stack.settings().roleArn().orElse(null))
                .tags(definition.map(Definition::tags).map(Views::tags).orElse(List.of()))
                .enableTerminationProtection(stack.settings().terminationProtection())
                .retainExceptOnCreate(
                        stack.operation().map(Operation::retainExceptOnCreate).orElse(null))
                .driftInformation(drift(stack))
                .build();
    }

    private static StackDriftInformation drift(StackRecord stack) {
        return StackDriftInformation.builder()
                .stackDriftStatus(
                        stack.drift()
                                .map(StackRecord.Drift::status)
                                .orElse(StackDriftStatus.NOT_CHECKED))
                .lastCheckTimestamp(stack.drift().map(StackRecord.Drift::at).orElse(null))
                .build();
    }

    private static Output output(StackRecord.OutputValue one) {
        return Output.builder()
                .outputKey(one.name())
                .outputValue(one.value())
                .description(one.description().orElse(null))
                .exportName(one.export().orElse(null))
                .build();
    }

    static List<Parameter> parameters(Map<String, Parameters.Value> values) {
        return new TreeMap<>(values)
                .entrySet().stream()
                        .map(one ->
                                Parameter.builder()
                                        .parameterKey(one.getKey())
                                        .parameterValue(one.getValue().shown())
                                        .resolvedValue(one.getValue().shownStored().orElse(null))
                                        .build())
                        .toList();
    }

    static List<Tag> tags(Map<String, String> tags) {
        return new TreeMap<>(tags)
                .entrySet().stream()
                        .map(one -> Tag.builder().key(one.getKey()).value(one.getValue()).build())
                        .toList();
    }

    static StackSummary summary(StackRecord stack) {
        return StackSummary.builder()
                .stackId(stack.id())
                .stackName(stack.name())
                .templateDescription(stack.description().orElse(null))
                .creationTime(stack.created())
                .lastUpdatedTime(stack.updated().orElse(null))
                .deletionTime(stack.deleted().orElse(null))
                .stackStatus(stack.status())
                .stackStatusReason(stack.reason().orElse(null))
                .driftInformation(
                        StackDriftInformationSummary.builder()
                                .stackDriftStatus(drift(stack).stackDriftStatus())
                                .lastCheckTimestamp(drift(stack).lastCheckTimestamp())
                                .build())
                .build();
    }

    static StackResource resource(StackRecord stack, ResourceRecord one) {
        return StackResource.builder()
                .stackName(stack.name())
                .stackId(stack.id())
                .logicalResourceId(one.logicalId())
                .physicalResourceId(physicalId(one))
                .resourceType(one.type())
                .timestamp(one.changed())
                .resourceStatus(one.status())
                .resourceStatusReason(one.reason().orElse(null))
                .driftInformation(
                        StackResourceDriftInformation.builder()
                                .stackResourceDriftStatus(driftStatus(one))
                                .lastCheckTimestamp(
                                        one.drift().map(ResourceRecord.Drift::at).orElse(null))
                                .build())
                .build();
    }

    static StackResourceDetail detail(
            StackRecord stack, ResourceRecord one, Optional<String> metadata) {
        return StackResourceDetail.builder()
                .stackName(stack.name())
                .stackId(stack.id())
                .logicalResourceId(one.logicalId())
                .physicalResourceId(physicalId(one))
                .resourceType(one.type())
                .lastUpdatedTimestamp(one.changed())
                .resourceStatus(one.status())
                .resourceStatusReason(one.reason().orElse(null))
                .metadata(metadata.orElse(null))
                .driftInformation(
                        StackResourceDriftInformation.builder()
                                .stackResourceDriftStatus(driftStatus(one))
                                .lastCheckTimestamp(
                                        one.drift().map(ResourceRecord.Drift::at).orElse(null))
                                .build())
                .build();
    }

    static StackResourceSummary summary(ResourceRecord one) {
        return StackResourceSummary.builder()
                .logicalResourceId(one.logicalId())
                .physicalResourceId(physicalId(one))
                .resourceType(one.type())
                .lastUpdatedTimestamp(one.changed())
                .resourceStatus(one.status())
                .resourceStatusReason(one.reason().orElse(null))
                .driftInformation(
                        StackResourceDriftInformationSummary.builder()
                                .stackResourceDriftStatus(driftStatus(one))
                                .lastCheckTimestamp(
                                        one.drift().map(ResourceRecord.Drift::at).orElse(null))
                                .build())
                .build();
    }

    private static StackResourceDriftStatus driftStatus(ResourceRecord one) {
        return one.drift()
                .map(ResourceRecord.Drift::status)
                .orElse(StackResourceDriftStatus.NOT_CHECKED);
    }

    private static String physicalId(ResourceRecord one) {
        return one.physicalId().isEmpty() ? null : one.physicalId();
    }
}
