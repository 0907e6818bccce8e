package homeport.cloud.secret;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One page of a list; the token names the last item by its sort key. */
record Page<T>(List<T> items, Optional<String> nextToken) {
    private static final int RESULTS_MAX = 100;

    static <T> Page<T> of(
            List<T> all,
            Function<T, String> key,
            boolean descending,
            Optional<Integer> maxResults,
            Optional<String> nextToken) {
        int size = maxResults.orElse(RESULTS_MAX);
        if (size < 1 || size > RESULTS_MAX)
            throw Refusal.parameter(
                    "MaxResults is %d, allowed 1 to %d.".formatted(size, RESULTS_MAX));
        Comparator<String> order =
                descending ? Comparator.reverseOrder() : Comparator.naturalOrder();
        var after = nextToken.map(Page::decode);
        var rest =
                all.stream()
                        .sorted(Comparator.comparing(key, order))
                        .filter(item ->
                                after.isEmpty() || order.compare(key.apply(item), after.get()) > 0)
                        .toList();
        if (rest.size() <= size) return new Page<>(rest, Optional.empty());
        var items = rest.subList(0, size);
        return new Page<>(items, Optional.of(encode(key.apply(items.getLast()))));
    }

    /** By time, then by name; milliseconds in thirteen digits sort as text until the year 2286. */
    static String sortKey(Instant created, String name) {
        return "%013d ".formatted(created.toEpochMilli()) + name;
    }

    private static String encode(String key) {
        return Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String token) {
        try {
            return new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Refusal.nextToken();
        }
    }
}
