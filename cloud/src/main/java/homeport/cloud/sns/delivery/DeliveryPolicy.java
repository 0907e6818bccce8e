package homeport.cloud.sns.delivery;

import homeport.cloud.sns.delivery.RetryPolicy.Growth;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a user said of HTTP deliveries. Source: SNS developer guide, "Creating an HTTP/S delivery
 * policy".
 *
 * @param perSecondMax messages a second; empty: no limit
 * @param contentType empty: SNS's own
 */
public record DeliveryPolicy(
        RetryPolicy retry, Optional<Integer> perSecondMax, Optional<String> contentType) {
    private static final int RETRIES_MAX = 100;
    private static final long SECONDS_MAX = 3600;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * @param document of a subscription; of a topic, which has it in {@code http} under names that
     *     begin with {@code default}
     * @throws IllegalArgumentException it is none, and why
     */
    public static DeliveryPolicy parse(String document) {
        JsonNode tree = tree(document);
        boolean ofTopic = tree.has("http");
        JsonNode all = ofTopic ? tree.get("http") : tree;
        JsonNode retry = all.path(ofTopic ? "defaultHealthyRetryPolicy" : "healthyRetryPolicy");
        JsonNode throttle = all.path(ofTopic ? "defaultThrottlePolicy" : "throttlePolicy");
        JsonNode request = all.path(ofTopic ? "defaultRequestPolicy" : "requestPolicy");
        Optional<Integer> perSecond =
                throttle.path("maxReceivesPerSecond").isIntegralNumber()
                        ? Optional.of(throttle.get("maxReceivesPerSecond").asInt())
                        : Optional.empty();
        if (perSecond.filter(n -> n < 1).isPresent())
            throw new IllegalArgumentException(
                    "throttlePolicy.maxReceivesPerSecond must be at least 1");
        Optional<String> type =
                Optional.of(request.path("headerContentType").asString(""))
                        .filter(text -> !text.isEmpty());
        if (type.filter(text -> !text.matches("[ -~]{1,128}")).isPresent())
            throw new IllegalArgumentException("requestPolicy.headerContentType is no media type");
        return new DeliveryPolicy(retry(retry), perSecond, type);
    }

    private static JsonNode tree(String document) {
        try {
            JsonNode tree = JSON.readTree(document);
            if (tree.isObject()) return tree;
        } catch (JacksonException broken) {
            throw new IllegalArgumentException("DeliveryPolicy: it is not JSON", broken);
        }
        throw new IllegalArgumentException("DeliveryPolicy: it is no JSON object");
    }

    private static RetryPolicy retry(JsonNode node) {
        if (!node.isObject()) return RetryPolicy.HTTP;
        int min = number(node, "minDelayTarget", 20, SECONDS_MAX);
        int max = number(node, "maxDelayTarget", Math.max(20, min), SECONDS_MAX);
        int retries = number(node, "numRetries", 3, RETRIES_MAX);
        int none = number(node, "numNoDelayRetries", 0, RETRIES_MAX);
        int early = number(node, "numMinDelayRetries", 0, RETRIES_MAX);
        int late = number(node, "numMaxDelayRetries", 0, RETRIES_MAX);
        if (min < 1 || min > max)
            throw new IllegalArgumentException(
                    "minDelayTarget must be at least 1 and not above maxDelayTarget");
        if (none + early + late > retries)
            throw new IllegalArgumentException(
                    "numRetries must be at least the sum of the retries of each phase");
        RetryPolicy policy =
                new RetryPolicy(
                        Duration.ofSeconds(min),
                        Duration.ofSeconds(max),
                        retries,
                        none,
                        early,
                        late,
                        growth(node.path("backoffFunction").asString("linear")));
        if (total(policy).compareTo(Duration.ofSeconds(SECONDS_MAX)) > 0)
            throw new IllegalArgumentException(
                    "all retries together would take more than 3600 seconds");
        return policy;
    }

    private static Duration total(RetryPolicy policy) {
        Duration total = Duration.ZERO;
        for (int failed = 1; failed <= policy.retries(); failed++)
            total = total.plus(policy.after(failed).orElse(Duration.ZERO));
        return total;
    }

    private static Growth growth(String name) {
        try {
            return Growth.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException(
                    "backoffFunction is arithmetic, exponential, geometric or linear", unknown);
        }
    }

    private static int number(JsonNode node, String name, int standard, long max) {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) return standard;
        if (!value.isIntegralNumber() || value.asLong() < 0 || value.asLong() > max)
            throw new IllegalArgumentException(name + " must be between 0 and " + max);
        return value.asInt();
    }
}
