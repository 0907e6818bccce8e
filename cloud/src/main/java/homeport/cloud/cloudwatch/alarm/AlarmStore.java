package homeport.cloud.cloudwatch.alarm;

import homeport.aws.AwsException;
import homeport.cloud.cloudwatch.Refusal;
import homeport.store.Op;
import homeport.store.Store;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/**
 * Alarms on record, {@code /alarm/<region>/<name>}, their history, {@code
 * /history/<region>/<name>/<time>}, and what is to be told, {@code /errand/<time>}. Safe from any
 * thread.
 */
final class AlarmStore {
    private static final String ERRANDS = "/errand/";
    private static final int COMMIT_TRIES_MAX = 64;
    private static final int NAME_IN_KEY_MAX = 200;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Store store;
    private final Map<String, Parsed> parsed = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();

    /** Tells entries of one millisecond apart, in their order. */
    private final AtomicLong number = new AtomicLong();

    private record Parsed(long revision, Alarm alarm) {}

    /** A key of the store with what it holds. */
    record Kept<T>(String key, T value) {}

    AlarmStore(Store store) {
        this.store = store;
    }

    /** Another number after each change of any alarm. */
    long changes() {
        return changes.get();
    }

    Optional<Alarm> find(String region, String name) {
        return store.get(key(region, name)).map(this::read);
    }

    /** Of one region, by name. */
    List<Alarm> all(String region) {
        return alarms("/alarm/" + region + "/");
    }

    /** Of all regions. */
    List<Alarm> all() {
        return alarms("/alarm/");
    }

    private List<Alarm> alarms(String prefix) {
        return store.list(prefix).entries().stream()
                .map(this::read)
                .sorted(Comparator.comparing(Alarm::name))
                .toList();
    }

    /**
     * Makes or changes an alarm in one commit.
     *
     * @param change from what is on record, empty for nothing; an empty answer changes nothing
     */
    Optional<Alarm> change(
            String region, String name, Function<Optional<Alarm>, Optional<Change>> change) {
        String key = key(region, name);
        for (int attempt = 0; attempt < COMMIT_TRIES_MAX; attempt++) {
            Optional<Store.Entry> held = store.get(key);
            Optional<Change> wanted = change.apply(held.map(this::read));
            if (wanted.isEmpty()) return Optional.empty();
            List<Op> ops = new ArrayList<>();
            byte[] value = JSON.writeValueAsBytes(wanted.get().after());
            ops.add(
                    held.isEmpty()
                            ? Op.create(key, value)
                            : Op.replace(key, value, held.get().revision()));
            for (HistoryItem item : wanted.get().history()) ops.add(put(item));
            for (Errand errand : wanted.get().errands())
                ops.add(Op.put(ERRANDS + stamp(errand.since()), JSON.writeValueAsBytes(errand)));
            if (store.commit(ops).isPresent()) {
                changes.incrementAndGet();
                return Optional.of(wanted.get().after());
            }
        }
        throw busy();
    }

    private static AwsException busy() {
        return new AwsException(
                "ConcurrentModificationException",
                "The alarm is being changed by others. Try again.");
    }

    void delete(Alarm alarm, Change gone) {
        List<Op> ops = new ArrayList<>();
        ops.add(Op.delete(key(alarm.region(), alarm.name())));
        for (HistoryItem item : gone.history()) ops.add(put(item));
        store.commit(ops);
        parsed.remove(key(alarm.region(), alarm.name()));
        changes.incrementAndGet();
    }

    /** What is still to be told, the oldest first. */
    List<Kept<Errand>> errands() {
        return store.list(ERRANDS).entries().stream()
                .map(entry -> new Kept<>(entry.key(), JSON.readValue(entry.value(), Errand.class)))
                .toList();
    }

    /** It was told, or cannot be. */
    void done(Kept<Errand> errand, HistoryItem how) {
        store.commit(List.of(Op.delete(errand.key()), put(how)));
    }

    /** Of one alarm, or all of a region when the name is empty; the oldest first. */
    List<Kept<HistoryItem>> history(String region, Optional<String> name) {
        String prefix = "/history/" + region + "/" + name.map(of -> encode(of) + "/").orElse("");
        return store.list(prefix).entries().stream()
                .map(entry ->
                        new Kept<>(entry.key(), JSON.readValue(entry.value(), HistoryItem.class)))
                .sorted(
                        Comparator.comparing((Kept<HistoryItem> kept) -> kept.value().at())
                                .thenComparing(kept -> stamp(kept.key())))
                .toList();
    }

    /** Keys of all history, in no order of time. */
    List<String> historyKeys() {
        return store.list("/history/").entries().stream().map(Store.Entry::key).toList();
    }

    void forget(List<String> keys) {
        List<Op> ops = keys.stream().map(Op::delete).toList();
        for (int from = 0; from < ops.size(); from += Store.OPS_MAX)
            store.commit(ops.subList(from, Math.min(ops.size(), from + Store.OPS_MAX)));
    }

    private Op put(HistoryItem item) {
        String key =
                "/history/" + item.region() + "/" + encode(item.alarm()) + "/" + stamp(item.at());
        return Op.put(key, JSON.writeValueAsBytes(item));
    }

    private String stamp(Instant at) {
        return "%013d-%08d".formatted(at.toEpochMilli(), number.incrementAndGet() % 100_000_000);
    }

    /** The last part of a key of history: millisecond, then number. */
    static String stamp(String key) {
        return key.substring(key.lastIndexOf('/') + 1);
    }

    private Alarm read(Store.Entry entry) {
        Parsed known = parsed.get(entry.key());
        if (known != null && known.revision() == entry.revision()) return known.alarm();
        Alarm alarm = JSON.readValue(entry.value(), Alarm.class);
        parsed.put(entry.key(), new Parsed(entry.revision(), alarm));
        return alarm;
    }

    /** At the most, the alarms of a region. */
    static void room(int alarms, int most) {
        if (alarms >= most)
            throw Refusal.full(
                    "There are %d alarms in this region, allowed %d.".formatted(alarms, most));
    }

    private static String key(String region, String name) {
        return "/alarm/" + region + "/" + encode(name);
    }

    /** Names hold any character; a long one is told from others by its digest. */
    static String encode(String name) {
        StringBuilder key = new StringBuilder();
        for (byte one : name.getBytes(StandardCharsets.UTF_8)) {
            boolean plain =
                    one >= 'a' && one <= 'z'
                            || one >= 'A' && one <= 'Z'
                            || one >= '0' && one <= '9'
                            || one == '-'
                            || one == '_';
            if (plain) key.append((char) one);
            else key.append('%').append(HexFormat.of().toHexDigits(one));
        }
        if (key.length() <= NAME_IN_KEY_MAX) return key.toString();
        return key.substring(0, NAME_IN_KEY_MAX) + "%" + digest(name);
    }

    private static String digest(String name) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java has it
        }
    }
}
