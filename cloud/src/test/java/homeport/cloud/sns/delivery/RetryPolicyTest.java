package homeport.cloud.sns.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When deliveries are tried again. Source: SNS developer guide, "message delivery retries". */
final class RetryPolicyTest {
    @Test
    void webServersAreTriedThreeTimesMoreTwentySecondsApart() {
        assertThat(seconds(RetryPolicy.HTTP)).containsExactly(20.0, 20.0, 20.0);
    }

    @Test
    void mailIsTriedForSomeSixHours() {
        List<Double> waits = seconds(RetryPolicy.MAIL);
        assertThat(waits).hasSize(50).startsWith(10.0, 10.0, 10.0).endsWith(600.0, 600.0);
        double hours = waits.stream().mapToDouble(d -> d).sum() / 3600;
        assertThat(hours).isBetween(6.0, 8.0);
    }

    @Test
    void queuesAreTriedAtOnceThenSoonThenForWeeks() {
        for (int failed = 1; failed <= 3; failed++)
            assertThat(RetryPolicy.QUEUE.after(failed)).contains(Duration.ZERO);
        assertThat(RetryPolicy.QUEUE.after(5)).contains(Duration.ofSeconds(1));
        assertThat(RetryPolicy.QUEUE.after(100_015)).contains(Duration.ofSeconds(20));
        assertThat(RetryPolicy.QUEUE.after(100_016)).isEmpty();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "linear,      1 1 1 2 3 4 4",
        "arithmetic,  1 1 1 1.667 2.667 4 4",
        "geometric,   1 1 1 1.333 2.333 4 4",
        "exponential, 1 1 1 1.587 2.52 4 4",
    })
    void waitsGrow(String growth, String expected) {
        DeliveryPolicy policy =
                DeliveryPolicy.parse(
                        """
                        {"healthyRetryPolicy":{"minDelayTarget":1,"maxDelayTarget":4,"numRetries":7,
                        "numNoDelayRetries":0,"numMinDelayRetries":2,"numMaxDelayRetries":1,
                        "backoffFunction":"%s"},"throttlePolicy":{"maxReceivesPerSecond":5},
                        "requestPolicy":{"headerContentType":"application/json"}}\
                        """
                                .formatted(growth));
        List<Double> wanted = new ArrayList<>();
        for (String one : expected.strip().split(" ")) wanted.add(Double.valueOf(one));
        assertThat(seconds(policy.retry())).isEqualTo(wanted);
        assertThat(policy.perSecondMax()).contains(5);
        assertThat(policy.contentType()).contains("application/json");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    no JSON               | {                              | not JSON
                    too long a wait       | "maxDelayTarget":3601          | maxDelayTarget must be
                    too many              | "numRetries":101               | numRetries must be
                    more parts than whole | "numRetries":1,"numNoDelayRetries":2 | at least the sum
                    the wrong way round   | "minDelayTarget":30,"maxDelayTarget":20 | minDelayTarget
                    an hour at the most   | "minDelayTarget":100,"maxDelayTarget":100,"numRetries":37 | 3600
                    an unknown growth     | "backoffFunction":"fast"       | backoffFunction is
                    """)
    void refuses(String story, String policy, String why) {
        String document = policy.equals("{") ? policy : "{\"healthyRetryPolicy\":{" + policy + "}}";
        assertThatThrownBy(() -> DeliveryPolicy.parse(document))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    private static List<Double> seconds(RetryPolicy policy) {
        List<Double> waits = new ArrayList<>();
        for (int failed = 1; ; failed++) {
            Optional<Duration> wait = policy.after(failed);
            if (wait.isEmpty()) return waits;
            waits.add(wait.get().toMillis() / 1000.0);
        }
    }
}
