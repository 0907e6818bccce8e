package homeport.cloud.sns;

import static homeport.cloud.Caller.refused;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.cloud.Caller;
import homeport.store.StoreException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sns.model.CreateTopicRequest;
import software.amazon.awssdk.services.sns.model.CreateTopicResponse;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesResponse;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sns.model.UnsubscribeRequest;
import software.amazon.awssdk.services.sqs.model.Message;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Topics as SDKs use them, with web servers and queues at the other end. */
final class SnsTest extends TopicsRig {
    @Test
    void aWebServerConfirmsAndReceivesSignedMessages() throws Exception {
        open();
        String topic = topic("alarms");
        Receiver receiver = receiver();
        String arn = confirmed(topic, receiver, Map.of());
        publish(topic, "the message", "the subject");
        Receiver.Got got = receiver.next();
        assertThat(got.type()).isEqualTo("Notification");
        assertThat(got.subscription()).isEqualTo(arn);
        JsonNode json = got.json();
        assertThat(json.get("Message").asString()).isEqualTo("the message");
        assertThat(json.get("UnsubscribeURL").asString())
                .startsWith(API + "/?Action=Unsubscribe&SubscriptionArn=arn%3Aaws%3Asns");
        check(
                json,
                "SHA1withRSA",
                "Message",
                "MessageId",
                "Subject",
                "Timestamp",
                "TopicArn",
                "Type");
        String certificate = json.get("SigningCertURL").asString().substring(API.length());
        assertThat(sns.certificate(certificate)).contains("the certificate");
        set(topic, "SignatureVersion", "2");
        publish(topic, "without a subject", null);
        check(
                receiver.next().json(),
                "SHA256withRSA",
                "Message",
                "MessageId",
                "Timestamp",
                "TopicArn",
                "Type");
        byHand(UnsubscribeRequest.builder().subscriptionArn(arn).build());
        publish(topic, "to nobody", null);
        await("all is done", () -> messages.list("/sns/").entries().isEmpty());
        assertThat(receiver.isEmpty()).isTrue();
    }

    @Test
    void whatWasAcceptedIsTriedByTheNextRun() throws Exception {
        open();
        String topic = topic("alarms");
        Receiver receiver = receiver();
        confirmed(
                topic,
                receiver,
                Map.of(
                        "DeliveryPolicy",
                        """
                        {"healthyRetryPolicy":{"minDelayTarget":1,"maxDelayTarget":1,"numRetries":50}}\
                        """));
        receiver.status = 503;
        publish(topic, "must arrive", null);
        receiver.next();
        sns.close();
        receiver.status = 200;
        open();
        String body = receiver.next().json().get("Message").asString();
        assertThat(body).isEqualTo("must arrive");
        await("it is done", () -> messages.list("/sns/").entries().isEmpty());
    }

    /** As often as a lane sends at once, and once more. */
    @Test
    void aDiskThatWasFullHoldsNoMessageForEver() {
        open();
        String topic = topic("alarms");
        String queue = queue("all");
        subscribe(topic, "sqs", arn("sqs", "all"), Map.of());
        for (int i = 0; i < 3; i++) {
            messages.overtakeOnce(() -> messages.overtakeOnce(SnsTest::full)); // after it is taken
            publish(topic, "m" + i, null);
        }
        for (int i = 0; i < 3; i++) receive(queue);
        await("all is done", () -> messages.list("/sns/").entries().isEmpty());
    }

    private static void full() {
        throw new StoreException("the store's disk is full");
    }

    @Test
    void aSilentSubscriberHoldsNobodyElse() throws Exception {
        open();
        String topic = topic("alarms");
        Receiver quick = receiver();
        confirmed(topic, quick, Map.of());
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String url = "http://127.0.0.1:" + silent.getLocalPort() + "/";
            String arn = subscribe(topic, "http", url, Map.of());
            Subscription held =
                    new SnsStore(records, Caller.ACCOUNT).subscription(arn).orElseThrow();
            confirm(topic, held.token());
            for (int i = 0; i < 20; i++) publish(topic, "m" + i, null);
            for (int i = 0; i < 20; i++) quick.next();
        }
    }

    @Test
    void aNoIsFinalAndGoesToTheDeadLetters() throws Exception {
        open();
        String topic = topic("alarms");
        String dead = queue("dead");
        Receiver receiver = receiver();
        String arn =
                confirmed(
                        topic,
                        receiver,
                        Map.of(
                                "RedrivePolicy",
                                "{\"deadLetterTargetArn\":\"" + arn("sqs", "dead") + "\"}"));
        receiver.status = 404;
        publish(topic, "refused", null);
        Message message = receive(dead);
        assertThat(message.body()).contains("\"refused\"");
        assertThat(attributes(arn).get("HomeportDeliveryProblem"))
                .endsWith("the endpoint answered HTTP 404");
    }

    @Test
    void queuesReceiveWhatTheirFiltersLetThrough() throws Exception {
        open();
        String topic = topic("alarms");
        String wrapped = queue("wrapped");
        String raw = queue("raw");
        subscribe(topic, "sqs", arn("sqs", "wrapped"), Map.of());
        subscribe(
                topic,
                "sqs",
                arn("sqs", "raw"),
                Map.of("RawMessageDelivery", "true", "FilterPolicy", "{\"kind\":[\"failover\"]}"));
        publish(topic, "backup", "kind");
        attributed(topic, "over", "failover");
        Message message = receive(raw);
        assertThat(message.body()).isEqualTo("over");
        assertThat(message.messageAttributes().get("kind").stringValue()).isEqualTo("failover");
        JsonNode first = JsonMapper.shared().readTree(receive(wrapped).body());
        assertThat(first.get("Type").asString()).isEqualTo("Notification");
        receive(wrapped);
    }

    @Test
    void eachProtocolHasItsOwnTextWhereThePublisherSaysSo() throws Exception {
        open();
        String topic = topic("alarms");
        String queue = queue("q");
        subscribe(topic, "sqs", arn("sqs", "q"), Map.of("RawMessageDelivery", "true"));
        topics.call(
                PublishResponse.class,
                PublishRequest.builder()
                        .topicArn(topic)
                        .messageStructure("json")
                        .message("{\"default\":\"d\",\"sqs\":\"for queues\",\"http\":\"h\"}")
                        .build());
        assertThat(receive(queue).body()).isEqualTo("for queues");
    }

    @Test
    void aTopicIsMadeOnceByItsName() {
        open();
        String topic = topic("alarms");
        assertThat(topic("alarms")).isEqualTo(topic).isEqualTo(arn("sns", "alarms"));
        refused(
                "InvalidParameter",
                "different attributes",
                () ->
                        topics.call(
                                CreateTopicResponse.class,
                                CreateTopicRequest.builder()
                                        .name("alarms")
                                        .attributes(Map.of("DisplayName", "x"))
                                        .build()));
        // as Terraform does right after it
        for (String one : List.of("HTTP", "SQS", "Lambda", "Firehose", "Application"))
            set(topic, one + "SuccessFeedbackSampleRate", "0");
        Map<String, String> shown =
                topics.call(
                                GetTopicAttributesResponse.class,
                                GetTopicAttributesRequest.builder().topicArn(topic).build())
                        .attributes();
        assertThat(shown)
                .containsEntry("SubscriptionsConfirmed", "0")
                .containsKeys("Policy", "EffectiveDeliveryPolicy", "Owner", "DisplayName");
    }

    @ParameterizedTest(name = "{0} to {1}: {2}")
    @CsvSource({
        "lambda, arn:aws:lambda:us-east-1:000000000000:function:f, does not work here",
        "http, https://example.com/, match the specified protocol",
        "http, http://127.0.0.1:4566/, own API",
        "http, not a url, no URL",
        "email, nobody, Email address",
        "sqs, arn:aws:sqs:us-east-1:000000000000:none, there is no queue",
        "sqs, none, SQS endpoint ARN",
    })
    void endpointsAreChecked(String protocol, String endpoint, String why) {
        open();
        String topic = topic("alarms");
        refused("InvalidParameter", why, () -> subscribe(topic, protocol, endpoint, Map.of()));
    }

    @Test
    void whatIsPublishedIsChecked() {
        open();
        String topic = topic("alarms");
        refused("NotFound", "Topic does not exist", () -> publish(topic + "x", "m", null));
        refused("InvalidParameter", "Empty message", () -> publish(topic, "", null));
        refused("InvalidParameter", "Subject", () -> publish(topic, "m", "two\nlines"));
        refused("InvalidParameter", "too long", () -> publish(topic, "m".repeat(262_145), null));
        refused("InvalidParameter", "Token", () -> confirm(topic, "guessed"));
    }
}
