package homeport.cloud.sns;

import static homeport.cloud.Caller.refused;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.aws.Call;
import homeport.cloud.Caller;
import homeport.cloud.Mirror;
import homeport.cloud.sns.delivery.MailSettings;
import homeport.cloud.sqs.Sqs;
import homeport.store.MemoryStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionRequest;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionResponse;
import software.amazon.awssdk.services.sns.model.CreateTopicRequest;
import software.amazon.awssdk.services.sns.model.CreateTopicResponse;
import software.amazon.awssdk.services.sns.model.GetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetSubscriptionAttributesResponse;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesResponse;
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
import tools.jackson.databind.json.JsonMapper;

/** Topics as SDKs use them, with web servers, queues and mail at the other end. */
final class SnsTest {
    private static final String API = "http://127.0.0.1:4566";
    private static final KeyPair PAIR = pair();

    private final MemoryStore records = new MemoryStore();
    private final MemoryStore messages = new MemoryStore();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private MailSettings mail = MailSettings.NONE;
    private Sqs sqs;
    private Sns sns;
    private Caller topics;
    private Caller queues;

    @TempDir Path folder;

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void open() {
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

    private Receiver receiver() throws IOException {
        Receiver receiver = new Receiver();
        opened.add(receiver);
        return receiver;
    }

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

    /** Source: "Verifying the signatures of Amazon SNS messages". */
    private static void check(JsonNode json, String algorithm, String... fields) throws Exception {
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
    void mailGoesToAFolder() throws Exception {
        Path box = folder.resolve("mail");
        mail = new MailSettings(Optional.empty(), Optional.of(box), "me@example.com");
        open();
        String topic = topic("alarms");
        String arn = subscribe(topic, "email", "ops@example.com", Map.of());
        await("the confirmation is there", () -> mails(box).size() == 1);
        String asked = text(mails(box).getFirst());
        assertThat(asked).contains("SubscribeURL: " + API + "/?Action=ConfirmSubscription");
        confirm(topic, asked.replaceAll("(?s).*Token=([0-9a-f]+).*", "$1"));
        publish(topic, "über\n.\nall", "down");
        await("the mail is there", () -> mails(box).size() == 2);
        assertThat(text(mails(box).getLast()))
                .contains("über\n.\nall")
                .contains("Action=Unsubscribe");
        assertThat(attributes(arn)).doesNotContainKey("HomeportDeliveryProblem");
    }

    @Test
    void mailGoesToAServer() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> heard = CompletableFuture.supplyAsync(() -> hear(server));
            mail =
                    new MailSettings(
                            Optional.of(
                                    new MailSettings.Server("127.0.0.1", server.getLocalPort())),
                            Optional.empty(),
                            "me@example.com");
            open();
            subscribe(topic("alarms"), "email-json", "ops@example.com", Map.of());
            String talk = heard.get(20, TimeUnit.SECONDS);
            assertThat(talk)
                    .contains("MAIL FROM:<me@example.com>")
                    .contains("RCPT TO:<ops@example.com>")
                    .contains("To: ops@example.com");
        }
    }

    private static String hear(ServerSocket server) {
        StringBuilder talk = new StringBuilder();
        try (Socket client = server.accept()) {
            var in =
                    new BufferedReader(
                            new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
            var out = client.getOutputStream();
            out.write("220-hello\r\n220 here\r\n".getBytes(StandardCharsets.US_ASCII));
            boolean data = false;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                talk.append(line).append('\n');
                if (line.equals("QUIT")) break;
                if (data && !line.equals(".")) continue;
                data = line.equals("DATA");
                out.write((data ? "354 go\r\n" : "250 ok\r\n").getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException gone) {
            talk.append(gone);
        }
        return talk.toString();
    }

    @Test
    void withoutMailTheSubscriptionSaysWhatIsMissing() throws Exception {
        open();
        String arn = subscribe(topic("alarms"), "email", "ops@example.com", Map.of());
        await("it was tried", () -> attributes(arn).containsKey("HomeportDeliveryProblem"));
        assertThat(attributes(arn).get("HomeportDeliveryProblem"))
                .contains("--smtp HOST:PORT or --mail-folder DIR");
        assertThat(attributes(arn)).containsEntry("PendingConfirmation", "true");
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

    /** As the plain GET of a SubscribeURL or an UnsubscribeURL does. */
    private void byHand(UnsubscribeRequest request) {
        Call call = new Call("", Caller.ACCOUNT, new Call.Caller("", "", ""), "r", Instant.now());
        UnsubscribeResponse.class.cast(
                sns.service().actions().get("Unsubscribe").handler().handle(call, request));
    }

    private String topic(String name) {
        return topics.call(
                        CreateTopicResponse.class, CreateTopicRequest.builder().name(name).build())
                .topicArn();
    }

    private static String arn(String service, String name) {
        return "arn:aws:" + service + ":us-east-1:000000000000:" + name;
    }

    private String queue(String name) {
        return queues.call(
                        CreateQueueResponse.class,
                        CreateQueueRequest.builder().queueName(name).build())
                .queueUrl();
    }

    private Message receive(String url) {
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

    private String subscribe(
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

    private String confirmed(String topic, Receiver receiver, Map<String, String> attributes)
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

    private String confirm(String topic, String token) {
        return topics.call(
                        ConfirmSubscriptionResponse.class,
                        ConfirmSubscriptionRequest.builder().topicArn(topic).token(token).build())
                .subscriptionArn();
    }

    private void publish(String topic, String message, String subject) {
        topics.call(
                PublishResponse.class,
                PublishRequest.builder().topicArn(topic).message(message).subject(subject).build());
    }

    private void attributed(String topic, String message, String kind) {
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

    private void set(String topic, String name, String value) {
        topics.call(
                SetTopicAttributesResponse.class,
                SetTopicAttributesRequest.builder()
                        .topicArn(topic)
                        .attributeName(name)
                        .attributeValue(value)
                        .build());
    }

    private Map<String, String> attributes(String arn) {
        return topics.call(
                        GetSubscriptionAttributesResponse.class,
                        GetSubscriptionAttributesRequest.builder().subscriptionArn(arn).build())
                .attributes();
    }

    private static List<Path> mails(Path box) {
        if (!Files.isDirectory(box)) return List.of();
        try (Stream<Path> files = Files.list(box)) {
            return files.filter(file -> file.toString().endsWith(".eml")).sorted().toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Path file) throws IOException {
        String[] parts = Files.readString(file).split("\r\n\r\n", 2);
        return new String(Base64.getMimeDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    }

    private static void await(String what, BooleanSupplier done) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > deadline) throw new AssertionError("not in 20 s: " + what);
            LockSupport.parkNanos(10_000_000);
        }
    }
}
