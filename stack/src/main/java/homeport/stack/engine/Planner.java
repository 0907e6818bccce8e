package homeport.stack.engine;

import homeport.stack.record.Definition;
import homeport.stack.record.Physical;
import homeport.stack.record.PlannedChange;
import homeport.stack.record.PlannedChange.Action;
import homeport.stack.record.PlannedChange.Detail;
import homeport.stack.record.PlannedChange.Replacement;
import homeport.stack.record.ResourceRecord;
import homeport.stack.record.StackRecord;
import homeport.stack.record.StackStore;
import homeport.stack.template.Difference;
import homeport.stack.template.Evaluation;
import homeport.stack.template.Order;
import homeport.stack.template.Outside;
import homeport.stack.template.Parameters;
import homeport.stack.template.Resource;
import homeport.stack.template.Template;
import homeport.stack.type.Api;
import homeport.stack.type.Effect;
import homeport.stack.type.Made;
import homeport.stack.type.Place;
import homeport.stack.type.ResourceType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What an update would do, without doing it. Owned by one thread. */
public final class Planner {
    private final StackStore store;
    private final StackRecord stack;
    private final Catalog types;
    private final Api api;
    private final Template template;
    private final Definition wanted;
    private final Map<String, ResourceRecord> records;

    /** Resources whose references are known only when they have been made. */
    private final Set<String> fresh = new LinkedHashSet<>();

    private final Set<String> modified = new LinkedHashSet<>();

    public Planner(
            StackStore store,
            StackRecord stack,
            Catalog types,
            Api api,
            Template template,
            Definition wanted) {
        this.store = store;
        this.stack = stack;
        this.types = types;
        this.api = api;
        this.template = template;
        this.wanted = wanted;
        this.records = store.resources(stack);
    }

    /** The template with its parameters, and unknown texts where something must be made first. */
    public Evaluation evaluation(boolean masked) {
        return Context.evaluation(stack, template, wanted, masked, new Foresight());
    }

    private final class Foresight implements Outside {
        private Optional<Physical> here(String logicalId) {
            if (fresh.contains(logicalId)) return Optional.empty();
            return Optional.ofNullable(records.get(logicalId)).flatMap(ResourceRecord::here);
        }

        @Override
        public String ref(String logicalId) {
            return here(logicalId)
                    .map(one -> types.get(one.type()).ref(api, made(logicalId, one)))
                    .orElse(Evaluation.UNKNOWN);
        }

        @Override
        public String attribute(String logicalId, String name) {
            return here(logicalId)
                    .map(one -> types.get(one.type()).attribute(api, made(logicalId, one), name))
                    .orElse(Evaluation.UNKNOWN);
        }

        @Override
        public String imported(String name) {
            return store.exports()
                    .find(stack.region(), name)
                    .orElseThrow(() -> Seen.missing(name))
                    .export()
                    .value();
        }

        @Override
        public List<String> zones(String region) {
            return Lookups.zones(api, region);
        }
    }

    private Made made(String logicalId, Physical one) {
        Place place =
                new Place(
                        stack.region(),
                        stack.account(),
                        stack.id(),
                        stack.name(),
                        logicalId,
                        one.token(),
                        wanted.tags());
        return new Made(place, one.id(), one.properties());
    }

    /** In the order in which they would be made; what would go comes last. */
    public List<PlannedChange> changes() {
        Evaluation real = evaluation(false);
        Evaluation shown = evaluation(true);
        Set<String> present = real.present();
        for (String id : present)
            if (!records.containsKey(id) || records.get(id).here().isEmpty()) fresh.add(id);
        List<PlannedChange> changes = new ArrayList<>();
        boolean retagged =
                store.definition(stack)
                        .filter(was -> stack.definition() != StackRecord.NO_DEFINITION)
                        .filter(was -> !was.tags().equals(wanted.tags()))
                        .isPresent();
        for (String id : Order.sorted(real.needs())) {
            Resource resource = template.resources().get(id);
            if (fresh.contains(id)) changes.add(add(resource, shown));
            else change(resource, real, shown, retagged).ifPresent(changes::add);
        }
        for (ResourceRecord record : records.values())
            if (!present.contains(record.logicalId()) && record.here().isPresent())
                changes.add(remove(record));
        return changes;
    }

    private static PlannedChange add(Resource resource, Evaluation shown) {
        return new PlannedChange(
                Action.ADD,
                resource.logicalId(),
                "",
                resource.type(),
                Replacement.NONE,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(context(shown.properties(resource))));
    }

    private static PlannedChange remove(ResourceRecord record) {
        Physical here = record.here().orElseThrow();
        return new PlannedChange(
                Action.REMOVE,
                record.logicalId(),
                here.id(),
                record.type(),
                Replacement.NONE,
                List.of(),
                Optional.of(here.deletion().word()),
                Optional.of(context(here.shown())),
                Optional.empty());
    }

    private static String context(ObjectNode properties) {
        ObjectNode context = JsonNodeFactory.instance.objectNode();
        context.set("Properties", properties);
        return context.toString();
    }

    private Optional<PlannedChange> change(
            Resource resource, Evaluation real, Evaluation shown, boolean retagged) {
        String id = resource.logicalId();
        Physical here = records.get(id).here().orElseThrow();
        ResourceType type = types.get(resource.type());
        ObjectNode properties = real.properties(resource);
        ObjectNode visible = shown.properties(resource);
        List<Detail> details = new ArrayList<>();
        boolean always = false;
        boolean maybe = false;
        for (String name : Difference.names(here.properties(), properties)) {
            boolean replaces = type.properties().get(name) == Effect.REPLACE;
            boolean unknown = properties.path(name).toString().contains(Evaluation.UNKNOWN);
            always |= replaces && !unknown;
            maybe |= replaces && unknown;
            details.addAll(details(resource, name, replaces, unknown, here, visible));
        }
        if (retagged && details.stream().noneMatch(one -> one.attribute().equals("Tags")))
            details.add(
                    new Detail(
                            "Tags",
                            "",
                            "Never",
                            false,
                            Optional.of("DirectModification"),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()));
        if (details.isEmpty()) return Optional.empty();
        modified.add(id);
        if (always || maybe) fresh.add(id);
        return Optional.of(
                new PlannedChange(
                        Action.MODIFY,
                        id,
                        here.id(),
                        resource.type(),
                        always
                                ? Replacement.ALWAYS
                                : maybe ? Replacement.CONDITIONAL : Replacement.NEVER,
                        details,
                        always
                                ? Optional.of("ReplaceAnd" + here.replacement().word())
                                : Optional.empty(),
                        Optional.of(context(here.shown())),
                        Optional.of(context(visible))));
    }

    private List<Detail> details(
            Resource resource,
            String name,
            boolean replaces,
            boolean unknown,
            Physical here,
            ObjectNode visible) {
        String recreation = !replaces ? "Never" : unknown ? "Conditionally" : "Always";
        String attribute = name.equals("Tags") ? "Tags" : "Properties";
        Optional<String> before = value(here.shown().path(name));
        Optional<String> after = value(visible.path(name));
        List<Detail> details = new ArrayList<>();
        JsonNode node = resource.properties().path(name);
        for (String ref : new TreeSet<>(template.parameterRefs(node)))
            if (parameterChanged(ref))
                details.add(
                        new Detail(
                                attribute,
                                name,
                                recreation,
                                false,
                                Optional.of("ParameterReference"),
                                Optional.of(ref),
                                before,
                                after));
        for (String ref : template.resourceRefs(node))
            if (fresh.contains(ref) || modified.contains(ref))
                details.add(
                        new Detail(
                                attribute,
                                name,
                                recreation,
                                unknown,
                                Optional.of(
                                        template.isAttribute(node, ref)
                                                ? "ResourceAttribute"
                                                : "ResourceReference"),
                                Optional.of(ref),
                                before,
                                after));
        if (details.isEmpty())
            details.add(
                    new Detail(
                            attribute,
                            name,
                            recreation,
                            false,
                            Optional.of("DirectModification"),
                            Optional.empty(),
                            before,
                            after));
        return details;
    }

    private boolean parameterChanged(String name) {
        Optional<Parameters.Value> was =
                store.definition(stack).map(Definition::parameters).map(all -> all.get(name));
        return !was.equals(Optional.ofNullable(wanted.parameters().get(name)));
    }

    private static Optional<String> value(JsonNode node) {
        if (node.isMissingNode()) return Optional.empty();
        return Optional.of(node.isContainer() ? node.toString() : node.asString());
    }
}
