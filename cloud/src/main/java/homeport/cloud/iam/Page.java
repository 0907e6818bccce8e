package homeport.cloud.iam;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Part of a list, in the order of its names. The marker names the last one seen, so that what comes
 * and goes between two pages shifts nothing.
 *
 * @param marker null, as the SDK's builders take it, on the last page
 */
record Page<T>(List<T> items, boolean truncated, String marker) {
    private static final int ITEMS_DEFAULT = 100;

    static <T> Page<T> of(
            Collection<? extends T> all,
            Function<T, String> name,
            Integer itemsMax,
            String marker) {
        Optional<String> after = Optional.ofNullable(marker).map(Page::read);
        int max = Optional.ofNullable(itemsMax).orElse(ITEMS_DEFAULT);
        List<T> rest =
                all.stream()
                        .<T>map(one -> one)
                        .sorted(Comparator.comparing(name))
                        .filter(one ->
                                after.filter(a -> name.apply(one).compareTo(a) <= 0).isEmpty())
                        .toList();
        if (rest.size() <= max) return new Page<>(rest, false, null);
        List<T> items = List.copyOf(rest.subList(0, max));
        return new Page<>(items, true, write(name.apply(items.getLast())));
    }

    private static String write(String name) {
        return Base64.getUrlEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8));
    }

    private static String read(String marker) {
        try {
            return new String(Base64.getUrlDecoder().decode(marker), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException no) {
            throw Refusal.validation("Invalid Marker.");
        }
    }
}
