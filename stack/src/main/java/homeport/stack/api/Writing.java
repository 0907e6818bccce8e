package homeport.stack.api;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.stack.engine.Soundness;
import homeport.stack.record.Definition;
import homeport.stack.record.Operation;
import homeport.stack.record.StackRecord;
import homeport.stack.template.Template;
import homeport.stack.type.Api;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import software.amazon.awssdk.services.cloudformation.model.CreateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.CreateStackResponse;
import software.amazon.awssdk.services.cloudformation.model.OnFailure;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.cloudformation.model.UpdateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.UpdateStackResponse;
import software.amazon.awssdk.services.cloudformation.model.UpdateTerminationProtectionRequest;
import software.amazon.awssdk.services.cloudformation.model.UpdateTerminationProtectionResponse;

/** Makes stacks and changes them. */
final class Writing {
    private static final String NAME = "[a-zA-Z][-a-zA-Z0-9]*";
    private static final int NAME_LENGTH_MAX = 128;

    private final Around around;
    private final Drafts drafts;
    private final Launch launch;

    Writing(Around around, Drafts drafts, Launch launch) {
        this.around = around;
        this.drafts = drafts;
        this.launch = launch;
    }

    static void checkName(String name) {
        if (!name.matches(NAME) || name.length() > NAME_LENGTH_MAX)
            throw Refusal.invalid(
                    "1 validation error detected: Value '%s' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: %s and have at most %d characters",
                    name, NAME, NAME_LENGTH_MAX);
    }

    CreateStackResponse create(Call call, CreateStackRequest request) {
        checkName(request.stackName());
        if (request.disableRollback() != null && request.onFailure() != null)
            throw Refusal.invalid("You can specify DisableRollback or OnFailure, but not both.");
        unsupported(request.resourceTypes(), request.rollbackConfiguration() != null);
        Optional<String> token = Optional.ofNullable(request.clientRequestToken());
        Optional<StackRecord> there = around.store().find(call.region(), request.stackName());
        if (there.isPresent()) return again(there.get(), token);
        Optional<String> role = Optional.ofNullable(request.roleARN());
        String principal = around.deployers().principal(call, role);
        Api api = around.deployers().api(principal, call.region());
        Drafts.Draft draft =
                drafts.draft(
                        call,
                        Drafts.Source.of(request.templateBody(), request.templateURL(), false),
                        new Drafts.Given(
                                request.parameters(),
                                Optional.of(request.tags()),
                                request.capabilitiesAsStrings(),
                                Optional.of(request.notificationARNs())),
                        Optional.empty(),
                        () -> api);
        StackRecord stack = stack(call, request, draft, operation(call, request, principal));
        launch.check(launch.planner(stack, draft, api), draft.template());
        launch.create(stack, draft.definition());
        return CreateStackResponse.builder().stackId(stack.id()).build();
    }

    /** The same request once more has the same answer. */
    private static CreateStackResponse again(StackRecord there, Optional<String> token) {
        boolean same =
                token.isPresent()
                        && there.operation().flatMap(Operation::clientToken).equals(token);
        if (same) return CreateStackResponse.builder().stackId(there.id()).build();
        throw new AwsException(
                "AlreadyExistsException", "Stack [%s] already exists".formatted(there.name()));
    }

    private static void unsupported(List<String> resourceTypes, boolean rollbackTriggers) {
        if (!resourceTypes.isEmpty()) throw Refusal.unsupported("ResourceTypes");
        if (rollbackTriggers) throw Refusal.unsupported("RollbackConfiguration");
    }

    private static Operation operation(Call call, CreateStackRequest request, String principal) {
        Operation.OnFailure failure = Launch.onFailure(request.disableRollback());
        if (request.onFailure() == OnFailure.DELETE) failure = Operation.OnFailure.DELETE;
        if (request.onFailure() == OnFailure.DO_NOTHING) failure = Operation.OnFailure.DO_NOTHING;
        return Operation.of(
                        Launch.token(),
                        Optional.ofNullable(request.clientRequestToken()),
                        principal,
                        StackRecord.NO_DEFINITION + 1)
                .failing(failure, Boolean.TRUE.equals(request.retainExceptOnCreate()))
                .until(
                        Optional.ofNullable(request.timeoutInMinutes())
                                .map(minutes -> call.now().plus(Duration.ofMinutes(minutes))));
    }

    private StackRecord stack(
            Call call, CreateStackRequest request, Drafts.Draft draft, Operation op) {
        Optional<String> policy = Optional.ofNullable(request.stackPolicyBody());
        if (request.stackPolicyURL() != null) throw Refusal.unsupported("StackPolicyURL");
        policy.ifPresent(Policies::check);
        return new StackRecord(
                call.region(),
                call.account(),
                request.stackName(),
                UUID.randomUUID().toString(),
                StackStatus.CREATE_IN_PROGRESS,
                Optional.of("User Initiated"),
                call.now(),
                Optional.empty(),
                Optional.empty(),
                draft.template().description(),
                StackRecord.NO_DEFINITION,
                new StackRecord.Settings(
                        Optional.ofNullable(request.roleARN()),
                        op.onFailure() == Operation.OnFailure.DO_NOTHING,
                        op.retainExceptOnCreate(),
                        Optional.ofNullable(request.timeoutInMinutes()),
                        Boolean.TRUE.equals(request.enableTerminationProtection()),
                        policy),
                List.of(),
                Set.of(),
                Optional.of(op),
                Optional.empty(),
                Optional.empty());
    }

    UpdateStackResponse update(Call call, UpdateStackRequest request) {
        unsupported(request.resourceTypes(), request.rollbackConfiguration() != null);
        if (request.stackPolicyURL() != null || request.stackPolicyDuringUpdateURL() != null)
            throw Refusal.unsupported("StackPolicyURL");
        StackRecord stack =
                around.find(call, request.stackName())
                        .filter(StackRecord::alive)
                        .orElseThrow(() -> Refusal.noStack(request.stackName()));
        Optional<String> token = Optional.ofNullable(request.clientRequestToken());
        boolean same =
                token.isPresent()
                        && stack.operation().flatMap(Operation::clientToken).equals(token);
        if (same) return UpdateStackResponse.builder().stackId(stack.id()).build();
        if (!Launch.updatable(stack)) throw Refusal.notUpdatable(stack);
        Optional<String> role =
                Optional.ofNullable(request.roleARN()).or(() -> stack.settings().roleArn());
        String principal = around.deployers().principal(call, role);
        Api api = around.deployers().api(principal, call.region());
        Definition was = around.store().definition(stack, stack.definition());
        Drafts.Draft draft = draft(call, request, was, api);
        Soundness.sameTypes(Template.parse(was.text()), draft.template());
        var planner = launch.planner(stack, draft, api);
        launch.check(planner, draft.template());
        if (launch.nothing(stack, was, draft, planner.changes()))
            throw Refusal.invalid("No updates are to be performed.");
        StackRecord begun =
                launch.begin(
                        stack,
                        StackStatus.UPDATE_IN_PROGRESS,
                        draft.definition(),
                        role,
                        Optional.empty(),
                        call.now(),
                        target ->
                                Operation.of(Launch.token(), token, principal, target)
                                        .failing(
                                                Launch.onFailure(request.disableRollback()),
                                                Boolean.TRUE.equals(
                                                        request.retainExceptOnCreate())),
                        record -> {
                            if (!Launch.updatable(record)) throw Refusal.notUpdatable(record);
                        });
        if (request.stackPolicyBody() != null)
            Policies.set(around.store(), begun, request.stackPolicyBody());
        return UpdateStackResponse.builder().stackId(stack.id()).build();
    }

    private Drafts.Draft draft(Call call, UpdateStackRequest request, Definition was, Api api) {
        return drafts.draft(
                call,
                Drafts.Source.of(
                        request.templateBody(),
                        request.templateURL(),
                        request.usePreviousTemplate()),
                new Drafts.Given(
                        request.parameters(),
                        request.hasTags() ? Optional.of(request.tags()) : Optional.empty(),
                        request.capabilitiesAsStrings(),
                        request.hasNotificationARNs()
                                ? Optional.of(request.notificationARNs())
                                : Optional.empty()),
                Optional.of(was),
                () -> api);
    }

    UpdateTerminationProtectionResponse protect(
            Call call, UpdateTerminationProtectionRequest request) {
        StackRecord stack =
                around.find(call, request.stackName())
                        .filter(StackRecord::alive)
                        .orElseThrow(() -> Refusal.noStack(request.stackName()));
        around.store()
                .change(
                        stack,
                        (record, more) ->
                                record.settings(
                                        record.settings()
                                                .protect(request.enableTerminationProtection())));
        return UpdateTerminationProtectionResponse.builder().stackId(stack.id()).build();
    }
}
