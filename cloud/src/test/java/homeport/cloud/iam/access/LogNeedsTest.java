package homeport.cloud.iam.access;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.aws.Call;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagResourceRequest;

/** Source: Service Authorization Reference, "Amazon CloudWatch Logs". */
final class LogNeedsTest {
    private static final String ARN = "arn:aws:logs:us-east-1:000000000000:log-group:";

    private record Row(SdkPojo request, String resource) {}

    private static final List<Row> ROWS =
            List.of(
                    new Row(
                            GetLogEventsRequest.builder()
                                    .logGroupName("app")
                                    .logStreamName("one")
                                    .build(),
                            ARN + "app:log-stream:one"),
                    new Row(
                            FilterLogEventsRequest.builder()
                                    .logGroupIdentifier(ARN + "app")
                                    .logStreamNames("one")
                                    .build(),
                            ARN + "app:log-stream:"),
                    new Row(
                            DescribeLogStreamsRequest.builder().logGroupIdentifier("app").build(),
                            ARN + "app:log-stream:"),
                    new Row(DescribeLogGroupsRequest.builder().build(), ARN + ":log-stream:"),
                    new Row(
                            TagResourceRequest.builder().resourceArn(ARN + "app").build(),
                            ARN + "app"));

    @Test
    void requestsNameGroupsAndStreamsAsPoliciesDo() {
        var call =
                new Call(
                        "us-east-1",
                        "000000000000",
                        new Call.Caller("", "", ""),
                        "a-request",
                        Instant.EPOCH);
        for (Row row : ROWS) {
            String action = row.request.getClass().getSimpleName().replaceFirst("Request$", "");
            assertThat(LogNeeds.resource(call, action, new Members(row.request)))
                    .as(action)
                    .contains(row.resource);
        }
    }
}
