package homeport.stack.type;

import homeport.aws.AwsException;
import homeport.stack.type.Declaration.Naming;
import homeport.stack.type.Declaration.Seeing;
import homeport.stack.type.Declaration.Status;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A type that does what its {@link Declaration} says. Immutable. */
public final class Declared implements Documented {
    private final Declaration d;

    Declared(Declaration declaration) {
        this.d = declaration;
    }

    @Override
    public String name() {
        return d.name;
    }

    @Override
    public Map<String, Effect> properties() {
        return Collections.unmodifiableMap(d.properties);
    }

    @Override
    public Set<String> attributes() {
        return Collections.unmodifiableSet(d.attributes.keySet());
    }

    @Override
    public String refers() {
        return d.refers;
    }

    @Override
    public List<String> notes() {
        return d.notes;
    }

    @Override
    public Optional<String> taken(Api api, Place place, Supplier<ObjectNode> wanted) {
        if (saysWhoMadeIt() || d.naming.isEmpty()) return Optional.empty();
        ObjectNode properties = wanted.get();
        String name = nameOf(d.naming.get(), place, properties);
        return see(api, d.idOf.of(place, properties, name)).map(_ -> name);
    }

    private boolean saysWhoMadeIt() {
        return d.tokenOf.isPresent() || d.tags.isPresent();
    }

    /** What is half made is deleted again; where that is refused, its id is told. */
    @Override
    public String create(Api api, Place place, ObjectNode properties) {
        Optional<String> found = found(api, place, properties);
        String id = found.isPresent() ? found.get() : made(api, place, properties);
        try {
            ObjectNode nothing = JsonNodeFactory.instance.objectNode();
            d.settle.accept(new Change(api, place, id, nothing, properties));
        } catch (AwsException refused) {
            undo(api, new Made(place, id, properties), refused);
            throw refused;
        }
        return id;
    }

    private void undo(Api api, Made made, AwsException refused) {
        try {
            delete(api, made);
        } catch (AwsException stays) {
            throw new HalfMade(made.id(), refused, stays);
        }
    }

    /** An earlier attempt's, by its tag where it has one. */
    private Optional<String> found(Api api, Place place, ObjectNode properties) {
        if (d.seeing.isEmpty() || d.seeing.get().filters().isEmpty())
            return d.foundBy.find(api, place, properties);
        Seeing seeing = d.seeing.get();
        Ask filter = Ask.with("Name", "tag:" + Tags.TOKEN).and("Values", List.of(place.token()));
        ArrayNode filters = JsonNodeFactory.instance.arrayNode().add(filter.members());
        JsonNode answer =
                Ask.nothing().and(seeing.filters(), filters).of(api, d.service, seeing.action());
        JsonNode one = answer.at(seeing.at());
        return one.isMissingNode() || isGone(one)
                ? Optional.empty()
                : Optional.of(one.at(d.idSeenAt).asString());
    }

    private String made(Api api, Place place, ObjectNode properties) {
        Ask ask = members(properties, d.sent(EnumSet.of(Effect.UPDATE, Effect.REPLACE)), d.members);
        Optional<String> name = d.naming.map(naming -> nameOf(naming, place, properties));
        d.naming.ifPresent(naming -> ask.and(naming.member(), name.orElseThrow()));
        d.tags.ifPresent(form -> form.create(ask, Tags.fresh(place, properties)));
        d.createWith.add(api, place, properties, ask);
        if (d.upserts && see(api, name.orElseThrow()).isPresent())
            return ours(api, place, properties, name.get())
                    .orElseThrow(() -> Told.exists(d.name, name.get()));
        try {
            ObjectNode answer = ask.of(api, d.service, d.create);
            return d.idAt.isEmpty() ? name.orElseThrow() : answer.at(d.idAt).asString();
        } catch (AwsException refused) {
            if (!Told.exists(refused) || name.isEmpty()) throw refused;
            return ours(api, place, properties, name.get()).orElseThrow(() -> refused);
        }
    }

    /** The id of what has this name, if an attempt with this token made it. */
    private Optional<String> ours(Api api, Place place, ObjectNode properties, String name) {
        String called = d.idOf.of(place, properties, name);
        boolean madeUp =
                d.naming
                        .filter(n -> properties.path(n.property()).asString("").isEmpty())
                        .isPresent();
        if (madeUp && d.idSeenAt.isEmpty()) return Optional.of(called);
        Optional<JsonNode> seen = see(api, called);
        if (seen.isEmpty()) return Optional.empty();
        String id = d.idSeenAt.isEmpty() ? called : seen.get().at(d.idSeenAt).asString();
        if (madeUp || !saysWhoMadeIt()) return Optional.of(id);
        return place.token().equals(token(api, id, seen.get()))
                ? Optional.of(id)
                : Optional.empty();
    }

    private String token(Api api, String id, JsonNode seen) {
        if (d.tokenOf.isPresent()) return d.tokenOf.get().apply(api, id);
        return d.tags.map(form ->
                        form.read(api, tagTarget(form, id, seen)).getOrDefault(Tags.TOKEN, ""))
                .orElse("");
    }

    private static String nameOf(Naming naming, Place place, ObjectNode properties) {
        String given = properties.path(naming.property()).asString("");
        String name = given.isEmpty() ? place.name(naming.max()) : given;
        return naming.lower() ? lower(name) : name;
    }

    /** As RDS keeps names, which have no two hyphens together. */
    public static String lower(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("-{2,}", "-");
    }

    private Ask members(ObjectNode properties, List<String> names, Map<String, String> members) {
        Ask ask = Ask.nothing();
        for (String name : names) {
            String member = members.getOrDefault(name, d.members.getOrDefault(name, name));
            if (d.documents.contains(name)) ask.takeText(properties, name, member);
            else ask.take(properties, name, member);
        }
        return ask;
    }

    @Override
    public void update(Api api, Made made, ObjectNode wanted) {
        Change change = new Change(api, made.place(), made.id(), made.properties(), wanted);
        List<String> sent = d.sent(EnumSet.of(Effect.UPDATE));
        if (!d.modify.isEmpty() && change.changed(sent))
            members(wanted, sent, d.modifyMembers)
                    .and(d.idMember, made.id())
                    .of(api, d.service, d.modify);
        d.settle.accept(change);
        d.tags.ifPresent(form -> {
            JsonNode seen = form.targetAt().isEmpty() ? wanted : seen(api, made);
            form.change(
                    api,
                    tagTarget(form, made.id(), seen),
                    Tags.kept(made.place(), wanted),
                    Tags.dropped(made.place(), made.properties(), wanted));
        });
    }

    private static String tagTarget(TagForm form, String id, JsonNode seen) {
        return form.targetAt().isEmpty() ? id : seen.at(form.targetAt()).asString();
    }

    @Override
    public void delete(Api api, Made made) {
        if (see(api, made.id()).filter(this::isGoing).isPresent()) return;
        Told.remove(() -> {
            d.clear.accept(api, made);
            Ask ask = Ask.with(d.idMember, made.id());
            d.deleteWith.add(api, made, ask);
            return ask.of(api, d.service, d.delete);
        });
    }

    @Override
    public boolean ready(Api api, Made made) {
        if (d.status.isEmpty()) return true;
        Status status = d.status.get();
        String now = seen(api, made).at(status.at()).asString().toLowerCase(Locale.ROOT);
        if (status.failed().contains(now))
            throw new AwsException(
                    "NotStabilized", "Resource %s is in status %s".formatted(made.id(), now));
        return status.good().contains(now);
    }

    @Override
    public boolean gone(Api api, Made made) {
        return d.status.isEmpty() || see(api, made.id()).filter(s -> !isGone(s)).isEmpty();
    }

    private boolean isGone(JsonNode seen) {
        return d.status
                .filter(status -> status.gone().contains(seen.at(status.at()).asString()))
                .isPresent();
    }

    private boolean isGoing(JsonNode seen) {
        return isGone(seen)
                || d.status.filter(s -> seen.at(s.at()).asString().equals("deleting")).isPresent();
    }

    /** As the service shows it now. */
    private Optional<JsonNode> see(Api api, String id) {
        if (d.seeing.isEmpty()) return Optional.empty();
        Seeing seeing = d.seeing.get();
        Ask ask =
                seeing.list()
                        ? Ask.nothing().and(seeing.member(), List.of(id))
                        : Ask.with(seeing.member(), id);
        ask.members().setAll(d.seeAlso);
        return Told.unlessMissing(() -> (JsonNode) ask.of(api, d.service, seeing.action()))
                .map(answer -> answer.at(seeing.at()))
                .filter(seen -> !seen.isMissingNode());
    }

    JsonNode seen(Api api, Made made) {
        return see(api, made.id()).orElseThrow(() -> Told.notFound(d.name, made.id()));
    }

    @Override
    public String ref(Api api, Made made) {
        return d.refAt.map(at -> seen(api, made).at(at).asString()).orElse(made.id());
    }

    @Override
    public String attribute(Api api, Made made, String name) {
        String at = d.attributes.get(name);
        if (at == null) return Documented.super.attribute(api, made, name);
        if (d.computed.containsKey(name)) return d.computed.get(name).apply(api, made);
        if (at.isEmpty()) return made.id();
        return Told.attribute(made, name, seen(api, made).at(at));
    }

    /** Of what is shown, the scalars that are called as the properties are. */
    @Override
    public ObjectNode current(Api api, Made made) {
        if (d.seeing.isEmpty()) return Documented.super.current(api, made);
        return Drift.of(seen(api, made), made.properties(), d.members);
    }
}
