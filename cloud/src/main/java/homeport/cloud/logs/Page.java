package homeport.cloud.logs;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One page of a list; the token names the last item of the page before by its key. */
record Page<T>(List<T> items, Optional<String> next) {
    private static final int SIZE = 50;

    /**
     * @param all in their order
     * @param limit null for 50
     * @param token null for the first page
     */
    static <T> Page<T> of(List<T> all, Function<T, String> key, Integer limit, String token) {
        int size = limit == null ? SIZE : limit;
        int from = 0;
        if (token != null) {
            String last = decoded(token);
            while (from < all.size() && !key.apply(all.get(from)).equals(last)) from++;
            if (from == all.size()) throw Refusal.token();
            from++;
        }
        int to = Math.min(all.size(), from + size);
        Optional<String> next =
                to < all.size() && to > 0
                        ? Optional.of(encoded(key.apply(all.get(to - 1))))
                        : Optional.empty();
        return new Page<>(List.copyOf(all.subList(from, to)), next);
    }

    private static String encoded(String key) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notOurs) {
            throw Refusal.token();
        }
    }
}
