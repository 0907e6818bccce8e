package homeport.stack.api;

import java.util.List;
import java.util.Optional;

/**
 * One page of a list.
 *
 * @param next where the next one begins; empty for the last
 */
record Page<T>(List<T> items, Optional<String> next) {
    static final int SIZE = 100;

    /**
     * @param token from the page before; null for the first
     */
    static <T> Page<T> of(List<T> all, String token) {
        int from = 0;
        if (token != null) {
            if (!token.matches("[0-9]{1,9}")) throw Refusal.invalid("NextToken is not valid");
            from = Math.min(Integer.parseInt(token), all.size());
        }
        int to = Math.min(all.size(), from + SIZE);
        return new Page<>(
                List.copyOf(all.subList(from, to)),
                to < all.size() ? Optional.of(Integer.toString(to)) : Optional.empty());
    }

    String token() {
        return next.orElse(null);
    }
}
