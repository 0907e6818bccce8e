package homeport.control.record;

import homeport.store.Op;
import homeport.store.Store;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * All records of one kind: {@code /rds/<region>/<kind>/<id>}, each a JSON document of a Java
 * record. Fields that a newer version wrote and this one does not know are dropped on reading; a
 * record's constructor supplies what an older version did not write. Safe from any thread.
 */
public final class Records<T> {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Most documents kept parsed; one more and all are forgotten. */
    private static final int PARSED_MAX = 1024;

    private final Store store;
    private final String kind;
    private final Class<T> type;
    private final Map<String, Held<T>> parsed = new ConcurrentHashMap<>();

    public Records(Store store, String kind, Class<T> type) {
        this.store = store;
        this.kind = kind;
        this.type = type;
    }

    public Optional<Held<T>> find(String region, String id) {
        return store.get(key(region, id)).map(this::read);
    }

    /** In id order. */
    public List<Held<T>> list(String region) {
        return store.list(folder(region)).entries().stream().map(this::read).toList();
    }

    public int count(String region) {
        return store.list(folder(region)).entries().size();
    }

    /** Of every region, ordered by key. */
    public List<Held<T>> listEverywhere() {
        String middle = "/" + kind + "/";
        return store.list("/rds/").entries().stream()
                .filter(entry -> entry.key().indexOf(middle) == entry.key().indexOf('/', 5))
                .map(this::read)
                .sorted(Comparator.comparing(Held::key))
                .toList();
    }

    public Op create(String region, String id, T value) {
        return Op.create(key(region, id), write(value));
    }

    /** Writes whatever is there now. Only for a record with one writer. */
    public Op put(String region, String id, T value) {
        return Op.put(key(region, id), write(value));
    }

    public Op replace(Held<T> held, T value) {
        return Op.replace(held.key(), write(value), held.revision());
    }

    public Op delete(Held<T> held) {
        return Op.delete(held.key(), held.revision());
    }

    public Op check(Held<T> held) {
        return Op.check(held.key(), held.revision());
    }

    public String key(String region, String id) {
        return folder(region) + id;
    }

    private String folder(String region) {
        return "/rds/" + region + "/" + kind + "/";
    }

    /**
     * The entry as a record; for watchers. A document is parsed once for each revision: what is
     * kept is never stale, because a revision belongs to one value, and never changed, because
     * records are immutable.
     */
    public Held<T> read(Store.Entry entry) {
        Held<T> known = parsed.get(entry.key());
        if (known != null && known.revision() == entry.revision()) return known;
        T value = JSON.readValue(entry.value(), type);
        Held<T> read = new Held<>(entry.key(), value, entry.revision());
        if (parsed.size() >= PARSED_MAX) parsed.clear();
        parsed.put(entry.key(), read);
        return read;
    }

    private byte[] write(T value) {
        return JSON.writeValueAsBytes(value);
    }
}
