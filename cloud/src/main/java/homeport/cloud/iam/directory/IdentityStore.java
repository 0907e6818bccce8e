package homeport.cloud.iam.directory;

import homeport.aws.AwsException;
import homeport.store.Op;
import homeport.store.Store;
import homeport.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * The directory in the store: one record each at {@code /iam/<kind>/<name in lower case>}, and
 * {@code /iam/~turn}, which every change replaces, so that changes follow one another. Safe from
 * any thread. {@code /iam-gone/<name in lower case>} stands for a role that was deleted.
 */
public final class IdentityStore {
    private static final int COMMIT_TRIES_MAX = 64;

    /** A use is written down when the last one known is older. */
    private static final Duration USE_EVERY = Duration.ofMinutes(15);

    private static final String ROOT = "/iam/";
    private static final String TURN = ROOT + "~turn";
    private static final String USES = "/iam-use/";
    private static final String GONE = "/iam-gone/";

    /** Source: IAM API reference, {@code roleNameType}. */
    private static final Pattern NAME = Pattern.compile("[\\w+=,.@-]{1,64}");

    /** Deleted roles that are remembered, newest first. */
    private static final int GONE_MAX = 10_000;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Logger LOG = LoggerFactory.getLogger(IdentityStore.class);

    private final Store store;
    private volatile Picture known = new Picture(-1, Directory.EMPTY);

    /**
     * @param turn the revision of {@value #TURN} that it is of
     */
    private record Picture(long turn, Directory directory) {}

    public IdentityStore(Store store) {
        this.store = store;
    }

    public Directory read() {
        return picture().directory();
    }

    private Picture picture() {
        long turn = store.get(TURN).map(Store.Entry::revision).orElse(0L);
        Picture last = known;
        if (last.turn() == turn) return last;
        Picture fresh = load();
        known = fresh;
        return fresh;
    }

    private Picture load() {
        var users = new TreeMap<String, User>();
        var groups = new TreeMap<String, Group>();
        var roles = new TreeMap<String, Role>();
        var policies = new TreeMap<String, ManagedPolicy>();
        var profiles = new TreeMap<String, Profile>();
        var keys = new TreeMap<String, Key>();
        long turn = 0;
        for (Store.Entry entry : store.list(ROOT).entries()) {
            if (entry.key().equals(TURN)) {
                turn = entry.revision();
                continue;
            }
            String[] place = entry.key().substring(ROOT.length()).split("/", 2);
            switch (place[0]) {
                case "user" -> users.put(place[1], JSON.readValue(entry.value(), User.class));
                case "group" -> groups.put(place[1], JSON.readValue(entry.value(), Group.class));
                case "role" -> roles.put(place[1], JSON.readValue(entry.value(), Role.class));
                case "policy" ->
                        policies.put(place[1], JSON.readValue(entry.value(), ManagedPolicy.class));
                case "profile" ->
                        profiles.put(place[1], JSON.readValue(entry.value(), Profile.class));
                case "key" -> keys.put(place[1], JSON.readValue(entry.value(), Key.class));
                default -> throw new IllegalStateException("what is " + entry.key() + "?");
            }
        }
        return new Picture(turn, new Directory(users, groups, roles, policies, profiles, keys));
    }

    /**
     * Applies {@code change} to the newest picture until no other change came between. It may be
     * called several times and must have no effect of its own.
     *
     * @throws AwsException what {@code change} refuses
     */
    public Directory change(UnaryOperator<Directory> change) {
        for (int attempt = 0; attempt < COMMIT_TRIES_MAX; attempt++) {
            Picture before = picture();
            Directory after = change.apply(before.directory());
            List<Op> ops = difference(before.directory(), after);
            for (String role : before.directory().roles().keySet())
                if (!after.roles().containsKey(role)) ops.add(Op.put(GONE + role, new byte[0]));
            if (ops.isEmpty()) return after;
            ops.add(
                    before.turn() == 0
                            ? Op.create(TURN, new byte[0])
                            : Op.replace(TURN, new byte[0], before.turn()));
            var revision = store.commit(ops);
            if (revision.isEmpty()) continue;
            known = new Picture(revision.getAsLong(), after);
            return after;
        }
        throw new AwsException(
                "ServiceFailure",
                "%d changes were overtaken by others; try again.".formatted(COMMIT_TRIES_MAX));
    }

    private static List<Op> difference(Directory before, Directory after) {
        var ops = new ArrayList<Op>();
        difference(ops, "user", before.users(), after.users());
        difference(ops, "group", before.groups(), after.groups());
        difference(ops, "role", before.roles(), after.roles());
        difference(ops, "policy", before.policies(), after.policies());
        difference(ops, "profile", before.profiles(), after.profiles());
        difference(ops, "key", before.keys(), after.keys());
        return ops;
    }

    private static <T> void difference(
            List<Op> ops, String kind, SortedMap<String, T> before, SortedMap<String, T> after) {
        if (before == after) return;
        for (Map.Entry<String, T> one : after.entrySet())
            if (!one.getValue().equals(before.get(one.getKey())))
                ops.add(Op.put(key(kind, one.getKey()), JSON.writeValueAsBytes(one.getValue())));
        for (String name : before.keySet())
            if (!after.containsKey(name)) ops.add(Op.delete(key(kind, name)));
    }

    private static String key(String kind, String name) {
        return ROOT + kind + "/" + name;
    }

    /** A role of that name has been deleted; of the last {@value #GONE_MAX} it is known. */
    public boolean hadRole(String name) {
        return NAME.matcher(name).matches() && store.get(GONE + Directory.fold(name)).isPresent();
    }

    public Optional<Key.Use> lastUse(String keyId) {
        return store.get(USES + keyId).map(e -> JSON.readValue(e.value(), Key.Use.class));
    }

    /**
     * Notes that a key signed; most calls only read. What a full disk does not take is noted of a
     * later call: it must not refuse this one, which may only ask how things stand.
     */
    public void used(String keyId, String service, String region, Instant now) {
        Optional<Key.Use> last = lastUse(keyId);
        if (last.filter(use -> use.at().plus(USE_EVERY).isAfter(now)).isPresent()) return;
        byte[] use = JSON.writeValueAsBytes(new Key.Use(now, service, region));
        try {
            store.commit(List.of(Op.put(USES + keyId, use)));
        } catch (StoreException full) {
            LOG.debug("the use of {} is not noted: {}", keyId, full.getMessage());
        }
    }

    /** What was noted of keys that are no more, and of roles long gone; called now and then. */
    public void sweep() {
        store.list(GONE).entries().stream()
                .sorted(Comparator.comparingLong(Store.Entry::revision).reversed())
                .skip(GONE_MAX)
                .forEach(old -> store.commit(List.of(Op.delete(old.key()))));
        Directory directory = read();
        for (Store.Entry entry : store.list(USES).entries())
            if (directory.key(entry.key().substring(USES.length())).isEmpty())
                store.commit(List.of(Op.delete(entry.key())));
    }
}
