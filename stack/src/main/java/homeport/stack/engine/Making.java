package homeport.stack.engine;

import homeport.stack.record.Attempt;
import homeport.stack.record.Definition;
import homeport.stack.record.Physical;
import homeport.stack.record.ResourceRecord;
import homeport.stack.template.Difference;
import homeport.stack.template.Resource;
import homeport.stack.template.Template;
import homeport.stack.type.Effect;
import homeport.stack.type.HalfMade;
import homeport.stack.type.Made;
import homeport.stack.type.Place;
import homeport.stack.type.ResourceType;
import homeport.stack.type.Told;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudformation.model.ResourceStatus;
import tools.jackson.databind.node.ObjectNode;

/** Makes one resource what the wanted definition says: new, changed, replaced or as it is. */
final class Making {
    static final String INITIATED = "Resource creation Initiated";
    private static final String REPLACING =
            "Requested update requires the creation of a new physical resource; hence creating one.";

    private final Context context;
    private final Template template;
    private final Definition wanted;
    private final Map<String, Set<String>> needs;
    private final boolean retagged;
    private final Seen seen;

    /**
     * @param retagged the stack's tags change, so every resource is told
     */
    Making(
            Context context,
            Template template,
            Definition wanted,
            Map<String, Set<String>> needs,
            boolean retagged,
            Seen seen) {
        this.context = context;
        this.template = template;
        this.wanted = wanted;
        this.needs = needs;
        this.retagged = retagged;
        this.seen = seen;
    }

    private String phase() {
        return context.op().token();
    }

    /** What an earlier run has asked for, and did not live to note. */
    Set<String> begun() {
        return context.store().resources(context.stack()).values().stream()
                .filter(one -> one.here().isEmpty() && !failed(one.status()))
                .filter(one -> isBegun(one) && !one.settled().equals(phase()))
                .map(ResourceRecord::logicalId)
                .filter(needs::containsKey)
                .collect(Collectors.toSet());
    }

    private boolean isBegun(ResourceRecord record) {
        return record.attempt().filter(one -> one.operation().equals(phase())).isPresent();
    }

    void settle(String id, BooleanSupplier halted) {
        context.closed().check();
        Resource resource = template.resources().get(id);
        ResourceRecord record =
                context.store()
                        .resource(context.stack(), id)
                        .filter(one -> one.here().isPresent() || one.attempt().isPresent())
                        .orElseGet(() -> ResourceRecord.fresh(id, resource.type(), context.now()));
        if (record.settled().equals(phase())) return;
        if (!isBegun(record)) {
            if (halted.getAsBoolean()) throw new NotBegun();
            Optional<ResourceRecord> next = begin(record, resource);
            if (next.isEmpty()) return;
            record = next.get();
        } else if (failed(record.status())) throw new StepFailed(record.reason().orElse(""));
        carryOut(record, halted);
    }

    private static boolean failed(ResourceStatus status) {
        return status == ResourceStatus.CREATE_FAILED || status == ResourceStatus.UPDATE_FAILED;
    }

    /** Puts on record what is wanted; empty when it is there already. */
    private Optional<ResourceRecord> begin(ResourceRecord record, Resource resource) {
        Attempt attempt;
        boolean same;
        try {
            attempt = attempt(record, resource);
            same = record.here().isPresent() && !retagged && unchanged(record, attempt);
            if (attempt.kind() != Attempt.Kind.UPDATE) checkFree(record, attempt);
        } catch (RuntimeException why) {
            if (Context.isFatal(why)) throw why;
            throw fail(record, Context.words(why, record.logicalId()));
        }
        if (same) {
            context.keep(record.kept(attempt).settled(phase()));
            return Optional.empty();
        }
        boolean first = attempt.kind() == Attempt.Kind.CREATE;
        return Optional.of(
                context.tell(
                        record.begin(attempt),
                        first
                                ? ResourceStatus.CREATE_IN_PROGRESS
                                : ResourceStatus.UPDATE_IN_PROGRESS,
                        attempt.kind() == Attempt.Kind.REPLACE ? REPLACING : ""));
    }

    private void checkFree(ResourceRecord record, Attempt attempt) {
        ResourceType type = context.type(record.type());
        Place place = context.place(record.logicalId(), attempt.token());
        type.taken(context.api(), place, () -> context.use(attempt.properties()))
                .ifPresent(name -> {
                    throw Told.exists(type.name(), name);
                });
    }

    private static boolean unchanged(ResourceRecord record, Attempt attempt) {
        return Difference.names(record.here().get().properties(), attempt.properties()).isEmpty();
    }

    private Attempt attempt(ResourceRecord record, Resource resource) {
        String id = resource.logicalId();
        ObjectNode properties =
                context.evaluation(template, wanted, false, seen).properties(resource);
        ObjectNode shown = context.evaluation(template, wanted, true, seen).properties(resource);
        Attempt.Kind kind =
                record.here()
                        .map(now -> kind(context.type(resource.type()), now, properties))
                        .orElse(Attempt.Kind.CREATE);
        return new Attempt(
                kind,
                phase(),
                context.token(id, "make"),
                properties,
                shown,
                needs.getOrDefault(id, Set.of()),
                Keeping.deletion(resource),
                resource.replacement());
    }

    static Attempt.Kind kind(ResourceType type, Physical now, ObjectNode properties) {
        boolean replace =
                Difference.names(now.properties(), properties).stream()
                        .anyMatch(name -> type.properties().get(name) == Effect.REPLACE);
        return replace ? Attempt.Kind.REPLACE : Attempt.Kind.UPDATE;
    }

    private void carryOut(ResourceRecord begun, BooleanSupplier halted) {
        Attempt attempt = begun.attempt().orElseThrow();
        ResourceRecord record = begun;
        try {
            if (attempt.kind() == Attempt.Kind.UPDATE) record = update(record, attempt, halted);
            else record = create(record, attempt, halted);
        } catch (RuntimeException why) {
            if (Context.isFatal(why) || why instanceof StepFailed) throw why;
            ResourceRecord newest =
                    context.store().resource(context.stack(), begun.logicalId()).orElse(begun);
            throw fail(newest, Context.words(why, begun.logicalId()));
        }
        context.tell(
                record.settled(phase()),
                attempt.kind() == Attempt.Kind.CREATE
                        ? ResourceStatus.CREATE_COMPLETE
                        : ResourceStatus.UPDATE_COMPLETE,
                "");
    }

    private ResourceRecord create(ResourceRecord begun, Attempt attempt, BooleanSupplier halted) {
        String id = begun.logicalId();
        ResourceType type = context.type(begun.type());
        ObjectNode use = context.use(attempt.properties());
        ResourceRecord record = begun;
        if (record.here().isEmpty()) {
            String physical = physical(begun, type, use, halted);
            if (begun.before().filter(was -> was.id().equals(physical)).isPresent())
                throw fail(
                        begun,
                        "CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename %s and update the stack again."
                                .formatted(physical));
            record = context.tell(begun.made(physical), begun.status(), INITIATED);
        }
        Made made = new Made(context.place(id, attempt.token()), record.physicalId(), use);
        if (!context.await(() -> type.ready(context.api(), made), halted)) throw cancelled(record);
        return record;
    }

    private String physical(
            ResourceRecord begun, ResourceType type, ObjectNode use, BooleanSupplier halted) {
        Place place = context.place(begun.logicalId(), begun.attempt().orElseThrow().token());
        try {
            return context.persist(() -> type.create(context.api(), place, use), false, halted);
        } catch (HalfMade left) { // on record, it goes with the rollback or with the stack
            throw fail(begun.made(left.id()), Context.words(left.why(), begun.logicalId()));
        }
    }

    private ResourceRecord update(ResourceRecord begun, Attempt attempt, BooleanSupplier halted) {
        String id = begun.logicalId();
        ResourceType type = context.type(begun.type());
        Physical was = begun.before().orElseThrow();
        ObjectNode use = context.use(attempt.properties());
        context.persist(
                () -> {
                    type.update(context.api(), told(id, was, attempt, use), use);
                    return true;
                },
                false,
                halted);
        ResourceRecord record = begun.updated();
        Made made = new Made(context.place(id, attempt.token()), was.id(), use);
        if (!context.await(() -> type.ready(context.api(), made), halted)) throw cancelled(begun);
        return record;
    }

    /** As it was, with what does not change in the form in which it is wanted. */
    private Made told(String id, Physical was, Attempt attempt, ObjectNode use) {
        ObjectNode before = was.properties().deepCopy();
        for (String name : was.properties().propertyNames())
            if (Difference.same(was.properties().path(name), attempt.properties().path(name)))
                before.set(name, use.get(name));
        return new Made(context.place(id, attempt.token()), was.id(), before);
    }

    private StepFailed cancelled(ResourceRecord record) {
        boolean creating = record.attempt().orElseThrow().kind() == Attempt.Kind.CREATE;
        return fail(record, creating ? "Resource creation cancelled" : "Resource update cancelled");
    }

    private StepFailed fail(ResourceRecord record, String why) {
        boolean creating =
                record.attempt()
                        .map(one -> one.kind() == Attempt.Kind.CREATE)
                        .orElse(record.here().isEmpty());
        context.tell(
                record,
                creating ? ResourceStatus.CREATE_FAILED : ResourceStatus.UPDATE_FAILED,
                why);
        return new StepFailed(why);
    }
}
