package homeport.stack.engine;

import homeport.stack.record.Attempt;
import homeport.stack.record.Definition;
import homeport.stack.record.Operation;
import homeport.stack.record.Physical;
import homeport.stack.record.ResourceRecord;
import homeport.stack.record.StackRecord;
import homeport.stack.template.Retention;
import homeport.stack.template.Template;
import homeport.stack.type.Api;
import homeport.store.StoreException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import software.amazon.awssdk.services.cloudformation.model.ResourceStatus;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

/**
 * Carries one stack's operation on to its end, whatever has become of it so far: the status on
 * record says which phase is next. Owned by its thread.
 */
final class Worker {
    private final Context.Parts parts;
    private final BiFunction<String, String, Api> deployers;
    private final Ends ends;
    private volatile boolean stop;
    private StackRecord stack;

    /**
     * @param deployers from principal and region to what it may call
     */
    Worker(Context.Parts parts, BiFunction<String, String, Api> deployers, StackRecord stack) {
        this.parts = parts;
        this.deployers = deployers;
        this.stack = stack;
        this.ends = new Ends(parts);
    }

    /** Somebody wants the operation to end early; it is on record already. */
    void stop() {
        stop = true;
    }

    /**
     * @throws Closing the engine stops before the end
     * @throws StoreException the store cannot be written
     */
    void run() {
        while (true) {
            stack = parts.store().newest(stack);
            if (!stack.busy()) break;
            parts.closed().check();
            switch (stack.status()) {
                case CREATE_IN_PROGRESS, UPDATE_IN_PROGRESS -> make();
                case ROLLBACK_IN_PROGRESS, DELETE_IN_PROGRESS -> removeAll();
                case UPDATE_ROLLBACK_IN_PROGRESS -> restore();
                case UPDATE_COMPLETE_CLEANUP_IN_PROGRESS -> clean(true);
                case UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS -> clean(false);
                default -> throw new IllegalStateException(stack.id() + " is " + stack.status());
            }
        }
        parts.store().prune(stack);
    }

    private Context context(Map<String, String> tags) {
        Api api = deployers.apply(stack.op().principal(), stack.region());
        return new Context(parts, stack, api, tags);
    }

    private boolean stopped() {
        boolean late =
                stack.op()
                        .deadline()
                        .filter(end -> parts.clock().instant().isAfter(end))
                        .isPresent();
        return stop || stack.op().stopped() || late;
    }

    private void make() {
        Operation op = stack.op();
        Definition wanted = parts.store().definition(stack, op.target());
        Optional<Definition> before =
                stack.definition() == StackRecord.NO_DEFINITION
                        ? Optional.empty()
                        : Optional.of(parts.store().definition(stack, stack.definition()));
        Context context = context(wanted.tags());
        Map<String, String> failed;
        boolean cut;
        try {
            Template template = Template.parse(wanted.text());
            Seen seen = seen(context);
            var evaluation = context.evaluation(template, wanted, false, seen);
            var needs = evaluation.needs();
            stack = ends.importing(stack, evaluation.imports());
            boolean retagged = before.filter(was -> !was.tags().equals(wanted.tags())).isPresent();
            Making making = new Making(context, template, wanted, needs, retagged, seen);
            Flow flow = new Flow(needs, making::settle, this::stopped, true);
            failed = flow.run(making.begun());
            cut =
                    flow.unfinished()
                            ? failed.isEmpty() || stopped()
                            : !failed.isEmpty() && stopped();
            if (failed.isEmpty() && !cut) {
                var outputs = ends.outputs(context.evaluation(template, wanted, false, seen));
                ends.made(stack, template.description(), outputs, evaluation.imports());
                return;
            }
        } catch (RuntimeException why) {
            if (Context.isFatal(why)) throw why;
            ends.broken(stack, Context.words(why, stack.name()));
            return;
        }
        ends.broken(stack, cut ? whyCut() : told(failed));
    }

    private String whyCut() {
        return parts.store().newest(stack).op().stopped()
                ? "User Initiated"
                : "Stack creation time exceeded the specified timeout. ";
    }

    private String told(Map<String, String> failed) {
        Map<String, ResourceRecord> records = parts.store().resources(stack);
        Set<String> updated = new TreeSet<>();
        for (String id : failed.keySet())
            if (records.get(id).status() == ResourceStatus.UPDATE_FAILED) updated.add(id);
        Set<String> created = new TreeSet<>(failed.keySet());
        created.removeAll(updated);
        return failed("create", created) + failed("update", updated);
    }

    private static String failed(String what, Set<String> names) {
        if (names.isEmpty()) return "";
        return "The following resource(s) failed to %s: %s. ".formatted(what, names);
    }

    private Seen seen(Context context) {
        return new Seen(parts.store(), stack, parts.types(), context.api(), context::made);
    }

    private void removeAll() {
        boolean rollback = stack.status() == StackStatus.ROLLBACK_IN_PROGRESS;
        if (!rollback) {
            Optional<String> used = ends.used(stack);
            if (used.isPresent()) {
                ends.become(stack, StackStatus.DELETE_FAILED, used.get());
                return;
            }
        }
        Context context = context(Map.of());
        Removing removing = new Removing(context, false);
        for (ResourceRecord one : parts.store().resources(stack).values())
            if (present(one)) removing.whole(one, rollback ? this::ofRollback : this::ofDeletion);
        Map<String, String> failed =
                new Flow(removing.order(), removing::settle, () -> false, false).run();
        if (!failed.isEmpty() && !stack.op().force()) {
            ends.become(
                    stack,
                    rollback ? StackStatus.ROLLBACK_FAILED : StackStatus.DELETE_FAILED,
                    failed("delete", new TreeSet<>(failed.keySet())));
            return;
        }
        if (rollback) ends.become(stack, StackStatus.ROLLBACK_COMPLETE, "");
        else ends.deleted(stack);
    }

    private static boolean present(ResourceRecord one) {
        boolean gone =
                one.status() == ResourceStatus.DELETE_COMPLETE
                        || one.status() == ResourceStatus.DELETE_SKIPPED;
        return !gone || one.here().isPresent() || !one.leftover().isEmpty();
    }

    private Retention ofDeletion(ResourceRecord record, Physical one, boolean whole) {
        if (stack.op().retain().contains(record.logicalId())) return Retention.RETAIN;
        return one.deletion();
    }

    /** What was never finished is worth nothing, and what is new has nothing to be kept. */
    private Retention ofRollback(ResourceRecord record, Physical one, boolean whole) {
        boolean keep =
                whole
                        && one.deletion() == Retention.RETAIN
                        && !stack.op().retainExceptOnCreate()
                        && finished(record);
        return keep ? Retention.RETAIN : Retention.DELETE;
    }

    private static boolean finished(ResourceRecord record) {
        return record.settled().equals(record.attempt().map(Attempt::operation).orElse(""));
    }

    private void restore() {
        Context context = context(inForce().tags());
        Restoring restoring = new Restoring(context);
        Map<String, ResourceRecord> records = parts.store().resources(stack);
        Map<String, String> failed =
                new Flow(Restoring.needs(records), restoring::settle, () -> false, false).run();
        if (failed.isEmpty())
            ends.become(stack, StackStatus.UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS, "");
        else
            ends.become(
                    stack,
                    StackStatus.UPDATE_ROLLBACK_FAILED,
                    failed("update", new TreeSet<>(failed.keySet())));
    }

    private Definition inForce() {
        return parts.store().definition(stack, stack.definition());
    }

    /** What the update made superfluous goes, or what it made before it failed. */
    private void clean(boolean succeeded) {
        Definition now = inForce();
        Context context = context(now.tags());
        Template template = Template.parse(now.text());
        var kept = context.evaluation(template, now, false, seen(context)).present();
        Removing removing = new Removing(context, true);
        for (ResourceRecord one : parts.store().resources(stack).values()) {
            if (!kept.contains(one.logicalId())) {
                removing.whole(one, succeeded ? this::ofDeletion : this::ofRollback);
                continue;
            }
            ResourceRecord accepted = succeeded ? one.accepted() : one;
            if (!accepted.equals(one)) context.keep(accepted);
            removing.leftover(
                    accepted,
                    (record, physical, whole) ->
                            succeeded ? physical.replacement() : Retention.DELETE);
        }
        Map<String, String> failed =
                new Flow(removing.order(), removing::settle, () -> false, false).run();
        removing.abandon(failed.keySet());
        ends.become(
                stack,
                succeeded ? StackStatus.UPDATE_COMPLETE : StackStatus.UPDATE_ROLLBACK_COMPLETE,
                "");
    }
}
