package homeport.cloud.ssm;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One page of a list that is in the order of its keys; the token names the last item's key. */
record Page<T>(List<T> items, Optional<String> nextToken) {
    static <T> Page<T> of(
            List<T> all, Function<T, String> key, int size, Optional<String> nextToken) {
        Optional<String> after = nextToken.map(Page::decode);
        List<T> rest =
                all.stream()
                        .filter(item ->
                                after.isEmpty() || key.apply(item).compareTo(after.get()) > 0)
                        .toList();
        if (rest.size() <= size) return new Page<>(rest, Optional.empty());
        List<T> items = rest.subList(0, size);
        return new Page<>(items, Optional.of(encode(key.apply(items.getLast()))));
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
