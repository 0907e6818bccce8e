package homeport.cloud.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.Function;

/**
 * A page of a bucket's keys. Pure. Source: S3 API reference, ListObjectsV2: keys between prefix and
 * delimiter are one common prefix, which counts as one result.
 *
 * @param prefixes the common ones
 * @param last key or common prefix, to go on after; empty when nothing is listed
 */
record Listing<T>(List<T> items, List<String> prefixes, boolean truncated, Optional<String> last) {
    private static final String LAST_CHARACTER = Character.toString(Character.MAX_CODE_POINT);

    /**
     * What is asked for.
     *
     * @param after nothing up to here
     * @param versions of the key {@code after}, those that are older than this one are listed
     */
    record Ask(
            String prefix,
            Optional<String> delimiter,
            Optional<String> after,
            Optional<String> versions,
            int max) {}

    /**
     * @param rows of one key, none when it is not to be seen
     */
    static <T> Listing<T> of(
            NavigableMap<String, List<Version>> index,
            Ask ask,
            Function<List<Version>, List<T>> rows) {
        List<T> items = new ArrayList<>();
        List<String> prefixes = new ArrayList<>();
        Optional<String> last = Optional.empty();
        Map.Entry<String, List<Version>> entry = first(index, ask);
        while (ask.max() > 0 && entry != null && entry.getKey().startsWith(ask.prefix())) {
            String key = entry.getKey();
            List<T> found = rows.apply(older(entry, ask));
            Optional<String> common = found.isEmpty() ? Optional.empty() : common(key, ask);
            boolean seen = common.filter(one -> isBefore(one, ask)).isPresent();
            int more = common.isPresent() ? (seen ? 0 : 1) : found.size();
            int room = ask.max() - items.size() - prefixes.size();
            if (more > room) {
                if (common.isEmpty()) items.addAll(found.subList(0, room));
                if (common.isEmpty() && room > 0) last = Optional.of(key);
                return new Listing<>(items, prefixes, true, last);
            }
            if (common.isEmpty()) items.addAll(found);
            else if (!seen) prefixes.add(common.get());
            if (more > 0) last = common.or(() -> Optional.of(key));
            entry =
                    common.isEmpty()
                            ? index.higherEntry(key)
                            : index.ceilingEntry(common.get() + LAST_CHARACTER);
        }
        return new Listing<>(items, prefixes, false, last);
    }

    private static Map.Entry<String, List<Version>> first(
            NavigableMap<String, List<Version>> index, Ask ask) {
        boolean inside =
                ask.after().filter(a -> Bucket.ORDER.compare(a, ask.prefix()) >= 0).isPresent();
        if (!inside) return index.ceilingEntry(ask.prefix());
        String after = ask.after().get();
        return ask.versions().isPresent() ? index.ceilingEntry(after) : index.higherEntry(after);
    }

    private static List<Version> older(Map.Entry<String, List<Version>> entry, Ask ask) {
        boolean halfway =
                ask.versions().isPresent() && ask.after().equals(Optional.of(entry.getKey()));
        if (!halfway) return entry.getValue();
        List<Version> all = entry.getValue();
        for (int i = 0; i < all.size(); i++)
            if (all.get(i).id().equals(ask.versions().get())) return all.subList(i + 1, all.size());
        return List.of();
    }

    private static Optional<String> common(String key, Ask ask) {
        if (ask.delimiter().isEmpty()) return Optional.empty();
        int at = key.indexOf(ask.delimiter().get(), ask.prefix().length());
        return at < 0
                ? Optional.empty()
                : Optional.of(key.substring(0, at + ask.delimiter().get().length()));
    }

    private static boolean isBefore(String common, Ask ask) {
        return ask.after().filter(after -> Bucket.ORDER.compare(common, after) <= 0).isPresent();
    }
}
