package homeport.stack.api;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.stack.engine.Drifts;
import homeport.stack.record.ResourceRecord;
import homeport.stack.record.StackRecord;
import homeport.stack.type.Api;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackDriftDetectionStatusRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackDriftDetectionStatusResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourceDriftsRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourceDriftsResponse;
import software.amazon.awssdk.services.cloudformation.model.DetectStackDriftRequest;
import software.amazon.awssdk.services.cloudformation.model.DetectStackDriftResponse;
import software.amazon.awssdk.services.cloudformation.model.DetectStackResourceDriftRequest;
import software.amazon.awssdk.services.cloudformation.model.DetectStackResourceDriftResponse;
import software.amazon.awssdk.services.cloudformation.model.DifferenceType;
import software.amazon.awssdk.services.cloudformation.model.PropertyDifference;
import software.amazon.awssdk.services.cloudformation.model.StackDriftDetectionStatus;
import software.amazon.awssdk.services.cloudformation.model.StackDriftStatus;
import software.amazon.awssdk.services.cloudformation.model.StackResourceDrift;
import software.amazon.awssdk.services.cloudformation.model.StackResourceDriftStatus;

/** Looks whether resources are as their templates said. The look is over when it is answered. */
final class Drifting {
    private final Around around;

    Drifting(Around around) {
        this.around = around;
    }

    DetectStackDriftResponse detect(Call call, DetectStackDriftRequest request) {
        StackRecord stack = still(call, request.stackName());
        Set<String> only = Set.copyOf(request.logicalResourceIds());
        Api api = around.api(call, stack.settings().roleArn());
        int drifted = 0;
        for (ResourceRecord one : around.store().resources(stack).values()) {
            if (one.here().isEmpty() || !only.isEmpty() && !only.contains(one.logicalId()))
                continue;
            if (isDrifted(look(call, stack, one, api))) drifted++;
        }
        StackRecord.Drift found =
                new StackRecord.Drift(
                        UUID.randomUUID().toString(),
                        drifted > 0 ? StackDriftStatus.DRIFTED : StackDriftStatus.IN_SYNC,
                        drifted,
                        call.now());
        around.store().change(stack, (record, more) -> record.drifted(found));
        return DetectStackDriftResponse.builder()
                .stackDriftDetectionId(found.detectionId())
                .build();
    }

    private StackRecord still(Call call, String name) {
        StackRecord stack =
                around.find(call, name)
                        .filter(StackRecord::alive)
                        .orElseThrow(() -> Refusal.noStack(name));
        if (stack.busy())
            throw Refusal.invalid(
                    "Drift detection cannot be performed on stack %s while it is %s",
                    stack.id(), stack.status());
        return stack;
    }

    private static boolean isDrifted(ResourceRecord one) {
        StackResourceDriftStatus status = one.drift().orElseThrow().status();
        return status == StackResourceDriftStatus.MODIFIED
                || status == StackResourceDriftStatus.DELETED;
    }

    private ResourceRecord look(Call call, StackRecord stack, ResourceRecord one, Api api) {
        ResourceRecord looked =
                one.drifted(Drifts.look(stack, one, around.types(), api, call.now()));
        around.store().put(stack, looked, Optional.empty());
        return looked;
    }

    DescribeStackDriftDetectionStatusResponse status(
            Call call, DescribeStackDriftDetectionStatusRequest request) {
        String id = request.stackDriftDetectionId();
        StackRecord stack =
                around.store().all(call.region()).stream()
                        .filter(one ->
                                one.drift()
                                        .filter(found -> found.detectionId().equals(id))
                                        .isPresent())
                        .findFirst()
                        .orElseThrow(
                                () -> Refusal.invalid("Drift detection %s does not exist", id));
        StackRecord.Drift found = stack.drift().orElseThrow();
        return DescribeStackDriftDetectionStatusResponse.builder()
                .stackId(stack.id())
                .stackDriftDetectionId(id)
                .stackDriftStatus(found.status())
                .detectionStatus(StackDriftDetectionStatus.DETECTION_COMPLETE)
                .driftedStackResourceCount(found.drifted())
                .timestamp(found.at())
                .build();
    }

    DescribeStackResourceDriftsResponse drifts(
            Call call, DescribeStackResourceDriftsRequest request) {
        StackRecord stack =
                around.find(call, request.stackName())
                        .orElseThrow(() -> Refusal.noStack(request.stackName()));
        Set<String> wanted = Set.copyOf(request.stackResourceDriftStatusFiltersAsStrings());
        List<StackResourceDrift> all = new ArrayList<>();
        for (ResourceRecord one : around.store().resources(stack).values()) {
            if (one.drift().isEmpty()) continue;
            String status = one.drift().get().status().toString();
            if (wanted.isEmpty() || wanted.contains(status)) all.add(view(stack, one));
        }
        Page<StackResourceDrift> page = Page.of(all, request.nextToken());
        return DescribeStackResourceDriftsResponse.builder()
                .stackResourceDrifts(page.items())
                .nextToken(page.token())
                .build();
    }

    DetectStackResourceDriftResponse one(Call call, DetectStackResourceDriftRequest request) {
        StackRecord stack = still(call, request.stackName());
        String id = request.logicalResourceId();
        ResourceRecord one =
                Optional.ofNullable(around.store().resources(stack).get(id))
                        .filter(found -> found.here().isPresent())
                        .orElseThrow(() ->
                                new AwsException(
                                        "ValidationError",
                                        "Resource %s does not exist for stack %s"
                                                .formatted(id, stack.name())));
        ResourceRecord looked =
                look(call, stack, one, around.api(call, stack.settings().roleArn()));
        return DetectStackResourceDriftResponse.builder()
                .stackResourceDrift(view(stack, looked))
                .build();
    }

    private static StackResourceDrift view(StackRecord stack, ResourceRecord one) {
        ResourceRecord.Drift drift = one.drift().orElseThrow();
        boolean deleted = drift.status() == StackResourceDriftStatus.DELETED;
        return StackResourceDrift.builder()
                .stackId(stack.id())
                .logicalResourceId(one.logicalId())
                .physicalResourceId(one.physicalId())
                .resourceType(one.type())
                .expectedProperties(drift.expected().toString())
                .actualProperties(deleted ? null : drift.actual().toString())
                .propertyDifferences(drift.differences().stream().map(Drifting::view).toList())
                .stackResourceDriftStatus(drift.status())
                .timestamp(drift.at())
                .build();
    }

    private static PropertyDifference view(ResourceRecord.Difference one) {
        DifferenceType type = DifferenceType.NOT_EQUAL;
        if (one.actual().isEmpty()) type = DifferenceType.REMOVE;
        if (one.expected().isEmpty()) type = DifferenceType.ADD;
        return PropertyDifference.builder()
                .propertyPath(one.path())
                .expectedValue(one.expected())
                .actualValue(one.actual())
                .differenceType(type)
                .build();
    }
}
