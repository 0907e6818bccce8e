package homeport.stack.engine;

import homeport.stack.record.Attempt;
import homeport.stack.record.Physical;
import homeport.stack.record.ResourceRecord;
import homeport.stack.template.Difference;
import homeport.stack.type.Made;
import homeport.stack.type.ResourceType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.services.cloudformation.model.ResourceStatus;
import tools.jackson.databind.node.ObjectNode;

/** Makes one resource again what it was before an update that failed. */
final class Restoring {
    private final Context context;

    Restoring(Context context) {
        this.context = context;
    }

    /** Those that the update touched, and what each of them needed before it. */
    static Map<String, Set<String>> needs(Map<String, ResourceRecord> records) {
        Map<String, Set<String>> needs = new LinkedHashMap<>();
        records.forEach((id, record) -> {
            if (record.before().isPresent()) needs.put(id, record.before().get().needs());
            else if (isUnchanged(record)) needs.put(id, Set.of());
        });
        return needs;
    }

    /** The update failed before anything was asked of its service. */
    private static boolean isUnchanged(ResourceRecord record) {
        return record.status() == ResourceStatus.UPDATE_FAILED && record.here().isPresent();
    }

    void settle(String id, BooleanSupplier halted) {
        context.closed().check();
        ResourceRecord record = context.store().resource(context.stack(), id).orElseThrow();
        if (record.before().isEmpty()) {
            if (isUnchanged(record)) context.tell(record, ResourceStatus.UPDATE_COMPLETE, "");
            return;
        }
        boolean called =
                record.attempt()
                        .filter(one -> one.operation().equals(context.op().token()))
                        .filter(one -> one.kind() == Attempt.Kind.UPDATE)
                        .isPresent();
        boolean told = record.attempt().isPresent();
        if (context.op().skip().contains(id)) {
            context.tell(
                    record.restored(), ResourceStatus.UPDATE_COMPLETE, "Resource update skipped");
            return;
        }
        if (!told) {
            context.keep(record.restored());
            return;
        }
        try {
            ResourceRecord back = record;
            if (called) {
                back = context.tell(record, ResourceStatus.UPDATE_IN_PROGRESS, "");
                undo(back, halted);
            }
            context.tell(back.restored(), ResourceStatus.UPDATE_COMPLETE, "");
        } catch (RuntimeException why) {
            if (Context.isFatal(why)) throw why;
            String words = Context.words(why, id);
            context.tell(record, ResourceStatus.UPDATE_FAILED, words);
            throw new StepFailed(words);
        }
    }

    private void undo(ResourceRecord record, BooleanSupplier halted) {
        String id = record.logicalId();
        ResourceType type = context.type(record.type());
        Physical was = record.before().orElseThrow();
        Attempt tried = record.attempt().orElseThrow();
        String token = context.token(id, "restore");
        ObjectNode use = context.use(was.properties());
        ObjectNode now = tried.properties().deepCopy();
        for (String name : tried.properties().propertyNames())
            if (Difference.same(tried.properties().path(name), was.properties().path(name)))
                now.set(name, use.get(name));
        Made made = new Made(context.place(id, token), was.id(), now);
        context.persist(
                () -> {
                    type.update(context.api(), made, use);
                    return true;
                },
                false,
                halted);
        Made back = new Made(context.place(id, token), was.id(), use);
        context.await(() -> type.ready(context.api(), back), halted);
    }
}
