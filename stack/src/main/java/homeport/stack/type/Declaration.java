package homeport.stack.type;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A type of resource as a table: which properties it has, by which actions it is made, changed,
 * shown and deleted, and what its properties are called there. Property and member have the same
 * name unless something else is said. Written once by {@link #type}, from one thread.
 */
public final class Declaration {
    final String name;
    final String service;
    final Map<String, Effect> properties = new LinkedHashMap<>();

    /** Properties that are no members of the create request, nor of the modify request. */
    final Set<String> apart = new HashSet<>();

    final Set<String> documents = new HashSet<>();
    final Map<String, String> members = new HashMap<>();
    final Map<String, String> modifyMembers = new HashMap<>();
    final Map<String, String> attributes = new LinkedHashMap<>();
    final Map<String, BiFunction<Api, Made, String>> computed = new HashMap<>();
    String refers = "the physical id";
    List<String> notes = List.of();
    Optional<String> refAt = Optional.empty();

    Optional<Naming> naming = Optional.empty();
    String create = "";
    String idAt = "";
    String idSeenAt = "";
    String idMember = "";
    String modify = "";
    String delete = "";
    Optional<Seeing> seeing = Optional.empty();
    ObjectNode seeAlso = JsonNodeFactory.instance.objectNode();
    boolean upserts;
    Optional<BiFunction<Api, String, String>> tokenOf = Optional.empty();
    Optional<TagForm> tags = Optional.empty();
    Optional<Status> status = Optional.empty();
    Consumer<Change> settle = change -> {};
    BiConsumer<Api, Made> clear = (api, made) -> {};
    DeleteStep deleteWith = (api, made, ask) -> {};
    CreateStep createWith = (api, place, properties, ask) -> {};
    Found foundBy = (api, place, properties) -> Optional.empty();
    IdOf idOf = (place, properties, name) -> name;

    /**
     * A name that the template may give and that is made otherwise.
     *
     * @param lower names of this service are in lower case
     */
    record Naming(String property, String member, int max, boolean lower) {}

    /**
     * How it is shown.
     *
     * @param member takes the id
     * @param list takes it in a list
     * @param at where the answer has it
     * @param filters the member for filters, where new ones are found by their tags
     */
    record Seeing(String action, String member, boolean list, String at, String filters) {}

    /**
     * @param at where it is, as shown
     * @param failed it will not get better
     */
    record Status(String at, Set<String> good, Set<String> failed, Set<String> gone) {}

    /** Adds to a create request. */
    public interface CreateStep {
        void add(Api api, Place place, ObjectNode properties, Ask ask);
    }

    /** Looks for what an earlier attempt made. */
    public interface Found {
        Optional<String> find(Api api, Place place, ObjectNode properties);
    }

    /** The physical id of what has a name. */
    public interface IdOf {
        String of(Place place, ObjectNode properties, String name);
    }

    /** Adds to a delete request. */
    public interface DeleteStep {
        void add(Api api, Made made, Ask ask);
    }

    private Declaration(String name, String service) {
        this.name = name;
        this.service = service;
    }

    /**
     * @param name {@code AWS::EC2::VPC}
     * @param service as models are named
     */
    public static Declaration type(String name, String service) {
        return new Declaration(name, service);
    }

    public Declared build() {
        return new Declared(this);
    }

    private Declaration properties(Effect effect, String... names) {
        Arrays.stream(names).forEach(one -> properties.put(one, effect));
        return this;
    }

    public Declaration update(String... names) {
        return properties(Effect.UPDATE, names);
    }

    public Declaration replace(String... names) {
        return properties(Effect.REPLACE, names);
    }

    public Declaration noted(String... names) {
        return properties(Effect.NOTED, names);
    }

    /** Properties that {@link #settle} sees to. */
    public Declaration apart(String... names) {
        apart.addAll(List.of(names));
        return this;
    }

    /** Properties that are objects here and JSON texts in requests. */
    public Declaration documents(String... names) {
        documents.addAll(List.of(names));
        return this;
    }

    public Declaration as(String property, String member) {
        members.put(property, member);
        return this;
    }

    public Declaration modifiedAs(String property, String member) {
        modifyMembers.put(property, member);
        return this;
    }

    /** The property that names it, which is a member of all requests. */
    public Declaration named(String property, int max) {
        return named(property, property, max, false);
    }

    public Declaration namedInLowerCase(String property, int max) {
        return named(property, property, max, true);
    }

    public Declaration named(String property, String member, int max, boolean lower) {
        naming = Optional.of(new Naming(property, member, max, lower));
        properties.putIfAbsent(property, Effect.REPLACE);
        apart.add(property);
        if (idMember.isEmpty()) idMember = member;
        return this;
    }

    public Declaration createdBy(String action) {
        create = action;
        return this;
    }

    /** With an id that the service makes, at that place of the answer. */
    public Declaration createdBy(String action, String at) {
        idAt = at;
        return createdBy(action);
    }

    public Declaration createdWith(CreateStep more) {
        createWith = more;
        return this;
    }

    /** How what an earlier attempt made is found, where it has neither name nor tags. */
    public Declaration foundBy(Found how) {
        foundBy = how;
        return this;
    }

    /** The id of what has a name, where it is not the name itself. */
    public Declaration idOf(IdOf of) {
        idOf = of;
        return this;
    }

    /** The member that takes the id, in requests about an existing one. */
    public Declaration id(String member) {
        idMember = member;
        return this;
    }

    /** Without this, only {@link #settle} and tags change it. */
    public Declaration modifiedBy(String action) {
        modify = action;
        return this;
    }

    public Declaration deletedBy(String action) {
        delete = action;
        return this;
    }

    public Declaration deletedWith(DeleteStep more) {
        deleteWith = more;
        return this;
    }

    public Declaration seenBy(String action, String member, String at) {
        seeing = Optional.of(new Seeing(action, member, false, at, ""));
        return this;
    }

    public Declaration seenInListBy(String action, String member, String at) {
        seeing = Optional.of(new Seeing(action, member, true, at, ""));
        return this;
    }

    /** Members that every request to see it has. */
    public Declaration seenWith(Ask more) {
        seeAlso = more.members();
        return this;
    }

    /** The create action also changes, so that what has the name is looked for before. */
    public Declaration upserts() {
        upserts = true;
        return this;
    }

    /** How the token of the attempt that made it is read, where tags have no form of their own. */
    public Declaration ownedBy(BiFunction<Api, String, String> token) {
        tokenOf = Optional.of(token);
        return this;
    }

    /** EC2's: ids in a list, and filters by tags. */
    public Declaration seenOrFoundBy(String action, String member, String at, String filters) {
        seeing = Optional.of(new Seeing(action, member, true, at, filters));
        return this;
    }

    /** Where what is shown has the id, when it is shown by a name that is not it. */
    public Declaration idSeenAt(String at) {
        idSeenAt = at;
        return this;
    }

    public Declaration tagged(TagForm form) {
        tags = Optional.of(form);
        properties.putIfAbsent("Tags", Effect.UPDATE);
        apart.add("Tags");
        return this;
    }

    public Declaration ready(String at, Set<String> good, Set<String> failed) {
        status = Optional.of(new Status(at, good, failed, Set.of("deleted")));
        return this;
    }

    /** Does what the create and modify requests do not: for a new one, and at each change. */
    public Declaration settle(Consumer<Change> step) {
        settle = step;
        return this;
    }

    /** Before it is deleted. */
    public Declaration clear(BiConsumer<Api, Made> step) {
        clear = step;
        return this;
    }

    /**
     * @param at where what is shown has it; empty for the physical id
     */
    public Declaration attribute(String attribute, String at) {
        attributes.put(attribute, at);
        return this;
    }

    public Declaration attribute(String attribute, BiFunction<Api, Made, String> of) {
        attributes.put(attribute, "");
        computed.put(attribute, of);
        return this;
    }

    /** In words, for the reference. */
    public Declaration refers(String words) {
        refers = words;
        return this;
    }

    /** For the reference. */
    public Declaration notes(String... paragraphs) {
        notes = List.of(paragraphs);
        return this;
    }

    /** {@code Ref} gives this part of what is shown, and not the physical id. */
    public Declaration refers(String words, String at) {
        refAt = Optional.of(at);
        return refers(words);
    }

    List<String> sent(Set<Effect> effects) {
        List<String> sent = new ArrayList<>();
        properties.forEach((property, effect) -> {
            if (effects.contains(effect) && !apart.contains(property)) sent.add(property);
        });
        return sent;
    }
}
