package homeport.control.record;

import homeport.store.Op;
import homeport.store.Store;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * All records of one kind: {@code /rds/<region>/<kind>/<id>}, each a JSON document of a Java
 * record. Fields that a newer version wrote and this one does not know are dropped on reading; a
 * record's constructor supplies what an older version did not write. Safe from any thread.
 */
public final class Records<T> {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Store store;
    private final String kind;
    private final Class<T> type;

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

    /** The entry as a record; for watchers. */
    public Held<T> read(Store.Entry entry) {
        return new Held<>(entry.key(), JSON.readValue(entry.value(), type), entry.revision());
    }

    private byte[] write(T value) {
        return JSON.writeValueAsBytes(value);
    }
}
