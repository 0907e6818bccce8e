package homeport.stack.engine;

import homeport.stack.record.Physical;
import homeport.stack.record.ResourceRecord;
import homeport.stack.template.Order;
import homeport.stack.template.Retention;
import homeport.stack.type.Made;
import homeport.stack.type.ResourceType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.services.cloudformation.model.ResourceStatus;

/** Removes what is to go of one resource, and keeps what its policy keeps. */
final class Removing {
    /** What is to go of a resource, and how. */
    record Task(ResourceRecord record, Map<Physical, Retention> going, boolean whole) {
        Set<String> needs() {
            Set<String> all = new LinkedHashSet<>();
            going.keySet().forEach(one -> all.addAll(one.needs()));
            return all;
        }
    }

    /** Which physical resources are to go at the end of an operation. */
    interface Rule {
        /**
         * @param whole the resource leaves the stack, so this is how it goes
         */
        Retention of(ResourceRecord record, Physical one, boolean whole);
    }

    private final Context context;
    private final Map<String, Task> tasks = new LinkedHashMap<>();
    private final boolean forget;

    /**
     * @param forget what has gone is not a resource of the stack any more, not even a deleted one
     */
    Removing(Context context, boolean forget) {
        this.context = context;
        this.forget = forget;
    }

    /** Everything of a resource. */
    void whole(ResourceRecord record, Rule rule) {
        Map<Physical, Retention> going = new LinkedHashMap<>();
        for (Physical one : physicals(record)) going.put(one, rule.of(record, one, true));
        tasks.put(record.logicalId(), new Task(record, going, true));
    }

    /** What is left over of a resource that stays. */
    void leftover(ResourceRecord record, Rule rule) {
        if (record.leftover().isEmpty()) return;
        Map<Physical, Retention> going = new LinkedHashMap<>();
        for (Physical one : record.leftover()) going.put(one, rule.of(record, one, false));
        tasks.put(record.logicalId(), new Task(record, going, false));
    }

    private static List<Physical> physicals(ResourceRecord record) {
        List<Physical> all = new ArrayList<>(record.leftover());
        record.here().ifPresent(all::add);
        record.before()
                .filter(was -> all.stream().noneMatch(one -> one.id().equals(was.id())))
                .ifPresent(all::add);
        return all;
    }

    /** Those first that others were made after. */
    Map<String, Set<String>> order() {
        Map<String, Set<String>> needs = new LinkedHashMap<>();
        tasks.forEach((id, task) -> needs.put(id, task.needs()));
        return Order.turned(needs);
    }

    void settle(String id, BooleanSupplier halted) {
        Task task = tasks.get(id);
        ResourceRecord record = task.record();
        for (Map.Entry<Physical, Retention> one : task.going().entrySet())
            record = remove(task, record, one.getKey(), one.getValue(), halted);
        if (forget && task.whole()) context.store().remove(context.stack(), record);
    }

    /** Those could not be removed: the stack has nothing to do with them any more. */
    void abandon(Set<String> failed) {
        for (String id : failed) {
            ResourceRecord record = context.store().resource(context.stack(), id).orElseThrow();
            if (tasks.get(id).whole()) {
                context.store().remove(context.stack(), record);
                continue;
            }
            for (Physical one : record.leftover()) record = record.without(one);
            context.keep(record);
        }
    }

    private ResourceRecord remove(
            Task task,
            ResourceRecord record,
            Physical one,
            Retention retention,
            BooleanSupplier halted) {
        context.closed().check();
        if (retention == Retention.RETAIN || retention == Retention.RETAIN_EXCEPT_ON_CREATE)
            return told(task, record.without(one), one, ResourceStatus.DELETE_SKIPPED, "");
        ResourceRecord going =
                record.status() == ResourceStatus.DELETE_IN_PROGRESS
                        ? record
                        : told(task, record, one, ResourceStatus.DELETE_IN_PROGRESS, "");
        try {
            delete(record.logicalId(), one, retention, halted);
        } catch (RuntimeException why) {
            if (Context.isFatal(why)) throw why;
            String words = Context.words(why, record.logicalId());
            told(task, going, one, ResourceStatus.DELETE_FAILED, words);
            throw new StepFailed(words);
        }
        return told(task, going.without(one), one, ResourceStatus.DELETE_COMPLETE, "");
    }

    private void delete(String id, Physical one, Retention how, BooleanSupplier halted) {
        ResourceType type = context.type(one.type());
        Made made = context.made(id, one, context.token(id + "\n" + one.id(), "delete"));
        if (how == Retention.SNAPSHOT)
            context.persist(() -> type.snapshot(context.api(), made), true, halted);
        context.persist(
                () -> {
                    type.delete(context.api(), made);
                    return true;
                },
                true,
                halted);
        context.await(() -> type.gone(context.api(), made), () -> false);
    }

    /** What is left over goes without a word in the status of the resource that stays. */
    private ResourceRecord told(
            Task task, ResourceRecord record, Physical one, ResourceStatus status, String why) {
        if (task.whole()) return context.tell(record, status, why, one.id());
        context.tellOnly(record, status, why, one.id());
        return record;
    }
}
