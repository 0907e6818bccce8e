package homeport.cloud.cloudwatch.alarm;

import homeport.cloud.cloudwatch.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One page of a list in the order of its keys; the token names the last row of the one before. */
record Page<T>(List<T> rows, Optional<String> next) {
    static <T> Page<T> of(List<T> sorted, String token, int size, Function<T, String> key) {
        return inOrder(sorted, token, size, key, true);
    }

    /**
     * @param up whether keys ascend
     */
    static <T> Page<T> inOrder(
            List<T> sorted, String token, int size, Function<T, String> key, boolean up) {
        Optional<String> after = Optional.ofNullable(token).map(Page::decode);
        List<T> rest =
                sorted.stream()
                        .filter(row -> after.isEmpty() || beyond(key.apply(row), after.get(), up))
                        .limit(size + 1L)
                        .toList();
        if (rest.size() <= size) return new Page<>(rest, Optional.empty());
        List<T> rows = rest.subList(0, size);
        byte[] last = key.apply(rows.getLast()).getBytes(StandardCharsets.UTF_8);
        return new Page<>(rows, Optional.of(Base64.getUrlEncoder().encodeToString(last)));
    }

    private static boolean beyond(String key, String after, boolean up) {
        return up ? key.compareTo(after) > 0 : key.compareTo(after) < 0;
    }

    private static String decode(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notOurs) {
            throw Refusal.nextToken();
        }
    }
}
