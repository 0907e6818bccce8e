package homeport.stack.type.rds;

import static homeport.stack.type.rds.Databases.RDS;

import homeport.aws.AwsException;
import homeport.stack.type.Api;
import homeport.stack.type.Ask;
import homeport.stack.type.Change;
import homeport.stack.type.Declared;
import homeport.stack.type.Documented;
import homeport.stack.type.Drift;
import homeport.stack.type.Effect;
import homeport.stack.type.Made;
import homeport.stack.type.Place;
import homeport.stack.type.TagForm;
import homeport.stack.type.Tags;
import homeport.stack.type.Told;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A DB instance or a Multi-AZ DB cluster. */
final class Database implements Documented {
    /** Marks one whose later settings were asked for. */
    private static final String SETTLED = "aws:cloudformation:settled";

    private static final int NAME_MAX = 63;
    private static final String LOGS = "EnableCloudwatchLogsExports";
    private static final String SECRET = "MasterUserSecret";
    private static final String MANAGED = "ManageMasterUserPassword";
    private static final Set<String> FAILED =
            Set.of(
                    "failed",
                    "deleted",
                    "deleting",
                    "incompatible-restore",
                    "incompatible-parameters",
                    "incompatible-network",
                    "inaccessible-encryption-credentials");

    private final Kind kind;
    private final TagForm tags;

    Database(Kind kind) {
        this.kind = kind;
        this.tags = TagForm.rds(kind.arnAt());
    }

    @Override
    public String name() {
        return kind.name();
    }

    @Override
    public Map<String, Effect> properties() {
        return Collections.unmodifiableMap(kind.properties());
    }

    @Override
    public Set<String> attributes() {
        return kind.attributes().keySet();
    }

    @Override
    public String refers() {
        return kind.id();
    }

    @Override
    public List<String> notes() {
        return kind.notes();
    }

    @Override
    public String create(Api api, Place place, ObjectNode properties) {
        String given = properties.path(kind.id()).asString("");
        String name = Declared.lower(given.isEmpty() ? place.name(NAME_MAX) : given);
        Way way = way(properties);
        Ask ask = Ask.with(way.id(), name);
        take(ask, properties, way.takes());
        if (way.takes().contains(SECRET)) secretKey(ask, properties);
        ask.and("Tags", Tags.list(Tags.fresh(place, properties)));
        try {
            ask.of(api, RDS, way.action());
        } catch (AwsException refused) {
            if (!Told.exists(refused) || !isOurs(api, place, name)) throw refused;
        }
        return name;
    }

    private Way way(ObjectNode properties) {
        return kind.ways().stream()
                .filter(way -> way.applies(properties))
                .findFirst()
                .orElseThrow();
    }

    private void take(Ask ask, ObjectNode properties, List<String> names) {
        for (String name : names)
            if (!name.equals(SECRET))
                ask.take(properties, name, kind.members().getOrDefault(name, name));
    }

    private static void secretKey(Ask ask, ObjectNode properties) {
        JsonNode key = properties.at("/MasterUserSecret/KmsKeyId");
        if (!key.isMissingNode()) ask.and("MasterUserSecretKmsKeyId", key);
    }

    private boolean isOurs(Api api, Place place, String name) {
        return see(api, name)
                .filter(seen ->
                        seen.path("TagList")
                                .valueStream()
                                .anyMatch(tag ->
                                        tag.path("Key").asString("").equals(Tags.TOKEN)
                                                && tag.path("Value")
                                                        .asString("")
                                                        .equals(place.token())))
                .isPresent();
    }

    @Override
    public boolean ready(Api api, Made made) {
        JsonNode seen = seen(api, made);
        String status = status(seen);
        if (FAILED.contains(status))
            throw new AwsException(
                    "NotStabilized",
                    "%s %s is in status %s%s"
                            .formatted(kind.noun(), made.id(), status, lastEvent(api, made.id())));
        return status.equals("available") && isSettled(api, made, seen);
    }

    private String status(JsonNode seen) {
        return seen.path(kind.status()).asString("");
    }

    /** What happened to it, in RDS's words. */
    private String lastEvent(Api api, String id) {
        JsonNode events =
                Ask.with("SourceIdentifier", id)
                        .and("SourceType", kind.source())
                        .and("Duration", "60")
                        .of(api, RDS, "DescribeEvents")
                        .path("Events");
        return events.isEmpty()
                ? ""
                : ": " + events.get(events.size() - 1).path("Message").asString("");
    }

    /** Copies are made with fewer settings than new ones; the rest is set when they are there. */
    private boolean isSettled(Api api, Made made, JsonNode seen) {
        Way way = way(made.properties());
        boolean marked =
                seen.path("TagList")
                        .valueStream()
                        .anyMatch(tag -> tag.path("Key").asString("").equals(SETTLED));
        if (marked || !way.hasLater(made.properties())) return true;
        Ask ask = Ask.with(kind.id(), made.id()).and("ApplyImmediately", true);
        take(ask, made.properties(), way.later());
        ask.of(api, RDS, "Modify" + word());
        Ask.with("ResourceName", seen.at(kind.arnAt()).asString())
                .and("Tags", Tags.list(Map.of(SETTLED, "true")))
                .of(api, RDS, "AddTagsToResource");
        return false;
    }

    /** {@code DBInstance}, as actions are named. */
    private String word() {
        return kind.id().replace("Identifier", "");
    }

    @Override
    public void update(Api api, Made made, ObjectNode wanted) {
        Change change = new Change(api, made.place(), made.id(), made.properties(), wanted);
        List<String> changed = kind.modify().stream().filter(change::changed).toList();
        boolean promoted =
                made.properties().hasNonNull(kind.replicaOf())
                        && !wanted.hasNonNull(kind.replicaOf());
        if (promoted) promote(change, changed);
        else if (change.changed(kind.replicaOf()))
            throw Told.invalid(
                    "%s cannot be changed, only taken away, which promotes the replica."
                            .formatted(kind.replicaOf()));
        else modify(change, changed);
        tags.change(
                api,
                seen(api, made).at(kind.arnAt()).asString(),
                Tags.kept(made.place(), wanted),
                Tags.dropped(made.place(), made.properties(), wanted));
    }

    /** RDS takes no other modification while it promotes. */
    private void promote(Change change, List<String> changed) {
        List<String> along = List.of("BackupRetentionPeriod", "PreferredBackupWindow");
        List<String> others = new ArrayList<>(changed);
        others.removeAll(along);
        if (!others.isEmpty())
            throw Told.invalid(
                    "A read replica is promoted in an update of its own; change %s in another."
                            .formatted(others));
        boolean replica =
                !seen(change.api(), change.id())
                        .path("ReadReplicaSource" + word() + "Identifier")
                        .asString("")
                        .isEmpty();
        if (!replica) return; // an earlier attempt did it
        Ask ask = Ask.with(kind.id(), change.id());
        if (word().equals("DBInstance")) take(ask, change.wanted(), along);
        ask.of(change.api(), RDS, kind.promote());
    }

    private void modify(Change change, List<String> changed) {
        List<String> sent = changed.stream().filter(p -> !p.equals(LOGS)).toList();
        Ask ask = Ask.nothing();
        take(ask, change.wanted(), sent);
        if (changed.contains(SECRET)) secretKey(ask, change.wanted());
        if (changed.contains(MANAGED) && !change.wanted().hasNonNull(MANAGED))
            ask.and(MANAGED, false);
        if (changed.contains(LOGS)) {
            ask.and(
                    "CloudwatchLogsExportConfiguration",
                    Ask.nothing()
                            .and("EnableLogTypes", change.added(LOGS))
                            .and("DisableLogTypes", change.dropped(LOGS)));
        }
        if (ask.isEmpty()) return;
        boolean now = change.wanted("ApplyImmediately").asString("true").equalsIgnoreCase("true");
        ask.and(kind.id(), change.id()).and("ApplyImmediately", now);
        take(ask, change.wanted(), List.of("AllowMajorVersionUpgrade"));
        ask.of(change.api(), RDS, "Modify" + word());
    }

    @Override
    public void delete(Api api, Made made) {
        delete(api, made, Ask.with(kind.id(), made.id()).and("SkipFinalSnapshot", true));
    }

    private void delete(Api api, Made made, Ask ask) {
        Optional<JsonNode> seen = see(api, made.id());
        if (seen.isEmpty() || status(seen.get()).equals("deleting")) return;
        ask.take(made.properties(), "DeleteAutomatedBackups", "DeleteAutomatedBackups");
        Told.remove(() -> ask.of(api, RDS, "Delete" + word()));
    }

    @Override
    public boolean gone(Api api, Made made) {
        return see(api, made.id()).isEmpty();
    }

    /** The last snapshot, which RDS takes as it deletes: nothing is written in between. */
    @Override
    public String snapshot(Api api, Made made) {
        String name = Declared.lower(made.place().name(NAME_MAX).replaceFirst("-", "-snapshot-"));
        delete(api, made, Ask.with(kind.id(), made.id()).and("FinalDBSnapshotIdentifier", name));
        return name;
    }

    @Override
    public String attribute(Api api, Made made, String name) {
        String at = kind.attributes().get(name);
        if (at == null) return Documented.super.attribute(api, made, name);
        return Told.attribute(made, name, seen(api, made).at(at));
    }

    @Override
    public ObjectNode current(Api api, Made made) {
        return Drift.of(seen(api, made), made.properties(), kind.shown());
    }

    private JsonNode seen(Api api, Made made) {
        return seen(api, made.id());
    }

    private JsonNode seen(Api api, String id) {
        return see(api, id).orElseThrow(() -> Told.notFound(kind.name(), id));
    }

    private Optional<JsonNode> see(Api api, String id) {
        return Told.unlessMissing(() ->
                        (JsonNode) Ask.with(kind.id(), id).of(api, RDS, "Describe" + word() + "s"))
                .map(answer -> answer.at(kind.at()))
                .filter(seen -> !seen.isMissingNode());
    }
}
