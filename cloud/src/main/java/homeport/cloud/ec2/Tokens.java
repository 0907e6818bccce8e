package homeport.cloud.ec2;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Client tokens: a request that comes again makes nothing again. */
final class Tokens {
    private Tokens() {}

    /**
     * What an earlier request with the same token made.
     *
     * @param token empty: the request has none
     */
    static <T> Optional<T> made(List<T> all, Function<T, String> tokenOf, String token) {
        if (token.isEmpty()) return Optional.empty();
        return all.stream().filter(one -> tokenOf.apply(one).equals(token)).findFirst();
    }
}
