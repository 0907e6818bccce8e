package homeport.cloud.sns;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.aws.Call;
import homeport.cloud.Caller;
import homeport.cloud.Mirror;
import homeport.cloud.sns.delivery.MailSettings;
import homeport.cloud.sqs.Sqs;
import homeport.store.MemoryStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionRequest;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionResponse;
import software.amazon.awssdk.services.sns.model.CreateTopicRequest;
import software.amazon.awssdk.services.sns.model.CreateTopicResponse;
import software.amazon.awssdk.services.sns.model.GetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetSubscriptionAttributesResponse;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesResponse;
import software.amazon.awssdk.services.sns.model.SubscribeRequest;
import software.amazon.awssdk.services.sns.model.SubscribeResponse;
import software.amazon.awssdk.services.sns.model.UnsubscribeRequest;
import software.amazon.awssdk.services.sns.model.UnsubscribeResponse;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import tools.jackson.databind.JsonNode;

/** A service with topics and queues, and how tests ask it. */
abstract class TopicsRig {
    static final String API = "http://127.0.0.1:4566";
    static final KeyPair PAIR = pair();

    final MemoryStore records = new MemoryStore();
    final MemoryStore messages = new MemoryStore();
    final List<AutoCloseable> opened = new ArrayList<>();
    MailSettings mail = MailSettings.NONE;
    Sqs sqs;
    Sns sns;
    Caller topics;
    Caller queues;

    @TempDir Path folder;

    static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    void open() {
        sqs = new Sqs(records, messages, Caller.ACCOUNT, Instant::now, () -> API);
        Certifier certifier =
                (name, now) ->
                        new Certifier.Issued(
                                "the certificate",
                                Base64.getEncoder().encodeToString(PAIR.getPrivate().getEncoded()),
                                now.plus(Duration.ofDays(365)));
        sns =
                new Sns(
                        sqs,
                        new Sns.Around(
                                records,
                                messages,
                                new Mirror(),
                                certifier,
                                mail,
                                Caller.ACCOUNT,
                                Instant::now,
                                () -> API));
        topics = new Caller(sns.service());
        queues = new Caller(sqs.service());
        topics.now = Instant.now();
        queues.now = Instant.now();
        sns.start();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) one.close();
        if (sns != null) sns.close();
    }

    Receiver receiver() throws IOException {
        Receiver receiver = new Receiver();
        opened.add(receiver);
        return receiver;
    }

    /** Source: "Verifying the signatures of Amazon SNS messages". */
    static void check(JsonNode json, String algorithm, String... fields) throws Exception {
        StringBuilder text = new StringBuilder();
        for (String field : fields)
            text.append(field).append('\n').append(json.get(field).asString()).append('\n');
        Signature signature = Signature.getInstance(algorithm);
        signature.initVerify(PAIR.getPublic());
        signature.update(text.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(signature.verify(Base64.getDecoder().decode(json.get("Signature").asString())))
                .as(algorithm)
                .isTrue();
    }

    /** As the plain GET of a SubscribeURL or an UnsubscribeURL does. */
    void byHand(UnsubscribeRequest request) {
        Call call = new Call("", Caller.ACCOUNT, new Call.Caller("", "", ""), "r", Instant.now());
        UnsubscribeResponse.class.cast(
                sns.service().actions().get("Unsubscribe").handler().handle(call, request));
    }

    String topic(String name) {
        return topics.call(
                        CreateTopicResponse.class, CreateTopicRequest.builder().name(name).build())
                .topicArn();
    }

    static String arn(String service, String name) {
        return "arn:aws:" + service + ":us-east-1:000000000000:" + name;
    }

    String queue(String name) {
        return queues.call(
                        CreateQueueResponse.class,
                        CreateQueueRequest.builder().queueName(name).build())
                .queueUrl();
    }

    Message receive(String url) {
        queues.now = Instant.now();
        return queues.call(
                        ReceiveMessageResponse.class,
                        ReceiveMessageRequest.builder()
                                .queueUrl(url)
                                .waitTimeSeconds(20)
                                .messageAttributeNames("All")
                                .build())
                .messages()
                .getFirst();
    }

    String subscribe(
            String topic, String protocol, String endpoint, Map<String, String> attributes) {
        return topics.call(
                        SubscribeResponse.class,
                        SubscribeRequest.builder()
                                .topicArn(topic)
                                .protocol(protocol)
                                .endpoint(endpoint)
                                .attributes(attributes)
                                .returnSubscriptionArn(true)
                                .build())
                .subscriptionArn();
    }

    String confirmed(String topic, Receiver receiver, Map<String, String> attributes)
            throws Exception {
        String arn = subscribe(topic, "http", receiver.url(), attributes);
        Receiver.Got asked = receiver.next();
        assertThat(asked.type()).isEqualTo("SubscriptionConfirmation");
        JsonNode json = asked.json();
        check(
                json,
                "SHA1withRSA",
                "Message",
                "MessageId",
                "SubscribeURL",
                "Timestamp",
                "Token",
                "TopicArn",
                "Type");
        assertThat(confirm(topic, json.get("Token").asString())).isEqualTo(arn);
        return arn;
    }

    String confirm(String topic, String token) {
        return topics.call(
                        ConfirmSubscriptionResponse.class,
                        ConfirmSubscriptionRequest.builder().topicArn(topic).token(token).build())
                .subscriptionArn();
    }

    void publish(String topic, String message, String subject) {
        topics.call(
                PublishResponse.class,
                PublishRequest.builder().topicArn(topic).message(message).subject(subject).build());
    }

    void attributed(String topic, String message, String kind) {
        topics.call(
                PublishResponse.class,
                PublishRequest.builder()
                        .topicArn(topic)
                        .message(message)
                        .messageAttributes(
                                Map.of(
                                        "kind",
                                        MessageAttributeValue.builder()
                                                .dataType("String")
                                                .stringValue(kind)
                                                .build()))
                        .build());
    }

    void set(String topic, String name, String value) {
        topics.call(
                SetTopicAttributesResponse.class,
                SetTopicAttributesRequest.builder()
                        .topicArn(topic)
                        .attributeName(name)
                        .attributeValue(value)
                        .build());
    }

    Map<String, String> attributes(String arn) {
        return topics.call(
                        GetSubscriptionAttributesResponse.class,
                        GetSubscriptionAttributesRequest.builder().subscriptionArn(arn).build())
                .attributes();
    }

    static List<Path> mails(Path box) {
        if (!Files.isDirectory(box)) return List.of();
        try (Stream<Path> files = Files.list(box)) {
            return files.filter(file -> file.toString().endsWith(".eml")).sorted().toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static String text(Path file) throws IOException {
        String[] parts = Files.readString(file).split("\r\n\r\n", 2);
        return new String(Base64.getMimeDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    }

    static void await(String what, BooleanSupplier done) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > deadline) throw new AssertionError("not in 60 s: " + what);
            LockSupport.parkNanos(10_000_000);
        }
    }
}
