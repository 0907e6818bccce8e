package homeport.cloud.sns;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One page of a list in key order, of 100 as in AWS; the token names the last of the one before.
 */
record Page<T>(List<T> rows, Optional<String> next) {
    private static final int ROWS_MAX = 100;

    static <T> Page<T> of(List<T> sorted, String token, Function<T, String> key) {
        String after = token == null || token.isEmpty() ? "" : decode(token);
        List<T> rest = sorted.stream().filter(row -> key.apply(row).compareTo(after) > 0).toList();
        if (rest.size() <= ROWS_MAX) return new Page<>(rest, Optional.empty());
        List<T> rows = rest.subList(0, ROWS_MAX);
        byte[] last = key.apply(rows.getLast()).getBytes(StandardCharsets.UTF_8);
        return new Page<>(rows, Optional.of(Base64.getEncoder().encodeToString(last)));
    }

    private static String decode(String token) {
        try {
            return new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            throw Refusal.parameter("NextToken Reason: it is not one that this service gave");
        }
    }
}
