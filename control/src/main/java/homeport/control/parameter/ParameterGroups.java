package homeport.control.parameter;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import homeport.control.catalog.InstanceClass;
import homeport.control.catalog.Quota;
import homeport.control.event.Event;
import homeport.control.event.EventKind;
import homeport.control.event.Events;
import homeport.control.name.Arn;
import homeport.control.name.Identifier;
import homeport.control.name.TagHolder;
import homeport.control.name.Tags;
import homeport.control.record.Commits;
import homeport.control.record.Commits.Attempt;
import homeport.control.record.Held;
import homeport.control.tag.RecordTags;
import homeport.engine.EngineVersion;
import homeport.store.Op;
import homeport.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.rds.model.Parameter;
import software.amazon.awssdk.services.rds.model.Tag;

/**
 * The parameter groups of one kind: made, changed and removed here, described by {@code
 * ParameterDescriptions}, handed to nodes by {@link #resolve}. The actions of each kind put its
 * requests into the words of these methods. Every change is one commit of the group with its
 * events. Safe from any thread.
 */
public final class ParameterGroups {
    private static final int EVENTS_MAX = Store.OPS_MAX - 1;
    private static final int PORT_DEFAULT = 5432;

    private final GroupKind kind;
    private final Groups groups;
    private final Commits commits;
    private final Events events;
    private final GroupUsers users;

    public ParameterGroups(
            Store store, Families families, Events events, GroupKind kind, GroupUsers users) {
        this.kind = kind;
        this.groups = new Groups(store, families, kind);
        this.commits = new Commits(store);
        this.events = events;
        this.users = users;
    }

    public void register(Service rds) {
        ParameterDescriptions descriptions = new ParameterDescriptions(groups);
        switch (kind) {
            case INSTANCE -> new InstanceGroupActions(this, descriptions).register(rds);
            case CLUSTER -> new ClusterGroupActions(this, descriptions).register(rds);
        }
    }

    public boolean exists(String region, String name) {
        return groups.find(region, name).isPresent();
    }

    /**
     * {@code postgres16}.
     *
     * @throws AwsException {@code DBParameterGroupNotFound}
     */
    public String family(Call call, String name) {
        return ParameterFamily.name(groups.get(call, name).major());
    }

    /**
     * @param nameOrArn in any case
     * @throws AwsException {@code DBParameterGroupNotFound}
     */
    public String name(Call call, String nameOrArn) {
        return groups.get(call, nameOrArn).name();
    }

    /** The group that an instance of the version has when nobody names one. */
    public static String defaultFor(EngineVersion version) {
        return ParameterGroup.defaultName(version.major());
    }

    /** How many groups users made in the region. */
    public int count(String region) {
        return groups.records().list(region).size();
    }

    public Quota quota() {
        return new Quota(kind.noun() + "s", kind.quota(), this::count);
    }

    /**
     * For the commit of whatever starts to use the group: it then loses against a removal of the
     * group at the same moment, and the removal against it. Empty for default groups, which cannot
     * be removed.
     *
     * @throws AwsException {@code DBParameterGroupNotFound}
     */
    public Optional<Op> hold(String region, String name) {
        if (ParameterGroup.isDefault(groups.get(region, name).name())) return Optional.empty();
        Held<ParameterGroup> held = groups.getHeld(region, name);
        return Optional.of(groups.records().replace(held, held.value()));
    }

    /**
     * What an instance that uses the group is configured with.
     *
     * @throws AwsException {@code DBParameterGroupNotFound}
     */
    public Resolved resolve(String region, String name, EngineVersion version, Sizing sizing) {
        return Resolver.resolve(groups.get(region, name), groups.family(version.major()), sizing);
    }

    /** The same for a primary on the usual port, with no formula over its storage. */
    public Resolved resolve(
            String region,
            String name,
            InstanceClass instanceClass,
            EngineVersion version,
            long hostMemoryBytes) {
        Sizing sizing = new Sizing(instanceClass, hostMemoryBytes, 0, PORT_DEFAULT, false);
        return resolve(region, name, version, sizing);
    }

    public TagHolder tags() {
        return new RecordTags<>(
                kind.arnKind(),
                groups.records(),
                commits,
                arn -> groups.getHeld(arn.region(), arn.id()),
                ParameterGroup::tags,
                ParameterGroup::withTags);
    }

    /**
     * @param member the request's, of the name
     */
    ParameterGroup create(
            Call call,
            String member,
            String name,
            String family,
            String description,
            List<Tag> tags) {
        String fit = Identifier.of(member, name, Groups.NAME_MAX);
        return made(
                call, ParameterGroup.empty(fit, groups.major(family), description, Tags.of(tags)));
    }

    /**
     * @param member the request's, of the target
     */
    ParameterGroup copy(
            Call call,
            String from,
            String member,
            String target,
            String description,
            List<Tag> tags) {
        ParameterGroup source = groups.get(call, from);
        if (ParameterGroup.isDefault(source.name()))
            throw AwsException.invalidValue("Cannot copy a default parameter group.");
        String name = Identifier.of(member, target, Groups.NAME_MAX);
        return made(call, source.copiedTo(name, description, Tags.of(tags)));
    }

    private ParameterGroup made(Call call, ParameterGroup group) {
        return commits.run(() -> {
            if (exists(call.region(), group.name()))
                throw new AwsException(
                        "DBParameterGroupAlreadyExists",
                        "Parameter group " + group.name() + " already exists");
            if (count(call.region()) >= kind.quota())
                throw new AwsException(
                        "DBParameterGroupQuotaExceeded",
                        "Cannot create more than %d %ss".formatted(kind.quota(), kind.noun()));
            return new Attempt<>(
                    List.of(groups.records().create(call.region(), group.name(), group)), group);
        });
    }

    /**
     * @return the group's name
     */
    String set(Call call, String name, List<Parameter> parameters) {
        return change(
                call,
                name,
                group -> ParameterChange.set(group, groups.family(group.major()), parameters));
    }

    /**
     * @param everything null: yes
     * @return the group's name
     */
    String reset(Call call, String name, Boolean everything, List<Parameter> parameters) {
        boolean all = everything == null || everything;
        if (all && !parameters.isEmpty())
            throw AwsException.invalidCombination(
                    "Parameters must be empty unless ResetAllParameters is false.");
        return change(
                call,
                name,
                group ->
                        all
                                ? ParameterChange.resetAll(group)
                                : ParameterChange.reset(
                                        group, groups.family(group.major()), parameters));
    }

    private String change(Call call, String given, UnaryOperator<ParameterGroup> change) {
        String name = groups.get(call, given).name();
        if (ParameterGroup.isDefault(name))
            throw AwsException.invalidValue("Cannot modify a default parameter group.");
        return commits.run(() -> {
            Held<ParameterGroup> held = groups.getHeld(call.region(), name);
            ParameterGroup changed = change.apply(held.value());
            List<Op> ops = new ArrayList<>();
            ops.add(groups.records().replace(held, changed));
            updates(call, held.value(), changed).stream()
                    .limit(EVENTS_MAX)
                    .map(event -> events.record(call.region(), event))
                    .forEach(ops::add);
            return new Attempt<>(ops, changed.name());
        });
    }

    /** One event a parameter whose value or apply method is another now. */
    private List<Event> updates(Call call, ParameterGroup before, ParameterGroup after) {
        Map<String, ParameterSpec> specs = groups.family(after.major()).specs();
        Arn arn = kind.arn(call.region(), call.account(), after.name());
        Set<String> names = new TreeSet<>(before.values().keySet());
        names.addAll(after.values().keySet());
        List<Event> updates = new ArrayList<>();
        for (String name : names) {
            Optional<ParameterSpec> spec = Optional.ofNullable(specs.get(name));
            Optional<String> now = Optional.ofNullable(after.values().get(name));
            boolean same =
                    now.equals(Optional.ofNullable(before.values().get(name)))
                            && before.atReboot().contains(name) == after.atReboot().contains(name);
            if (same || spec.isEmpty()) continue;
            String value = now.or(spec.get()::systemDefault).orElse("NULL");
            String method = ParameterChange.method(after, spec.get()).toString();
            updates.add(EventKind.PARAMETER_UPDATED.on(arn, call.now(), name, value, method));
        }
        return updates;
    }

    /**
     * @return the name that it had
     */
    String delete(Call call, String given) {
        String name = groups.get(call, given).name();
        if (ParameterGroup.isDefault(name))
            throw new AwsException(
                    "InvalidDBParameterGroupState",
                    "Default %s cannot be deleted: %s".formatted(kind.noun(), name));
        return commits.run(() -> {
            Held<ParameterGroup> held = groups.getHeld(call.region(), name);
            if (!users.of(call.region(), name).isEmpty())
                throw new AwsException(
                        "InvalidDBParameterGroupState",
                        "One or more database instances are still members of this parameter group "
                                + name
                                + ", so the group cannot be deleted");
            return new Attempt<>(List.of(groups.records().delete(held)), name);
        });
    }
}
