package homeport.stack.api;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Permission;
import homeport.aws.Permission.Asked;
import homeport.stack.engine.Planner;
import homeport.stack.engine.Soundness;
import homeport.stack.record.ChangeSet;
import homeport.stack.record.Definition;
import homeport.stack.record.Operation;
import homeport.stack.record.PlannedChange;
import homeport.stack.record.StackRecord;
import homeport.stack.template.Template;
import homeport.stack.type.Api;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetStatus;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetType;
import software.amazon.awssdk.services.cloudformation.model.CreateChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.CreateChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.DeleteChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.DeleteChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.ExecuteChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.ExecuteChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.ExecutionStatus;
import software.amazon.awssdk.services.cloudformation.model.OnStackFailure;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

/** Makes change sets and carries them out. */
final class ChangeSets {
    private static final String NAME = "[a-zA-Z][-a-zA-Z0-9]*";
    private static final int NAME_LENGTH_MAX = 128;
    private static final int OF_STACK_MAX = 100;
    private static final String NOTHING =
            "The submitted information didn't contain changes. Submit different information to create a change set.";

    private final Around around;
    private final Drafts drafts;
    private final Launch launch;

    ChangeSets(Around around, Drafts drafts, Launch launch) {
        this.around = around;
        this.drafts = drafts;
        this.launch = launch;
    }

    /**
     * @param action that is asked for
     * @param name a name, then with a stack, or an ARN
     * @throws AwsException {@code ChangeSetNotFoundException}; {@code AccessDenied}: its stack,
     *     which its ARN does not tell, is one that the caller may not do this to
     */
    ChangeSet find(Call call, String action, String name, String stackName) {
        if (name.startsWith("arn:"))
            return allowed(call, action, byArn(call, name, stackName), stackName);
        if (stackName == null)
            throw Refusal.invalid(
                    "StackName must be specified if ChangeSetName is not specified as an ARN.");
        StackRecord stack =
                around.find(call, stackName).orElseThrow(() -> Refusal.noStack(stackName));
        return named(stack, name).orElseThrow(() -> Refusal.noChangeSet(name));
    }

    /** One of another stack than the request names was not what its sender was allowed. */
    private ChangeSet byArn(Call call, String arn, String stackName) {
        return around.store().changeSets(call.region(), set -> set.id().equals(arn)).stream()
                .filter(set ->
                        stackName == null
                                || stackName.equals(set.stackName())
                                || stackName.equals(set.stackId()))
                .findFirst()
                .orElseThrow(() -> Refusal.noChangeSet(arn));
    }

    private static ChangeSet allowed(Call call, String action, ChangeSet set, String stackName) {
        if (stackName != null) return set;
        DescribeChangeSetRequest named =
                DescribeChangeSetRequest.builder()
                        .changeSetName(set.id())
                        .stackName(set.stackId())
                        .build();
        call.permission()
                .check(call, new Asked("cloudformation", action, named, Permission.Origin.SAME));
        return set;
    }

    private Optional<ChangeSet> named(StackRecord stack, String name) {
        return of(stack).stream().filter(set -> set.name().equals(name)).findFirst();
    }

    List<ChangeSet> of(StackRecord stack) {
        return around.store().changeSets(stack.region(), set -> set.stackId().equals(stack.id()));
    }

    CreateChangeSetResponse create(Call call, CreateChangeSetRequest request) {
        if (!request.changeSetName().matches(NAME)
                || request.changeSetName().length() > NAME_LENGTH_MAX)
            throw Refusal.invalid(
                    "1 validation error detected: Value '%s' at 'changeSetName' failed to satisfy constraint: Member must satisfy regular expression pattern: %s",
                    request.changeSetName(), NAME);
        unsupported(request);
        boolean create = request.changeSetType() == ChangeSetType.CREATE;
        Optional<StackRecord> there =
                around.find(call, request.stackName()).filter(StackRecord::alive);
        if (there.isPresent()) {
            Optional<ChangeSet> same = named(there.get(), request.changeSetName());
            if (same.isPresent()) return again(same.get(), request);
        }
        StackRecord stack = stack(call, request, there, create);
        Optional<Definition> was =
                create
                        ? Optional.empty()
                        : Optional.of(around.store().definition(stack, stack.definition()));
        Optional<String> role =
                Optional.ofNullable(request.roleARN()).or(() -> stack.settings().roleArn());
        String principal = around.deployers().principal(call, role);
        Api api = around.deployers().api(principal, call.region());
        Drafts.Draft draft = drafts.draft(call, source(request), given(request), was, () -> api);
        was.ifPresent(
                before -> Soundness.sameTypes(Template.parse(before.text()), draft.template()));
        if (of(stack).size() >= OF_STACK_MAX)
            throw new AwsException(
                    "LimitExceededException",
                    "Stack %s has %d change sets, allowed %d"
                            .formatted(stack.name(), OF_STACK_MAX, OF_STACK_MAX));
        ChangeSet set = plan(call, request, stack, was, principal, draft, api);
        if (there.isEmpty()) around.store().create(stack, Optional.empty());
        around.store().put(set);
        return CreateChangeSetResponse.builder().id(set.id()).stackId(stack.id()).build();
    }

    private static void unsupported(CreateChangeSetRequest request) {
        if (request.changeSetType() == ChangeSetType.IMPORT
                || !request.resourcesToImport().isEmpty())
            throw Refusal.unsupported("change sets of type IMPORT");
        if (Boolean.TRUE.equals(request.importExistingResources()))
            throw Refusal.unsupported("ImportExistingResources");
        if (!request.resourceTypes().isEmpty()) throw Refusal.unsupported("ResourceTypes");
        if (request.rollbackConfiguration() != null)
            throw Refusal.unsupported("RollbackConfiguration");
        if (request.deploymentMode() != null) throw Refusal.unsupported("DeploymentMode");
    }

    private static CreateChangeSetResponse again(ChangeSet there, CreateChangeSetRequest request) {
        Optional<String> token = Optional.ofNullable(request.clientToken());
        if (token.isPresent() && there.clientToken().equals(token))
            return CreateChangeSetResponse.builder()
                    .id(there.id())
                    .stackId(there.stackId())
                    .build();
        throw new AwsException(
                "AlreadyExistsException",
                "ChangeSet %s cannot be created due to a mismatch with existing attribute Name: a change set of that name exists already"
                        .formatted(request.changeSetName()));
    }

    private StackRecord stack(
            Call call,
            CreateChangeSetRequest request,
            Optional<StackRecord> there,
            boolean create) {
        if (!create) {
            StackRecord stack = there.orElseThrow(() -> Refusal.noStack(request.stackName()));
            if (!Launch.updatable(stack)) throw Refusal.notUpdatable(stack);
            return stack;
        }
        if (there.isPresent()) {
            if (there.get().status() == StackStatus.REVIEW_IN_PROGRESS) return there.get();
            throw Refusal.invalid(
                    "Stack [%s] already exists and cannot be created again with the changeSet [%s].",
                    there.get().name(), request.changeSetName());
        }
        Writing.checkName(request.stackName());
        return new StackRecord(
                call.region(),
                call.account(),
                request.stackName(),
                UUID.randomUUID().toString(),
                StackStatus.REVIEW_IN_PROGRESS,
                Optional.of("User Initiated"),
                call.now(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                StackRecord.NO_DEFINITION,
                new StackRecord.Settings(
                        Optional.ofNullable(request.roleARN()),
                        false,
                        false,
                        Optional.empty(),
                        false,
                        Optional.empty()),
                List.of(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Drafts.Source source(CreateChangeSetRequest request) {
        return Drafts.Source.of(
                request.templateBody(), request.templateURL(), request.usePreviousTemplate());
    }

    private static Drafts.Given given(CreateChangeSetRequest request) {
        return new Drafts.Given(
                request.parameters(),
                request.hasTags() ? Optional.of(request.tags()) : Optional.empty(),
                request.capabilitiesAsStrings(),
                request.hasNotificationARNs()
                        ? Optional.of(request.notificationARNs())
                        : Optional.empty());
    }

    private ChangeSet plan(
            Call call,
            CreateChangeSetRequest request,
            StackRecord stack,
            Optional<Definition> was,
            String principal,
            Drafts.Draft draft,
            Api api) {
        List<PlannedChange> changes = List.of();
        Optional<String> fault = Optional.empty();
        Planner planner = launch.planner(stack, draft, api);
        launch.check(planner, draft.template());
        try {
            List<PlannedChange> found = planner.changes();
            boolean nothing = was.isPresent() && launch.nothing(stack, was.get(), draft, found);
            if (nothing) fault = Optional.of(NOTHING);
            changes = found;
        } catch (AwsException refused) {
            fault = Optional.of(refused.getMessage());
        }
        return new ChangeSet(
                call.region(),
                call.account(),
                request.changeSetName(),
                UUID.randomUUID().toString(),
                stack.id(),
                stack.name(),
                call.now(),
                Optional.ofNullable(request.description()),
                fault.isPresent() ? ChangeSetStatus.FAILED : ChangeSetStatus.CREATE_COMPLETE,
                fault,
                fault.isPresent() ? ExecutionStatus.UNAVAILABLE : ExecutionStatus.AVAILABLE,
                was.isEmpty(),
                draft.definition(),
                Optional.ofNullable(request.roleARN()),
                principal,
                onFailure(request.onStackFailure()),
                Optional.ofNullable(request.clientToken()),
                changes);
    }

    private static Operation.OnFailure onFailure(OnStackFailure asked) {
        if (asked == OnStackFailure.DELETE) return Operation.OnFailure.DELETE;
        return asked == OnStackFailure.DO_NOTHING
                ? Operation.OnFailure.DO_NOTHING
                : Operation.OnFailure.ROLLBACK;
    }

    ExecuteChangeSetResponse execute(Call call, ExecuteChangeSetRequest request) {
        ChangeSet set =
                find(call, "ExecuteChangeSet", request.changeSetName(), request.stackName());
        StackRecord stack = launch.of(set);
        Optional<String> token = Optional.ofNullable(request.clientRequestToken());
        boolean same =
                token.isPresent()
                        && set.execution() == ExecutionStatus.EXECUTE_COMPLETE
                        && stack.operation().flatMap(Operation::clientToken).equals(token);
        if (same) return ExecuteChangeSetResponse.builder().build();
        if (set.execution() != ExecutionStatus.AVAILABLE) throw notNow(set);
        Optional<String> role = set.roleArn().or(() -> stack.settings().roleArn());
        String principal = around.deployers().principal(call, role);
        Operation.OnFailure failure =
                request.disableRollback() == null || !request.disableRollback()
                        ? set.onFailure()
                        : Operation.OnFailure.DO_NOTHING;
        launch.begin(
                stack,
                set.create() ? StackStatus.CREATE_IN_PROGRESS : StackStatus.UPDATE_IN_PROGRESS,
                set.definition(),
                role,
                Optional.of(set.id()),
                call.now(),
                target ->
                        Operation.of(Launch.token(), token, principal, target)
                                .failing(
                                        failure,
                                        Boolean.TRUE.equals(request.retainExceptOnCreate())),
                record -> {
                    boolean fit =
                            set.create()
                                    ? record.status() == StackStatus.REVIEW_IN_PROGRESS
                                    : Launch.updatable(record);
                    if (!fit) throw Refusal.notUpdatable(record);
                });
        around.store().put(set.execution(ExecutionStatus.EXECUTE_COMPLETE));
        return ExecuteChangeSetResponse.builder().build();
    }

    private static AwsException notNow(ChangeSet set) {
        return new AwsException(
                "InvalidChangeSetStatusException",
                "ChangeSet [%s] cannot be executed in its current status of [%s] and execution status of [%s]"
                        .formatted(set.id(), set.status(), set.execution()));
    }

    DeleteChangeSetResponse delete(Call call, DeleteChangeSetRequest request) {
        String name = request.changeSetName();
        if (name.startsWith("arn:")) {
            around.store().changeSets(call.region(), set -> set.id().equals(name)).stream()
                    .findFirst()
                    .map(set -> find(call, "DeleteChangeSet", name, request.stackName()))
                    .ifPresent(around.store()::remove);
        } else {
            if (request.stackName() == null) find(call, "DeleteChangeSet", name, null);
            StackRecord stack =
                    around.find(call, request.stackName())
                            .orElseThrow(() -> Refusal.noStack(request.stackName()));
            named(stack, name).ifPresent(around.store()::remove);
        }
        return DeleteChangeSetResponse.builder().build();
    }
}
