package homeport.server.site;

import homeport.proxy.auth.TokenJournal.Counts;
import homeport.proxy.auth.TokenRefusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What CloudWatch says of sign-ins by token at one instance or cluster for one minute. Pure. Each
 * is there when something happened. Source: RDS user guide, "Troubleshooting for IAM DB
 * authentication".
 */
final class TokenReadings {
    private static final String METRIC = "IamDbAuthConnection";

    private TokenReadings() {}

    /**
     * @param dimensions of the instance or cluster
     * @param before a minute ago; empty when counting has begun since
     */
    static List<Reading> of(Map<String, String> dimensions, Optional<Counts> before, Counts now) {
        Optional<Counts> was = before.filter(one -> one.requests() <= now.requests());
        List<Reading> readings = new ArrayList<>();
        add(
                readings,
                dimensions,
                "Requests",
                now.requests() - was.map(Counts::requests).orElse(0L));
        add(
                readings,
                dimensions,
                "Success",
                now.succeeded() - was.map(Counts::succeeded).orElse(0L));
        add(readings, dimensions, "Failure", now.failed() - was.map(Counts::failed).orElse(0L));
        Map<String, List<TokenRefusal>> kinds =
                Map.of(
                        "FailureInvalidToken",
                        List.of(TokenRefusal.INVALID_TOKEN, TokenRefusal.EXPIRED_TOKEN),
                        "FailureInsufficientPermissions",
                        List.of(TokenRefusal.NOT_AUTHORIZED),
                        "FailureThrottling",
                        List.of(TokenRefusal.THROTTLED),
                        "FailureServerError",
                        List.of(TokenRefusal.INTERNAL_ERROR));
        kinds.forEach((name, refusals) ->
                add(
                        readings,
                        dimensions,
                        name,
                        count(now, refusals) - was.map(one -> count(one, refusals)).orElse(0L)));
        return readings;
    }

    private static long count(Counts of, List<TokenRefusal> refusals) {
        return refusals.stream().mapToLong(one -> of.refused().getOrDefault(one, 0L)).sum();
    }

    private static void add(
            List<Reading> readings, Map<String, String> dimensions, String name, long count) {
        if (count > 0) readings.add(Reading.one(METRIC + name, dimensions, Reading.COUNT, count));
    }
}
