package homeport.it;

import static homeport.it.Commands.aws;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import homeport.server.stage.Stage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.rds.RdsClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What happens to a database reaches people: topics and subscriptions by the AWS CLI, a web server
 * that confirms and receives, a queue that boto3 reads, and a service that is killed meanwhile.
 */
class MessagingIT {
    private static final Duration MAX = Duration.ofSeconds(120);
    private static final String TOPIC = "arn:aws:sns:us-east-1:000000000000:alarms";
    private static final String QUEUE = "arn:aws:sqs:us-east-1:000000000000:inbox";
    private static final String RETRIES =
            "{\"DeliveryPolicy\":\"{\\\"healthyRetryPolicy\\\":{\\\"minDelayTarget\\\":1,\\\"maxDelayTarget\\\":1,\\\"numRetries\\\":90}}\"}";
    private static final String READ =
            """
            import boto3, sys, os
            sqs = boto3.client('sqs', endpoint_url=sys.argv[1])
            url = sqs.get_queue_url(QueueName='inbox')['QueueUrl']
            got = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20, AttributeNames=['All'],
                                      MessageAttributeNames=['All'])['Messages'][0]
            sqs.delete_message(QueueUrl=url, ReceiptHandle=got['ReceiptHandle'])
            try:
                sqs.get_queue_url(QueueName='none')
            except sqs.exceptions.QueueDoesNotExist:
                print(got['Body'], got['MessageAttributes']['EventID']['StringValue'])
            """;

    private final BlockingQueue<JsonNode> got = new LinkedBlockingQueue<>();
    private volatile int status = 200;

    @TempDir Path home;
    private Stage stage;

    @Test
    void eventsOfDatabasesAndMessagesArriveAlsoWhenTheServiceIsKilled() throws Exception {
        HttpServer hook = hook();
        try (Stage opened = Stage.in(home)) {
            stage = opened;
            String url = "http://127.0.0.1:" + hook.getAddress().getPort() + "/hook";
            assertThat(aws(stage, "sns", "create-topic", "--name", "alarms")).contains(TOPIC);
            aws(stage, "sqs", "create-queue", "--queue-name", "inbox");
            subscribe("http", url, RETRIES);
            subscribe("sqs", QUEUE, "{\"RawMessageDelivery\":\"true\"}");
            JsonNode asked = next("SubscriptionConfirmation");
            assertThat(get(asked.get("SubscribeURL").asString()))
                    .contains("<ConfirmSubscriptionResult>", TOPIC);
            eventsArrive();
            publishedArrives();
        } finally {
            hook.stop(0);
        }
    }

    private void eventsArrive() throws Exception {
        String[] create = {
            "rds",
            "create-event-subscription",
            "--subscription-name",
            "births",
            "--sns-topic-arn",
            TOPIC,
            "--source-type",
            "db-instance",
            "--event-categories",
            "creation"
        };
        assertThat(aws(stage, create)).contains("\"Status\": \"active\"");
        assertThat(aws(stage, create)).contains("SubscriptionAlreadyExist");
        try (RdsClient rds = stage.rds()) {
            Databases.create(rds, "orders", r -> {});
        }
        JsonNode notification = next("Notification");
        verify(notification);
        JsonNode event = JsonMapper.shared().readTree(notification.get("Message").asString());
        assertThat(event.get("Event Source").asString()).isEqualTo("db-instance");
        assertThat(event.get("Source ID").asString()).isEqualTo("orders");
        assertThat(event.get("Event ID").asString()).endsWith("#RDS-EVENT-0005");
        assertThat(event.get("Event Message").asString()).isEqualTo("DB instance created");
        assertThat(notification.get("MessageAttributes").get("Resource").get("Value").asString())
                .isEqualTo("arn:aws:rds:us-east-1:000000000000:db:orders");
        String read = Commands.run(stage, List.of("python3", "-c", READ, stage.api()));
        assertThat(read).contains("DB instance created").endsWith("RDS-EVENT-0005");
    }

    /** Refused while the service runs first, taken by its next run. */
    private void publishedArrives() throws Exception {
        status = 503;
        aws(
                stage,
                "sns",
                "publish",
                "--topic-arn",
                TOPIC,
                "--subject",
                "s",
                "--message",
                "must arrive");
        next("Notification");
        stage.killService();
        got.clear();
        status = 200;
        stage.up();
        JsonNode arrived = next("Notification");
        assertThat(arrived.get("Message").asString()).isEqualTo("must arrive");
        verify(arrived);
        String problem =
                aws(
                        stage,
                        "sns",
                        "unsubscribe",
                        "--subscription-arn",
                        TOPIC + ":no-such-subscription");
        assertThat(problem).contains("InvalidParameter");
        assertThat(get(arrived.get("UnsubscribeURL").asString())).contains("UnsubscribeResponse");
        assertThat(aws(stage, "sns", "list-subscriptions-by-topic", "--topic-arn", TOPIC))
                .doesNotContain("/hook")
                .contains(QUEUE);
    }

    /** As receivers do it, and the certificate is Homeport's own. */
    private void verify(JsonNode message) throws Exception {
        byte[] pem =
                get(message.get("SigningCertURL").asString()).getBytes(StandardCharsets.US_ASCII);
        X509Certificate certificate = certificate(pem);
        certificate.verify(
                certificate(Files.readAllBytes(stage.data().resolve("ca").resolve("root.pem")))
                        .getPublicKey());
        StringBuilder text = new StringBuilder();
        for (String field :
                List.of("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"))
            text.append(field).append('\n').append(message.get(field).asString()).append('\n');
        Signature signature = Signature.getInstance("SHA1withRSA");
        signature.initVerify(certificate);
        signature.update(text.toString().getBytes(StandardCharsets.UTF_8));
        byte[] given = Base64.getDecoder().decode(message.get("Signature").asString());
        assertThat(signature.verify(given)).as("the signature").isTrue();
    }

    private static X509Certificate certificate(byte[] pem) throws Exception {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(pem));
    }

    private HttpServer hook() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/hook",
                exchange -> {
                    got.add(JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes()));
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });
        server.start();
        return server;
    }

    private JsonNode next(String type) throws InterruptedException {
        JsonNode next = got.poll(MAX.toSeconds(), TimeUnit.SECONDS);
        assertThat(next).as(type).isNotNull();
        assertThat(next.get("Type").asString()).isEqualTo(type);
        return next;
    }

    private void subscribe(String protocol, String endpoint, String attributes) throws Exception {
        aws(
                stage,
                "sns",
                "subscribe",
                "--topic-arn",
                TOPIC,
                "--protocol",
                protocol,
                "--notification-endpoint",
                endpoint,
                "--attributes",
                attributes);
    }

    /** What anybody gets, without a signature. */
    private static String get(String url) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
        try (InputStream in = connection.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
