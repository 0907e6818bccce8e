package homeport.cloud.iam.access;

import homeport.aws.Call;
import homeport.aws.Permission.Asked;
import java.util.Map;
import java.util.Optional;

/**
 * What a request to SNS or SQS is about: one topic or one queue. Source: Service Authorization
 * Reference, "Actions, resources, and condition keys" for Amazon SNS and for Amazon SQS.
 */
final class MessagingNeeds {
    /** A batch takes what its one takes. */
    private static final Map<String, String> BATCHES =
            Map.of(
                    "PublishBatch", "Publish",
                    "SendMessageBatch", "SendMessage",
                    "DeleteMessageBatch", "DeleteMessage",
                    "ChangeMessageVisibilityBatch", "ChangeMessageVisibility");

    private MessagingNeeds() {}

    static Need of(Call call, Asked asked, Members members) {
        boolean topic = asked.service().equals("sns");
        String action = BATCHES.getOrDefault(asked.action(), asked.action());
        Optional<String> resource = topic ? topic(call, members) : queue(call, members);
        return Need.of(asked.service() + ":" + action, resource.orElse("*"));
    }

    private static Optional<String> topic(Call call, Members members) {
        return members.text("TopicArn")
                .or(() -> members.text("TargetArn"))
                .or(() -> members.text("ResourceArn"))
                .or(() -> members.text("Name").map(name -> call.arn("sns", name)));
    }

    /** Its URL ends in its name. */
    private static Optional<String> queue(Call call, Members members) {
        return members.text("QueueUrl")
                .map(url -> url.substring(url.lastIndexOf('/') + 1))
                .or(() -> members.text("QueueName"))
                .map(name -> call.arn("sqs", name));
    }
}
