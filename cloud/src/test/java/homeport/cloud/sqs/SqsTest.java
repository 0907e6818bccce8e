package homeport.cloud.sqs;

import static homeport.cloud.Caller.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.cloud.Caller;
import homeport.store.MemoryStore;
import homeport.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityResponse;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;
import software.amazon.awssdk.services.sqs.model.DeleteQueueRequest;
import software.amazon.awssdk.services.sqs.model.DeleteQueueResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.ListQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListQueuesResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.PurgeQueueRequest;
import software.amazon.awssdk.services.sqs.model.PurgeQueueResponse;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** Queues as SDKs use them. Source: SQS developer guide and API reference. */
final class SqsTest {
    private final MemoryStore records = new MemoryStore();
    private final MemoryStore messages = new MemoryStore();
    private Sqs sqs = open();
    private Caller caller = new Caller(sqs.service());
    private final String url = create("orders", Map.of());

    private Sqs open() {
        return new Sqs(
                records, messages, Caller.ACCOUNT, () -> caller.now, () -> "http://127.0.0.1:4566");
    }

    /** As after a crash: only what is in the stores is left. */
    private void reopen() {
        var now = caller.now;
        sqs = open();
        caller = new Caller(sqs.service());
        caller.now = now;
    }

    @Test
    void whatIsReceivedIsHiddenUntilItsTimeIsOver() {
        send("one");
        Message first = receive(1).getFirst();
        assertThat(first.body()).isEqualTo("one");
        assertThat(first.md5OfBody()).isEqualTo("f97c5d29941bfb1b2fdab0874906ab82");
        assertThat(receive(1)).isEmpty();
        reopen();
        assertThat(receive(1)).as("hidden after a restart too").isEmpty();
        caller.now = caller.now.plusSeconds(30);
        Message again = receive(1).getFirst();
        assertThat(again.messageId()).isEqualTo(first.messageId());
        assertThat(again.attributesAsStrings()).containsEntry("ApproximateReceiveCount", "2");
        delete(first);
        assertThat(count("ApproximateNumberOfMessagesNotVisible"))
                .as("an old receipt deletes nothing")
                .isEqualTo("1");
        delete(again);
        reopen();
        assertThat(count("ApproximateNumberOfMessagesNotVisible")).isEqualTo("0");
    }

    @Test
    void messagesComeInTheOrderOfTheirTimeAndTenAtTheMost() {
        for (int i = 0; i < 12; i++) {
            send("m" + i);
            caller.now = caller.now.plusMillis(1);
        }
        assertThat(receive(10)).extracting(Message::body).startsWith("m0", "m1").hasSize(10);
        refused("InvalidParameterValueException", "between 1 and 10", () -> receive(11));
    }

    @Test
    void visibilityCanBeChangedWhileAMessageIsInFlight() {
        send("one");
        Message message = receive(1).getFirst();
        hide(message, 0);
        Message again = receive(1).getFirst();
        refused("MessageNotInflight", "", () -> hide(message, 10));
        hide(again, 600);
        caller.now = caller.now.plusSeconds(599);
        assertThat(receive(1)).isEmpty();
        refused("ReceiptHandleIsInvalid", "", () -> delete(url, "nonsense"));
    }

    @Test
    void whatIsReceivedTooOftenGoesToTheDeadLetters() {
        String dead = create("dead", Map.of());
        String policy =
                """
                {"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:dead","maxReceiveCount":"2"}\
                """;
        String worked = create("work", Map.of(QueueAttributeName.REDRIVE_POLICY, policy));
        caller.call(
                SendMessageResponse.class,
                SendMessageRequest.builder().queueUrl(worked).messageBody("bad").build());
        for (int i = 0; i < 2; i++) {
            assertThat(receive(worked, 1)).hasSize(1);
            caller.now = caller.now.plusSeconds(31);
        }
        assertThat(receive(worked, 1)).isEmpty();
        reopen();
        assertThat(receive(dead, 1)).extracting(Message::body).containsExactly("bad");
    }

    /** The disk has no room for the move of the first of two: neither is lost. */
    @Test
    void whatCannotBeMovedToTheDeadLettersStaysAndIsMovedLater() {
        String dead = create("dead", Map.of());
        String policy =
                """
                {"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:dead","maxReceiveCount":"1"}\
                """;
        String worked = create("work", Map.of(QueueAttributeName.REDRIVE_POLICY, policy));
        for (String body : List.of("one", "two"))
            caller.call(
                    SendMessageResponse.class,
                    SendMessageRequest.builder().queueUrl(worked).messageBody(body).build());
        assertThat(receive(worked, 2)).hasSize(2);
        caller.now = caller.now.plusSeconds(31);
        messages.overtakeOnce(() -> {
            throw new StoreException("the store's disk is full");
        });
        assertThatThrownBy(() -> receive(worked, 2)).isInstanceOf(StoreException.class);
        assertThat(receive(worked, 2)).isEmpty();
        assertThat(receive(dead, 2))
                .extracting(Message::body)
                .containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void attributesAreDigestedAsClientsDoIt() {
        var value = MessageAttributeValue.builder().dataType("String").stringValue("v").build();
        SendMessageResponse sent =
                caller.call(
                        SendMessageResponse.class,
                        SendMessageRequest.builder()
                                .queueUrl(url)
                                .messageBody("one")
                                .messageAttributes(Map.of("name", value))
                                .build());
        Message message =
                caller.call(
                                ReceiveMessageResponse.class,
                                ReceiveMessageRequest.builder()
                                        .queueUrl(url)
                                        .messageAttributeNames("All")
                                        .build())
                        .messages()
                        .getFirst();
        assertThat(message.md5OfMessageAttributes()).isEqualTo(sent.md5OfMessageAttributes());
        assertThat(message.messageAttributes().get("name").stringValue()).isEqualTo("v");
    }

    @Test
    void delayedMessagesComeLater() {
        caller.call(
                SendMessageResponse.class,
                SendMessageRequest.builder()
                        .queueUrl(url)
                        .messageBody("late")
                        .delaySeconds(10)
                        .build());
        assertThat(receive(1)).isEmpty();
        assertThat(count("ApproximateNumberOfMessagesDelayed")).isEqualTo("1");
        caller.now = caller.now.plusSeconds(10);
        assertThat(receive(1)).hasSize(1);
    }

    @Test
    void aReaderWaitsForAMessageThatComes() throws Exception {
        Thread sender =
                Thread.startVirtualThread(() -> {
                    while (sqs.waiting("arn:aws:sqs:us-east-1:000000000000:orders") == 0)
                        Thread.onSpinWait();
                    send("here");
                });
        List<Message> found =
                caller.call(
                                ReceiveMessageResponse.class,
                                ReceiveMessageRequest.builder()
                                        .queueUrl(url)
                                        .waitTimeSeconds(20)
                                        .build())
                        .messages();
        sender.join();
        assertThat(found).extracting(Message::body).containsExactly("here");
    }

    @Test
    void messagesGoAfterTheirRetentionAndWithTheirQueue() {
        send("old");
        caller.now = caller.now.plus(Duration.ofDays(4)).plusSeconds(1);
        sqs.sweep(caller.now);
        assertThat(receive(1)).isEmpty();
        send("new");
        caller.call(PurgeQueueResponse.class, PurgeQueueRequest.builder().queueUrl(url).build());
        assertThat(receive(1)).isEmpty();
        refused(
                "PurgeQueueInProgress",
                "every 60 seconds",
                () ->
                        caller.call(
                                PurgeQueueResponse.class,
                                PurgeQueueRequest.builder().queueUrl(url).build()));
        send("left");
        caller.call(DeleteQueueResponse.class, DeleteQueueRequest.builder().queueUrl(url).build());
        refused("QueueDoesNotExist", "", () -> receive(1));
        assertThat(messages.list("/").entries()).isEmpty();
    }

    @Test
    void aBatchTellsOfEachEntry() {
        List<SendMessageBatchRequestEntry> entries =
                IntStream.range(0, 3)
                        .mapToObj(i ->
                                SendMessageBatchRequestEntry.builder()
                                        .id("e" + i)
                                        .messageBody(i == 1 ? "\u0000" : "body " + i)
                                        .build())
                        .toList();
        SendMessageBatchResponse answer = batch(entries);
        assertThat(answer.successful()).extracting(e -> e.id()).containsExactly("e0", "e2");
        assertThat(answer.failed())
                .extracting(e -> e.code())
                .containsExactly("InvalidMessageContents");
        refused("EmptyBatchRequest", "", () -> batch(List.of()));
        refused(
                "BatchEntryIdsNotDistinct",
                "",
                () -> batch(List.of(entries.getFirst(), entries.getFirst())));
    }

    private SendMessageBatchResponse batch(List<SendMessageBatchRequestEntry> entries) {
        return caller.call(
                SendMessageBatchResponse.class,
                SendMessageBatchRequest.builder().queueUrl(url).entries(entries).build());
    }

    @Test
    void aQueueIsMadeOnceByItsNameAndAttributes() {
        assertThat(create("orders", Map.of())).isEqualTo(url);
        refused(
                "QueueNameExists",
                "VisibilityTimeout",
                () -> create("orders", Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "7")));
        create("other", Map.of());
        ListQueuesResponse found =
                caller.call(
                        ListQueuesResponse.class,
                        ListQueuesRequest.builder().queueNamePrefix("or").build());
        assertThat(found.queueUrls()).containsExactly("http://127.0.0.1:4566/000000000000/orders");
    }

    @ParameterizedTest(name = "{0}={1} is {2}")
    @CsvSource({
        "VisibilityTimeout, 43201, InvalidAttributeValue",
        "VisibilityTimeout, -1, InvalidAttributeValue",
        "DelaySeconds, 901, InvalidAttributeValue",
        "MessageRetentionPeriod, 59, InvalidAttributeValue",
        "ReceiveMessageWaitTimeSeconds, 21, InvalidAttributeValue",
        "MaximumMessageSize, 1023, InvalidAttributeValue",
        "RedrivePolicy, {}, InvalidAttributeValue",
        "Policy, nonsense, InvalidAttributeValue",
        "FifoQueue, true, InvalidAttributeValue",
    })
    void attributesHaveBounds(String name, String value, String code) {
        refused(code, "", () -> create("q", Map.of(QueueAttributeName.fromValue(name), value)));
    }

    private String create(String name, Map<QueueAttributeName, String> attributes) {
        return caller.call(
                        CreateQueueResponse.class,
                        CreateQueueRequest.builder().queueName(name).attributes(attributes).build())
                .queueUrl();
    }

    private void send(String body) {
        caller.call(
                SendMessageResponse.class,
                SendMessageRequest.builder().queueUrl(url).messageBody(body).build());
    }

    private List<Message> receive(int max) {
        return receive(url, max);
    }

    private List<Message> receive(String from, int max) {
        return caller.call(
                        ReceiveMessageResponse.class,
                        ReceiveMessageRequest.builder()
                                .queueUrl(from)
                                .maxNumberOfMessages(max)
                                .messageSystemAttributeNamesWithStrings("All")
                                .build())
                .messages();
    }

    private void delete(Message message) {
        delete(url, message.receiptHandle());
    }

    private void delete(String from, String handle) {
        caller.call(
                DeleteMessageResponse.class,
                DeleteMessageRequest.builder().queueUrl(from).receiptHandle(handle).build());
    }

    private void hide(Message message, int seconds) {
        caller.call(
                ChangeMessageVisibilityResponse.class,
                ChangeMessageVisibilityRequest.builder()
                        .queueUrl(url)
                        .receiptHandle(message.receiptHandle())
                        .visibilityTimeout(seconds)
                        .build());
    }

    private String count(String name) {
        return caller.call(
                        GetQueueAttributesResponse.class,
                        GetQueueAttributesRequest.builder()
                                .queueUrl(url)
                                .attributeNamesWithStrings("All")
                                .build())
                .attributesAsStrings()
                .get(name);
    }
}
