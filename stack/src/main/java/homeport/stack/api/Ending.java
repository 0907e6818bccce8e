package homeport.stack.api;

import homeport.aws.Call;
import homeport.stack.record.Event;
import homeport.stack.record.Operation;
import homeport.stack.record.ResourceRecord;
import homeport.stack.record.StackRecord;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.cloudformation.model.CancelUpdateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.CancelUpdateStackResponse;
import software.amazon.awssdk.services.cloudformation.model.ContinueUpdateRollbackRequest;
import software.amazon.awssdk.services.cloudformation.model.ContinueUpdateRollbackResponse;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackRequest;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackResponse;
import software.amazon.awssdk.services.cloudformation.model.DeletionMode;
import software.amazon.awssdk.services.cloudformation.model.RollbackStackRequest;
import software.amazon.awssdk.services.cloudformation.model.RollbackStackResponse;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

/** Deletes stacks, and turns operations round. */
final class Ending {
    private final Around around;
    private final Launch launch;

    Ending(Around around, Launch launch) {
        this.around = around;
        this.launch = launch;
    }

    DeleteStackResponse delete(Call call, DeleteStackRequest request) {
        Optional<StackRecord> found =
                around.find(call, request.stackName()).filter(StackRecord::alive);
        if (found.isEmpty()) return DeleteStackResponse.builder().build();
        StackRecord stack = found.get();
        Optional<String> role =
                Optional.ofNullable(request.roleARN()).or(() -> stack.settings().roleArn());
        String principal = around.deployers().principal(call, role);
        Set<String> retain = new LinkedHashSet<>(request.retainResources());
        boolean force = request.deletionMode() == DeletionMode.FORCE_DELETE_STACK;
        StackRecord after =
                around.store()
                        .change(
                                stack,
                                (record, more) -> {
                                    StackRecord next =
                                            deleting(
                                                    call, request, record, principal, retain,
                                                    force);
                                    if (next.status() != record.status())
                                        more.event(Event.of(next, call.now()));
                                    return next;
                                });
        if (after.status() == StackStatus.DELETE_IN_PROGRESS) {
            if (stack.status() != StackStatus.DELETE_IN_PROGRESS) around.engine().carry(after);
        } else around.engine().stop(after);
        return DeleteStackResponse.builder().build();
    }

    private StackRecord deleting(
            Call call,
            DeleteStackRequest request,
            StackRecord record,
            String principal,
            Set<String> retain,
            boolean force) {
        if (record.settings().terminationProtection())
            throw Refusal.invalid(
                    "Stack [%s] cannot be deleted while TerminationProtection is enabled",
                    record.name());
        if (record.status() == StackStatus.DELETE_IN_PROGRESS) return record;
        boolean failed = record.status() == StackStatus.DELETE_FAILED;
        if (!failed && (!retain.isEmpty() || force))
            throw Refusal.invalid(
                    "Invalid operation on stack [%s]. Resources can be retained, and a deletion forced, in the state DELETE_FAILED only; it is %s.",
                    record.id(), record.status());
        checkKnown(record, retain);
        if (record.status() == StackStatus.CREATE_IN_PROGRESS)
            return record.operation(record.op().stop(Optional.of(principal)));
        if (record.busy())
            throw Refusal.invalid(
                    "Stack [%s] cannot be deleted while in status %s",
                    record.id(), record.status());
        int target = record.operation().map(Operation::target).orElse(record.definition());
        Operation op =
                Operation.of(
                                Launch.token(),
                                Optional.ofNullable(request.clientRequestToken()),
                                principal,
                                target)
                        .leaving(retain, force);
        return record.operation(op)
                .become(StackStatus.DELETE_IN_PROGRESS, Optional.of("User Initiated"));
    }

    private void checkKnown(StackRecord record, Set<String> names) {
        Map<String, ResourceRecord> known = around.store().resources(record);
        Set<String> unknown = new TreeSet<>(names);
        unknown.removeAll(known.keySet());
        if (!unknown.isEmpty())
            throw Refusal.invalid(
                    "The following resources do not belong to stack %s: %s",
                    record.name(), unknown);
    }

    CancelUpdateStackResponse cancel(Call call, CancelUpdateStackRequest request) {
        StackRecord stack = stack(call, request.stackName());
        StackRecord after =
                around.store()
                        .change(
                                stack,
                                (record, more) -> {
                                    if (record.status() != StackStatus.UPDATE_IN_PROGRESS)
                                        throw Refusal.invalid(
                                                "CancelUpdateStack cannot be called from current stack status");
                                    return record.operation(record.op().stop(Optional.empty()));
                                });
        around.engine().stop(after);
        return CancelUpdateStackResponse.builder().build();
    }

    ContinueUpdateRollbackResponse goOn(Call call, ContinueUpdateRollbackRequest request) {
        StackRecord stack = stack(call, request.stackName());
        Set<String> skip = new LinkedHashSet<>(request.resourcesToSkip());
        checkKnown(stack, skip);
        Optional<String> role =
                Optional.ofNullable(request.roleARN()).or(() -> stack.settings().roleArn());
        String principal = around.deployers().principal(call, role);
        launch.turn(
                stack,
                StackStatus.UPDATE_ROLLBACK_IN_PROGRESS,
                call.now(),
                op -> op.as(principal).skipping(skip),
                record -> {
                    if (record.status() != StackStatus.UPDATE_ROLLBACK_FAILED)
                        throw Refusal.invalid(
                                "Stack:%s is in %s state and can not continue rollback.",
                                record.id(), record.status());
                });
        return ContinueUpdateRollbackResponse.builder().build();
    }

    RollbackStackResponse rollback(Call call, RollbackStackRequest request) {
        StackRecord stack = stack(call, request.stackName());
        Optional<String> role =
                Optional.ofNullable(request.roleARN()).or(() -> stack.settings().roleArn());
        String principal = around.deployers().principal(call, role);
        boolean created = stack.status() == StackStatus.CREATE_FAILED;
        launch.turn(
                stack,
                created
                        ? StackStatus.ROLLBACK_IN_PROGRESS
                        : StackStatus.UPDATE_ROLLBACK_IN_PROGRESS,
                call.now(),
                op ->
                        op.as(principal)
                                .failing(
                                        Operation.OnFailure.ROLLBACK,
                                        Boolean.TRUE.equals(request.retainExceptOnCreate())),
                record -> {
                    boolean fit =
                            record.status() == StackStatus.CREATE_FAILED
                                    || record.status() == StackStatus.UPDATE_FAILED;
                    if (!fit || record.status() != stack.status())
                        throw Refusal.invalid(
                                "Stack:%s is in %s state and can not be rolled back.",
                                record.id(), record.status());
                });
        return RollbackStackResponse.builder().stackId(stack.id()).build();
    }

    private StackRecord stack(Call call, String name) {
        return around.find(call, name)
                .filter(StackRecord::alive)
                .orElseThrow(() -> Refusal.noStack(name));
    }
}
