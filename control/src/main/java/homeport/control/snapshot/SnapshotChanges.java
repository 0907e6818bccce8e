package homeport.control.snapshot;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Instances;
import homeport.control.instance.Instances.Instance;
import homeport.control.name.Identifier;
import homeport.control.name.TagHolder;
import homeport.control.name.Tags;
import homeport.control.record.Commits;
import homeport.control.record.Commits.Attempt;
import homeport.control.record.Held;
import homeport.control.tag.RecordTags;
import homeport.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.rds.model.Tag;

/** What the actions on manual snapshots of one kind change. */
final class SnapshotChanges {
    private final SnapshotKind kind;
    private final Snapshots snapshots;
    private final Instances instances;
    private final Commits commits;

    SnapshotChanges(SnapshotKind kind, Store store, Snapshots snapshots, Instances instances) {
        this.kind = kind;
        this.snapshots = snapshots;
        this.instances = instances;
        this.commits = new Commits(store);
    }

    Commits commits() {
        return commits;
    }

    /**
     * @param member the request's, of the name
     * @param available finds the source, or throws why no snapshot can be taken of it
     */
    DbSnapshot create(
            Call call, String member, String given, Supplier<Instance> available, List<Tag> tags) {
        String name = Identifier.of(member, given, Identifier.SNAPSHOT_MAX);
        return commits.run(() -> {
            Instance source = available.get();
            snapshots.requireRoom(kind, call.region(), name);
            DbInstance asked = source.asked();
            boolean copies = asked.settings().upkeep().copyTagsToSnapshot();
            DbSnapshot snapshot =
                    Snapshots.asked(
                            name,
                            false,
                            asked,
                            source.seen(),
                            call.now(),
                            Tags.merged(copies ? asked.tags() : Map.of(), tags));
            return new Attempt<>(
                    List.of(instances.check(source), snapshots.create(call.region(), snapshot)),
                    snapshot);
        });
    }

    DbSnapshot delete(Call call, String named) {
        return commits.run(() -> {
            Held<DbSnapshot> held = snapshots.require(kind, call, named);
            DbSnapshot snapshot = held.value();
            boolean settled = snapshot.taken().isPresent() || snapshot.failure().isPresent();
            if (snapshot.automated() || !settled || snapshot.deleting())
                throw kind.invalidState(
                        "Snapshot %s can't be deleted: it is %s and %s."
                                .formatted(
                                        snapshot.identifier(),
                                        snapshot.automated() ? "automated" : "manual",
                                        snapshot.awsStatus()));
            refuseWhileRestoring(call, snapshot);
            return new Attempt<>(
                    List.of(snapshots.replace(held, snapshot.ending())), snapshot.ending());
        });
    }

    private void refuseWhileRestoring(Call call, DbSnapshot snapshot) {
        Optional<DbInstance> reader =
                instances.all(call.region()).stream()
                        .filter(i -> i.seen().created().isEmpty())
                        .map(Instance::asked)
                        .filter(i ->
                                i.origin()
                                        .snapshotData()
                                        .filter(snapshot.dataId()::equals)
                                        .isPresent())
                        .findFirst();
        if (reader.isPresent())
            throw kind.invalidState(
                    "Snapshot %s can't be deleted: %s %s is being restored from it."
                            .formatted(
                                    snapshot.identifier(),
                                    reader.get().clustered() ? "DB cluster" : "DB instance",
                                    reader.get().identifier()));
    }

    /** Changes with whom it is shared: recorded, as there are no other accounts here. */
    DbSnapshot share(
            Call call, String named, String attribute, List<String> add, List<String> remove) {
        if (!attribute.equals("restore"))
            throw AwsException.invalidValue(
                    "Invalid attribute name: %s. Allowed: restore.".formatted(attribute));
        return commits.run(() -> {
            Held<DbSnapshot> held = snapshots.require(kind, call, named);
            if (held.value().automated())
                throw kind.invalidState("Automated snapshots can't be shared; copy it first.");
            List<String> accounts = new ArrayList<>(held.value().sharedWith());
            accounts.removeAll(remove);
            for (String account : add) if (!accounts.contains(account)) accounts.add(account);
            DbSnapshot with = held.value().with(List.copyOf(accounts));
            return new Attempt<>(List.of(snapshots.replace(held, with)), with);
        });
    }

    TagHolder tags() {
        return new RecordTags<>(
                kind.word(),
                snapshots.records(kind),
                commits,
                arn ->
                        snapshots
                                .find(kind, arn.region(), arn.id())
                                .orElseThrow(() -> kind.notFound(arn.id())),
                DbSnapshot::tags,
                DbSnapshot::with);
    }
}
