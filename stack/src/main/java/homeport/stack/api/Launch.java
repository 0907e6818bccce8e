package homeport.stack.api;

import homeport.aws.AwsException;
import homeport.stack.engine.Planner;
import homeport.stack.engine.Soundness;
import homeport.stack.record.ChangeSet;
import homeport.stack.record.Definition;
import homeport.stack.record.Event;
import homeport.stack.record.Operation;
import homeport.stack.record.PlannedChange;
import homeport.stack.record.StackRecord;
import homeport.stack.template.Evaluation;
import homeport.stack.template.Rules;
import homeport.stack.template.Template;
import homeport.stack.type.Api;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import software.amazon.awssdk.services.cloudformation.model.ExecutionStatus;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

/** Puts operations on record and has them carried out. */
final class Launch {
    private static final Set<StackStatus> UPDATABLE =
            Set.of(
                    StackStatus.CREATE_COMPLETE,
                    StackStatus.UPDATE_COMPLETE,
                    StackStatus.UPDATE_ROLLBACK_COMPLETE);

    private static final Optional<String> BY_USER = Optional.of("User Initiated");

    private final Around around;

    Launch(Around around) {
        this.around = around;
    }

    static String token() {
        return UUID.randomUUID().toString();
    }

    /** A number that no definition of the stack has. */
    static int next(StackRecord stack) {
        int last = stack.operation().map(Operation::target).orElse(0);
        return Math.max(stack.definition(), last) + 1;
    }

    static boolean updatable(StackRecord stack) {
        return UPDATABLE.contains(stack.status());
    }

    /** What a plan looks ahead to. */
    Planner planner(StackRecord stack, Drafts.Draft draft, Api api) {
        return new Planner(
                around.store(), stack, around.types(), api, draft.template(), draft.definition());
    }

    /**
     * Checks what can be checked with the parameters known.
     *
     * @throws AwsException {@code ValidationError}
     */
    void check(Planner planner, Template template) {
        Evaluation evaluation = planner.evaluation(false);
        Rules.check(evaluation);
        Soundness.check(template, evaluation.present(), around.types());
    }

    /** A new stack, on its way. */
    void create(StackRecord stack, Definition definition) {
        around.store().create(stack, Optional.of(definition));
        around.engine().carry(stack);
    }

    /**
     * A stack is to become what a definition says.
     *
     * @param status of it when it is under way
     * @param op from its target's number
     * @param allowed throws when the stack is not in a state for that
     */
    StackRecord begin(
            StackRecord stack,
            StackStatus status,
            Definition definition,
            Optional<String> roleArn,
            Optional<String> changeSetId,
            Instant now,
            Function<Integer, Operation> op,
            java.util.function.Consumer<StackRecord> allowed) {
        StackRecord begun =
                around.store()
                        .change(
                                stack,
                                (record, more) -> {
                                    allowed.accept(record);
                                    int target = next(record);
                                    StackRecord after =
                                            record.operation(op.apply(target))
                                                    .become(status, BY_USER)
                                                    .settings(record.settings().role(roleArn))
                                                    .updated(now, changeSetId);
                                    if (status == StackStatus.CREATE_IN_PROGRESS)
                                        after = after.described(description(definition));
                                    more.definition(target, definition);
                                    more.event(Event.of(after, now));
                                    return after;
                                });
        obsolete(begun, changeSetId.orElse(""));
        around.engine().carry(begun);
        return begun;
    }

    static Optional<String> description(Definition definition) {
        return Template.parse(definition.text()).description();
    }

    /** Another phase of the operation there is, as for a rollback that a user asks for. */
    StackRecord turn(
            StackRecord stack,
            StackStatus status,
            Instant now,
            Function<Operation, Operation> op,
            java.util.function.Consumer<StackRecord> allowed) {
        StackRecord turned =
                around.store()
                        .change(
                                stack,
                                (record, more) -> {
                                    allowed.accept(record);
                                    StackRecord after =
                                            record.operation(op.apply(record.op()))
                                                    .become(status, BY_USER);
                                    more.event(Event.of(after, now));
                                    return after;
                                });
        around.engine().carry(turned);
        return turned;
    }

    /** Change sets that were made for what the stack was. */
    private void obsolete(StackRecord stack, String but) {
        around.store().changeSets(stack.region(), set -> set.stackId().equals(stack.id())).stream()
                .filter(set -> !set.id().equals(but))
                .filter(set -> set.execution() == ExecutionStatus.AVAILABLE)
                .map(set -> set.execution(ExecutionStatus.OBSOLETE))
                .forEach(around.store()::put);
    }

    /** Whether anything but resources changes that an update would carry out. */
    static boolean beside(Template before, Definition was, Drafts.Draft draft) {
        Template after = draft.template();
        return !before.outputs().equals(after.outputs())
                || !was.tags().equals(draft.definition().tags())
                || !was.notificationArns().equals(draft.definition().notificationArns())
                || attributes(before, after);
    }

    private static boolean attributes(Template before, Template after) {
        return after.resources().values().stream()
                .anyMatch(one ->
                        Optional.ofNullable(before.resources().get(one.logicalId()))
                                .filter(was ->
                                        was.deletion() != one.deletion()
                                                || was.replacement() != one.replacement()
                                                || !was.metadata().equals(one.metadata()))
                                .isPresent());
    }

    /** Nothing would change. */
    boolean nothing(
            StackRecord stack, Definition was, Drafts.Draft draft, List<PlannedChange> changes) {
        return changes.isEmpty() && !beside(Template.parse(was.text()), was, draft);
    }

    static Operation.OnFailure onFailure(Boolean disableRollback) {
        return Boolean.TRUE.equals(disableRollback)
                ? Operation.OnFailure.DO_NOTHING
                : Operation.OnFailure.ROLLBACK;
    }

    /** The stack that a change set is for. */
    StackRecord of(ChangeSet set) {
        return around.store()
                .find(set.region(), set.stackId())
                .orElseThrow(() -> Refusal.noStack(set.stackName()));
    }
}
