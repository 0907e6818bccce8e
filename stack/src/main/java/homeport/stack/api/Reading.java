package homeport.stack.api;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.stack.record.Definition;
import homeport.stack.record.Event;
import homeport.stack.record.ResourceRecord;
import homeport.stack.record.StackRecord;
import homeport.stack.template.Resource;
import homeport.stack.template.Template;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.cloudformation.model.AccountLimit;
import software.amazon.awssdk.services.cloudformation.model.DescribeAccountLimitsRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeAccountLimitsResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackEventsRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackEventsResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourceRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourceResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourcesRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourcesResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksResponse;
import software.amazon.awssdk.services.cloudformation.model.ListStackResourcesRequest;
import software.amazon.awssdk.services.cloudformation.model.ListStackResourcesResponse;
import software.amazon.awssdk.services.cloudformation.model.ListStacksRequest;
import software.amazon.awssdk.services.cloudformation.model.ListStacksResponse;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;

/** Shows stacks, their events and their resources. */
final class Reading {
    private static final int STACKS_MAX = 2000;

    private final Around around;

    Reading(Around around) {
        this.around = around;
    }

    DescribeStacksResponse stacks(Call call, DescribeStacksRequest request) {
        if (request.stackName() != null && !request.stackName().isEmpty()) {
            StackRecord stack = stack(call, request.stackName());
            return DescribeStacksResponse.builder().stacks(view(stack)).build();
        }
        List<StackRecord> alive =
                around.store().all(call.region()).stream().filter(StackRecord::alive).toList();
        Page<StackRecord> page = Page.of(alive, request.nextToken());
        return DescribeStacksResponse.builder()
                .stacks(page.items().stream().map(this::view).toList())
                .nextToken(page.token())
                .build();
    }

    private software.amazon.awssdk.services.cloudformation.model.Stack view(StackRecord stack) {
        return Views.stack(stack, around.store().definition(stack));
    }

    private StackRecord stack(Call call, String name) {
        return around.find(call, name).orElseThrow(() -> Refusal.noStackWithId(name));
    }

    ListStacksResponse list(Call call, ListStacksRequest request) {
        Set<String> wanted = Set.copyOf(request.stackStatusFiltersAsStrings());
        List<StackRecord> all =
                around.store().all(call.region()).stream()
                        .filter(one -> wanted.isEmpty() || wanted.contains(one.status().toString()))
                        .toList();
        Page<StackRecord> page = Page.of(all, request.nextToken());
        return ListStacksResponse.builder()
                .stackSummaries(page.items().stream().map(Views::summary).toList())
                .nextToken(page.token())
                .build();
    }

    DescribeStackEventsResponse events(Call call, DescribeStackEventsRequest request) {
        if (request.stackName() == null) throw Refusal.invalid("StackName must be specified.");
        StackRecord stack =
                around.find(call, request.stackName())
                        .orElseThrow(() -> Refusal.noStack(request.stackName()));
        Page<Event> page = Page.of(around.store().events(stack), request.nextToken());
        return DescribeStackEventsResponse.builder()
                .stackEvents(page.items().stream().map(one -> view(stack, one)).toList())
                .nextToken(page.token())
                .build();
    }

    private static StackEvent view(StackRecord stack, Event one) {
        return StackEvent.builder()
                .stackId(stack.id())
                .stackName(stack.name())
                .eventId(one.id())
                .logicalResourceId(one.logicalId())
                .physicalResourceId(one.physicalId())
                .resourceType(one.type())
                .timestamp(one.at())
                .resourceStatus(one.status())
                .resourceStatusReason(one.reason().orElse(null))
                .resourceProperties(one.properties().orElse(null))
                .clientRequestToken(one.clientToken().orElse(null))
                .build();
    }

    DescribeStackResourceResponse resource(Call call, DescribeStackResourceRequest request) {
        StackRecord stack =
                around.find(call, request.stackName())
                        .orElseThrow(() ->
                                Refusal.invalid("Stack '%s' does not exist", request.stackName()));
        ResourceRecord one = resource(stack, request.logicalResourceId());
        Optional<String> metadata =
                around.store()
                        .definition(stack)
                        .map(Definition::text)
                        .map(Template::parse)
                        .map(template -> template.resources().get(one.logicalId()))
                        .flatMap(Resource::metadata)
                        .map(Object::toString);
        return DescribeStackResourceResponse.builder()
                .stackResourceDetail(Views.detail(stack, one, metadata))
                .build();
    }

    private ResourceRecord resource(StackRecord stack, String logicalId) {
        return around.store()
                .resource(stack, logicalId.matches("[A-Za-z0-9]{1,255}") ? logicalId : "-")
                .orElseThrow(() -> noResource(stack, logicalId));
    }

    private static AwsException noResource(StackRecord stack, String logicalId) {
        return Refusal.invalid("Resource %s does not exist for stack %s", logicalId, stack.name());
    }

    DescribeStackResourcesResponse resources(Call call, DescribeStackResourcesRequest request) {
        if (request.stackName() == null && request.physicalResourceId() == null)
            throw Refusal.invalid("StackName or PhysicalResourceId must be specified.");
        StackRecord stack =
                request.stackName() != null
                        ? stack(call, request.stackName())
                        : owner(call, request.physicalResourceId());
        String logicalId = request.logicalResourceId();
        List<ResourceRecord> all =
                logicalId != null
                        ? List.of(resource(stack, logicalId))
                        : List.copyOf(around.store().resources(stack).values());
        return DescribeStackResourcesResponse.builder()
                .stackResources(all.stream().map(one -> Views.resource(stack, one)).toList())
                .build();
    }

    private StackRecord owner(Call call, String physicalId) {
        return around.store().all(call.region()).stream()
                .filter(StackRecord::alive)
                .filter(stack ->
                        around.store().resources(stack).values().stream()
                                .anyMatch(one -> one.physicalId().equals(physicalId)))
                .findFirst()
                .orElseThrow(() -> Refusal.invalid("Stack for %s does not exist", physicalId));
    }

    ListStackResourcesResponse summaries(Call call, ListStackResourcesRequest request) {
        StackRecord stack = stack(call, request.stackName());
        Page<ResourceRecord> page =
                Page.of(List.copyOf(around.store().resources(stack).values()), request.nextToken());
        return ListStackResourcesResponse.builder()
                .stackResourceSummaries(page.items().stream().map(Views::summary).toList())
                .nextToken(page.token())
                .build();
    }

    DescribeAccountLimitsResponse limits(Call call, DescribeAccountLimitsRequest request) {
        return DescribeAccountLimitsResponse.builder()
                .accountLimits(
                        limit("StackLimit", STACKS_MAX),
                        limit("StackOutputsLimit", Template.OUTPUTS_MAX))
                .build();
    }

    private static AccountLimit limit(String name, int value) {
        return AccountLimit.builder().name(name).value(value).build();
    }
}
