package homeport.stack.record;

import homeport.aws.AwsException;
import homeport.store.Op;
import homeport.store.Store;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Stacks in the store. A stack is {@code /stack/<region>/<uuid>}, found by its name at {@code
 * /name/<region>/<name>} while it lives; what belongs to it has its uuid in the key. Values hold
 * what templates and parameters hold, so they are sealed. Safe from any thread.
 */
public final class StackStore {
    private static final int COMMIT_TRIES_MAX = 256;

    /** Source: "Understand CloudFormation quotas". */
    static final int STACKS_MAX = 2000;

    private static final int DELETED_KEPT_MAX = 100;
    private static final int EVENTS_KEPT_MAX = 2000;

    private final Store store;
    private final Codec codec;
    private final AtomicLong number = new AtomicLong();

    public StackStore(Store store, Sealer sealer) {
        this.store = store;
        this.codec = new Codec(sealer);
    }

    /** Whoever lives under that name, or what the ARN says, deleted or not. */
    public Optional<StackRecord> find(String region, String nameOrArn) {
        if (nameOrArn.startsWith("arn:")) return byArn(nameOrArn);
        if (!nameOrArn.matches("[a-zA-Z][-a-zA-Z0-9]{0,127}")) return Optional.empty();
        return store.get(nameKey(region, nameOrArn))
                .map(entry -> new String(entry.value(), StandardCharsets.US_ASCII))
                .flatMap(uuid -> get(region, uuid));
    }

    private Optional<StackRecord> byArn(String arn) {
        String[] parts = arn.split("[:/]", -1);
        if (parts.length != 8 || !parts[7].matches("[0-9a-f-]{36}")) return Optional.empty();
        if (!parts[3].matches("[a-z0-9-]{1,40}")) return Optional.empty();
        return get(parts[3], parts[7]).filter(found -> found.id().equals(arn));
    }

    private Optional<StackRecord> get(String region, String uuid) {
        return store.get(stackKey(region, uuid)).map(entry -> read(entry, StackRecord.class));
    }

    /** As it is now. */
    public StackRecord newest(StackRecord stack) {
        return get(stack.region(), stack.uuid())
                .orElseThrow(() -> new IllegalStateException(stack.id() + " was forgotten"));
    }

    /** Of a region, deleted ones too, the newest first. */
    public List<StackRecord> all(String region) {
        return list("/stack/" + region + "/");
    }

    /** Of every region. */
    public List<StackRecord> everywhere() {
        return list("/stack/");
    }

    private List<StackRecord> list(String prefix) {
        return store.list(prefix).entries().stream()
                .map(entry -> read(entry, StackRecord.class))
                .sorted(Comparator.comparing(StackRecord::created).reversed())
                .toList();
    }

    /**
     * Makes a stack.
     *
     * @throws AwsException {@code AlreadyExistsException}
     */
    public void create(StackRecord stack, Optional<Definition> wanted) {
        long alive = all(stack.region()).stream().filter(StackRecord::alive).count();
        if (alive >= STACKS_MAX)
            throw new AwsException(
                    "LimitExceededException",
                    "Limit for stack has been exceeded: %d stacks, allowed %d"
                            .formatted(alive, STACKS_MAX));
        List<Op> ops = new ArrayList<>();
        byte[] uuid = stack.uuid().getBytes(StandardCharsets.US_ASCII);
        ops.add(Op.create(nameKey(stack.region(), stack.name()), uuid));
        ops.add(Op.create(stackKey(stack), codec.write(stackKey(stack), stack)));
        ops.add(event(stack, Event.of(stack, stack.created())));
        wanted.ifPresent(definition -> ops.add(put(stack, stack.op().target(), definition)));
        if (store.commit(ops).isEmpty())
            throw new AwsException(
                    "AlreadyExistsException", "Stack [%s] already exists".formatted(stack.name()));
    }

    /** What comes with a change of a stack, in the same commit. */
    public final class More {
        private final StackRecord stack;
        private final List<Op> ops = new ArrayList<>();

        private More(StackRecord stack) {
            this.stack = stack;
        }

        public void event(Event event) {
            ops.add(StackStore.this.event(stack, event));
        }

        public void definition(int which, Definition definition) {
            ops.add(put(stack, which, definition));
        }

        public void forget(int definition) {
            if (definition != StackRecord.NO_DEFINITION)
                ops.add(Op.delete(definitionKey(stack, definition)));
        }

        /** The name is free for another stack. */
        public void release() {
            ops.add(Op.delete(nameKey(stack.region(), stack.name())));
        }

        public void changeSet(ChangeSet set) {
            String key = changeSetKey(set.region(), set.uuid());
            ops.add(Op.put(key, codec.write(key, set)));
        }

        public void op(Op op) {
            ops.add(op);
        }
    }

    /**
     * Applies {@code change} to the newest state until no other change came between. It may be
     * called several times and must have no effect of its own.
     *
     * @param change also says what else is written; an unchanged record writes nothing
     */
    public StackRecord change(StackRecord stack, Change change) {
        String key = stackKey(stack);
        for (int attempt = 0; attempt < COMMIT_TRIES_MAX; attempt++) {
            Store.Entry entry =
                    store.get(key)
                            .orElseThrow(() -> new IllegalStateException(key + " was forgotten"));
            StackRecord before = read(entry, StackRecord.class);
            More more = new More(before);
            StackRecord after = change.apply(before, more);
            if (after.equals(before) && more.ops.isEmpty()) return after;
            List<Op> ops = new ArrayList<>();
            ops.add(Op.replace(key, codec.write(key, after), entry.revision()));
            ops.addAll(more.ops);
            if (store.commit(ops).isPresent()) return after;
        }
        throw new AwsException(
                "OperationInProgressException",
                "%d changes of %s were overtaken by others; try again."
                        .formatted(COMMIT_TRIES_MAX, stack.name()));
    }

    /** From a stack to the same one changed. */
    @FunctionalInterface
    public interface Change {
        StackRecord apply(StackRecord stack, More more);
    }

    public Definition definition(StackRecord stack, int which) {
        Store.Entry entry =
                store.get(definitionKey(stack, which))
                        .orElseThrow(() ->
                                new IllegalStateException(
                                        "%s has no definition %d".formatted(stack.id(), which)));
        return read(entry, Definition.class);
    }

    /** The definition in force, or the one that is wanted while there is none. */
    public Optional<Definition> definition(StackRecord stack) {
        int which = stack.definition();
        if (which == StackRecord.NO_DEFINITION)
            which = stack.operation().map(Operation::target).orElse(which);
        if (which == StackRecord.NO_DEFINITION) return Optional.empty();
        return store.get(definitionKey(stack, which)).map(entry -> read(entry, Definition.class));
    }

    /** By logical id. */
    public Map<String, ResourceRecord> resources(StackRecord stack) {
        Map<String, ResourceRecord> all = new LinkedHashMap<>();
        for (Store.Entry entry : store.list(resourcesKey(stack)).entries()) {
            ResourceRecord one = read(entry, ResourceRecord.class);
            all.put(one.logicalId(), one);
        }
        return all;
    }

    public Optional<ResourceRecord> resource(StackRecord stack, String logicalId) {
        return store.get(resourcesKey(stack) + logicalId)
                .map(entry -> read(entry, ResourceRecord.class));
    }

    /** One thread at a time writes a resource: its operation's. */
    public void put(StackRecord stack, ResourceRecord resource, Optional<Event> event) {
        String key = resourcesKey(stack) + resource.logicalId();
        Stream<Op> more = event.map(one -> event(stack, one)).stream();
        store.commit(
                Stream.concat(Stream.of(Op.put(key, codec.write(key, resource))), more).toList());
    }

    public void remove(StackRecord stack, ResourceRecord resource) {
        store.commit(List.of(Op.delete(resourcesKey(stack) + resource.logicalId())));
    }

    /** The newest first. */
    public List<Event> events(StackRecord stack) {
        return store.list(eventsKey(stack)).entries().reversed().stream()
                .map(entry -> read(entry, Event.class))
                .toList();
    }

    /** Of a region's stack, or of all stacks when it is empty; the newest last. */
    public List<ChangeSet> changeSets(String region, Predicate of) {
        return store.list("/changeset/" + region + "/").entries().stream()
                .map(entry -> read(entry, ChangeSet.class))
                .filter(of::test)
                .sorted(Comparator.comparing(ChangeSet::created))
                .toList();
    }

    /** Which change sets. */
    @FunctionalInterface
    public interface Predicate {
        boolean test(ChangeSet set);
    }

    public void put(ChangeSet set) {
        String key = changeSetKey(set.region(), set.uuid());
        store.commit(List.of(Op.put(key, codec.write(key, set))));
    }

    public void remove(ChangeSet set) {
        store.commit(List.of(Op.delete(changeSetKey(set.region(), set.uuid()))));
    }

    public Exports exports() {
        return new Exports(store, codec);
    }

    /** Events beyond the newest, and stacks deleted long ago, are forgotten. */
    public void prune(StackRecord stack) {
        List<Store.Entry> events = store.list(eventsKey(stack)).entries();
        forget(events.subList(0, Math.max(0, events.size() - EVENTS_KEPT_MAX)));
        all(stack.region()).stream()
                .filter(one -> !one.alive())
                .sorted(
                        Comparator.comparing((StackRecord one) -> one.deleted().orElse(Instant.MIN))
                                .reversed())
                .skip(DELETED_KEPT_MAX)
                .forEach(this::forget);
    }

    /** Everything of a stack. */
    public void forget(StackRecord stack) {
        forget(store.list(eventsKey(stack)).entries());
        forget(store.list(resourcesKey(stack)).entries());
        forget(store.list(definitionsKey(stack)).entries());
        changeSets(stack.region(), set -> set.stackId().equals(stack.id())).forEach(this::remove);
        store.commit(List.of(Op.delete(stackKey(stack))));
    }

    private void forget(List<Store.Entry> entries) {
        List<Op> ops = entries.stream().map(entry -> Op.delete(entry.key())).toList();
        for (int from = 0; from < ops.size(); from += Store.OPS_MAX)
            store.commit(ops.subList(from, Math.min(ops.size(), from + Store.OPS_MAX)));
    }

    private Op event(StackRecord stack, Event event) {
        String key =
                eventsKey(stack)
                        + "%013d-%08d"
                                .formatted(
                                        event.at().toEpochMilli(),
                                        number.incrementAndGet() % 100_000_000);
        return Op.put(key, codec.write(key, event));
    }

    private Op put(StackRecord stack, int which, Definition definition) {
        String key = definitionKey(stack, which);
        return Op.put(key, codec.write(key, definition));
    }

    private <T> T read(Store.Entry entry, Class<T> as) {
        return codec.read(entry.key(), entry.value(), as);
    }

    private static String nameKey(String region, String name) {
        return "/name/" + region + "/" + name;
    }

    private static String stackKey(String region, String uuid) {
        return "/stack/" + region + "/" + uuid;
    }

    private static String stackKey(StackRecord stack) {
        return stackKey(stack.region(), stack.uuid());
    }

    private static String resourcesKey(StackRecord stack) {
        return "/resource/" + stack.region() + "/" + stack.uuid() + "/";
    }

    private static String eventsKey(StackRecord stack) {
        return "/event/" + stack.region() + "/" + stack.uuid() + "/";
    }

    private static String definitionsKey(StackRecord stack) {
        return "/definition/" + stack.region() + "/" + stack.uuid() + "/";
    }

    private static String definitionKey(StackRecord stack, int which) {
        return definitionsKey(stack) + which;
    }

    private static String changeSetKey(String region, String uuid) {
        return "/changeset/" + region + "/" + uuid;
    }
}
