package homeport.stack.engine;

import homeport.aws.AwsException;
import homeport.stack.record.Event;
import homeport.stack.record.Exports;
import homeport.stack.record.Operation;
import homeport.stack.record.StackRecord;
import homeport.stack.record.StackRecord.OutputValue;
import homeport.stack.record.StackStore;
import homeport.stack.template.Evaluation;
import homeport.stack.template.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

/** How a phase ends: the stack's next status, with all that goes with it, in one commit. */
final class Ends {
    /** They are all touched in one commit. */
    private static final int IMPORTS_MAX = 100;

    private final Context.Parts parts;

    Ends(Context.Parts parts) {
        this.parts = parts;
    }

    void become(StackRecord stack, StackStatus next, String why) {
        Optional<String> reason = why.isEmpty() ? Optional.empty() : Optional.of(why);
        parts.store()
                .change(
                        stack,
                        (record, more) -> {
                            StackRecord after = record.become(next, reason);
                            more.event(Event.of(after, parts.clock().instant()));
                            if (next == StackStatus.UPDATE_ROLLBACK_COMPLETE)
                                more.forget(record.op().target());
                            return after;
                        });
    }

    /** A creation or an update cannot go on. */
    void broken(StackRecord stack, String why) {
        parts.store()
                .change(
                        stack,
                        (record, more) -> {
                            StackRecord after = after(record, why);
                            more.event(Event.of(after, parts.clock().instant()));
                            return after;
                        });
    }

    private static StackRecord after(StackRecord record, String why) {
        Operation op = record.op();
        Optional<String> reason = Optional.of(why);
        if (op.thenDelete().isPresent()) return deleting(record);
        if (record.status() == StackStatus.UPDATE_IN_PROGRESS) {
            boolean stay = op.onFailure() == Operation.OnFailure.DO_NOTHING && !op.stopped();
            return record.become(
                    stay ? StackStatus.UPDATE_FAILED : StackStatus.UPDATE_ROLLBACK_IN_PROGRESS,
                    reason);
        }
        return switch (op.onFailure()) {
            case ROLLBACK ->
                    record.become(
                            StackStatus.ROLLBACK_IN_PROGRESS,
                            reason.map(text -> text + "Rollback requested by user."));
            case DO_NOTHING -> record.become(StackStatus.CREATE_FAILED, reason);
            case DELETE -> record.become(StackStatus.DELETE_IN_PROGRESS, reason);
        };
    }

    private static StackRecord deleting(StackRecord record) {
        return record.operation(record.op().deletion())
                .become(StackStatus.DELETE_IN_PROGRESS, Optional.of("User Initiated"));
    }

    /**
     * Notes which exports of others the stack will use, so that they stay.
     *
     * @throws AwsException one is not there
     */
    StackRecord importing(StackRecord stack, Set<String> names) {
        if (stack.imports().containsAll(names)) return stack;
        if (names.size() > IMPORTS_MAX)
            throw new AwsException(
                    "ValidationError",
                    "The template imports %d exports, allowed %d. "
                            .formatted(names.size(), IMPORTS_MAX));
        return parts.store()
                .change(
                        stack,
                        (record, more) -> {
                            Set<String> all = new TreeSet<>(record.imports());
                            for (String name : names) {
                                Exports.Held held =
                                        parts.store()
                                                .exports()
                                                .find(record.region(), name)
                                                .orElseThrow(() -> Seen.missing(name));
                                if (all.add(name))
                                    more.op(parts.store().exports().touch(record.region(), held));
                            }
                            return record.using(all);
                        });
    }

    List<OutputValue> outputs(Evaluation evaluation) {
        List<OutputValue> values = new ArrayList<>();
        for (Output output : evaluation.outputs())
            values.add(
                    new OutputValue(
                            output.name(),
                            evaluation.text(output.value()),
                            output.description(),
                            output.export().map(evaluation::text)));
        return values;
    }

    /** Everything is as the definition says. */
    void made(
            StackRecord stack,
            Optional<String> description,
            List<OutputValue> outputs,
            Set<String> imports) {
        parts.store()
                .change(
                        stack,
                        (record, more) -> {
                            export(record, outputs, more);
                            StackRecord after = done(record);
                            if (record.op().target() != record.definition())
                                more.forget(record.definition());
                            after = after.made(description, outputs, imports);
                            more.event(Event.of(after, parts.clock().instant()));
                            return after;
                        });
    }

    private static StackRecord done(StackRecord record) {
        if (record.op().thenDelete().isPresent()) return deleting(record);
        StackStatus next =
                record.status() == StackStatus.CREATE_IN_PROGRESS
                        ? StackStatus.CREATE_COMPLETE
                        : StackStatus.UPDATE_COMPLETE_CLEANUP_IN_PROGRESS;
        return record.with(next, Optional.empty(), record.op().target(), record.operation());
    }

    private void export(StackRecord record, List<OutputValue> outputs, StackStore.More more) {
        Exports exports = parts.store().exports();
        String region = record.region();
        Set<String> wanted =
                outputs.stream().flatMap(one -> one.export().stream()).collect(Collectors.toSet());
        for (OutputValue was : record.outputs()) {
            Optional<Exports.Held> held =
                    was.export()
                            .filter(name -> !wanted.contains(name))
                            .flatMap(name -> exports.find(region, name))
                            .filter(one -> one.export().stackId().equals(record.id()));
            held.ifPresent(one -> {
                refuseUsed(record, one.export().name(), "deleted");
                more.op(exports.remove(region, one));
            });
        }
        for (OutputValue now : outputs) {
            if (now.export().isEmpty()) continue;
            String name = now.export().get();
            Optional<Exports.Held> held = exports.find(region, name);
            refuseTaken(record, held);
            if (held.filter(one -> one.export().value().equals(now.value())).isPresent()) continue;
            if (held.isPresent()) refuseUsed(record, name, "updated");
            more.op(exports.put(region, new Exports.Export(name, now.value(), record.id()), held));
        }
    }

    private static void refuseTaken(StackRecord record, Optional<Exports.Held> held) {
        held.map(Exports.Held::export)
                .filter(one -> !one.stackId().equals(record.id()))
                .ifPresent(one -> {
                    throw new AwsException(
                            "ValidationError",
                            "Export with name %s is already exported by stack %s. "
                                    .formatted(one.name(), one.stackId().split("/")[1]));
                });
    }

    private void refuseUsed(StackRecord record, String name, String what) {
        List<String> users = importers(record, name);
        if (!users.isEmpty())
            throw new AwsException(
                    "ValidationError",
                    "Export %s cannot be %s as it is in use by %s"
                            .formatted(name, what, String.join(", ", users)));
    }

    private List<String> importers(StackRecord record, String export) {
        return parts.store().all(record.region()).stream()
                .filter(StackRecord::alive)
                .filter(one -> one.imports().contains(export))
                .map(StackRecord::name)
                .toList();
    }

    /** Why the stack cannot go; its exports are withdrawn when it can. */
    Optional<String> used(StackRecord stack) {
        try {
            parts.store()
                    .change(
                            stack,
                            (record, more) -> {
                                for (OutputValue output : record.outputs())
                                    output.export()
                                            .flatMap(name ->
                                                    parts.store()
                                                            .exports()
                                                            .find(record.region(), name))
                                            .filter(one ->
                                                    one.export().stackId().equals(record.id()))
                                            .ifPresent(one -> {
                                                refuseUsed(record, one.export().name(), "deleted");
                                                more.op(
                                                        parts.store()
                                                                .exports()
                                                                .remove(record.region(), one));
                                            });
                                return record;
                            });
            return Optional.empty();
        } catch (AwsException refused) {
            return Optional.of(refused.getMessage());
        }
    }

    /** Nothing is left of it but what is known of it. */
    void deleted(StackRecord stack) {
        parts.store()
                .change(
                        stack,
                        (record, more) -> {
                            StackRecord after = record.gone(parts.clock().instant());
                            more.event(Event.of(after, parts.clock().instant()));
                            more.release();
                            return after;
                        });
        parts.store()
                .changeSets(stack.region(), set -> set.stackId().equals(stack.id()))
                .forEach(parts.store()::remove);
    }
}
