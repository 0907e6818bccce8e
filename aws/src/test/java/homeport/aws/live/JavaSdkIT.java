package homeport.aws.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DbInstanceAlreadyExistsException;
import software.amazon.awssdk.services.rds.model.DbInstanceNotFoundException;
import software.amazon.awssdk.services.rds.model.RdsException;
import software.amazon.awssdk.services.rds.model.Tag;
import software.amazon.awssdk.services.rds.waiters.RdsWaiter;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.InvalidParameterException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** The official Java SDK against the real HTTP stack: query with gzip, ec2 and JSON 1.1. */
class JavaSdkIT {
    private static final AwsCredentials ROOT =
            AwsBasicCredentials.create(LiveServer.KEY, LiveServer.SECRET);

    private final Instances instances = new Instances();
    private final LiveServer server = LiveServer.with(instances);
    private final List<SdkAutoCloseable> clients = new ArrayList<>();

    @BeforeAll
    static void quiet() {
        Logs.quiet();
    }

    @AfterAll
    static void loud() {
        Logs.loud();
    }

    @AfterEach
    void stop() {
        clients.forEach(SdkAutoCloseable::close);
        server.close();
    }

    private <
                    B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>,
                    C extends SdkAutoCloseable>
            C client(B builder, AwsCredentials who) {
        C client =
                builder.endpointOverride(server.uri())
                        .region(Region.EU_CENTRAL_1)
                        .credentialsProvider(StaticCredentialsProvider.create(who))
                        .httpClient(UrlConnectionHttpClient.create())
                        .overrideConfiguration(
                                config -> config.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                        .build();
        clients.add(client);
        return client;
    }

    private RdsClient rds() {
        return client(RdsClient.builder(), ROOT);
    }

    @Test
    void anInstanceComesBackAsItWasAskedFor() {
        DBInstance created =
                rds().createDBInstance(request ->
                                request.dbInstanceIdentifier("db-1")
                                        .dbInstanceClass("db.t3.micro")
                                        .engine("postgres")
                                        .allocatedStorage(20)
                                        .multiAZ(false)
                                        .vpcSecurityGroupIds("sg-1", "sg-2")
                                        .tags(
                                                Tag.builder()
                                                        .key("ключ")
                                                        .value("a=b&c +%é😀")
                                                        .build()))
                        .dbInstance();
        assertThat(created.dbInstanceArn())
                .isEqualTo("arn:aws:rds:eu-central-1:123456789012:db:db-1");
        assertThat(created.instanceCreateTime()).isEqualTo(Instances.CREATED);
        assertThat(created.allocatedStorage()).isEqualTo(20);
        assertThat(created.multiAZ()).isFalse();
        assertThat(created.vpcSecurityGroups())
                .extracting(group -> group.vpcSecurityGroupId())
                .containsExactly("sg-1", "sg-2");
        assertThat(created.tagList())
                .containsExactly(Tag.builder().key("ключ").value("a=b&c +%é😀").build());
        assertThat(created.masterUsername()).isNull();
        assertThat(created.readReplicaDBInstanceIdentifiers()).isEmpty();
    }

    @Test
    void errorsArriveAsTheirOwnClasses() {
        RdsClient rds = rds();
        create(rds, "db-1");
        assertThatThrownBy(() -> create(rds, "db-1"))
                .isInstanceOf(DbInstanceAlreadyExistsException.class)
                .satisfies(e -> told((AwsServiceException) e, 400, "DBInstanceAlreadyExists"));
        assertThatThrownBy(() -> rds.describeDBInstances(q -> q.dbInstanceIdentifier("none")))
                .isInstanceOf(DbInstanceNotFoundException.class)
                .satisfies(e -> told((AwsServiceException) e, 404, "DBInstanceNotFound"));
        assertThatThrownBy(() -> rds.createDBInstance(q -> q.dbInstanceIdentifier("x")))
                .isInstanceOf(RdsException.class)
                .satisfies(e -> told((AwsServiceException) e, 400, "MissingParameter"));
        assertThatThrownBy(rds::describeDBClusters)
                .satisfies(e -> told((AwsServiceException) e, 400, "UnsupportedOperation"));
        assertThatThrownBy(() -> create(rds, "bug"))
                .satisfies(e -> told((AwsServiceException) e, 500, "InternalFailure"))
                .hasMessageNotContaining("homeport.secret");
        assertThat(instances.count()).isEqualTo(1);
    }

    private static void told(AwsServiceException error, int status, String code) {
        assertThat(error.statusCode()).isEqualTo(status);
        assertThat(error.awsErrorDetails().errorCode()).isEqualTo(code);
        assertThat(error.awsErrorDetails().errorMessage()).isNotBlank();
        assertThat(error.requestId()).matches("[0-9a-f-]{36}");
    }

    private static void create(RdsClient rds, String id) {
        rds.createDBInstance(request ->
                request.dbInstanceIdentifier(id).dbInstanceClass("db.t3.micro").engine("postgres"));
    }

    @Test
    void paginatorsAndWaitersReachTheirEnd() {
        RdsClient rds = rds();
        for (int i = 1; i <= 5; i++) create(rds, "db-" + i);
        assertThat(rds.describeDBInstancesPaginator().dbInstances())
                .extracting(DBInstance::dbInstanceIdentifier)
                .containsExactly("db-1", "db-2", "db-3", "db-4", "db-5");
        create(rds, "db-6");
        try (var waiter =
                RdsWaiter.builder()
                        .client(rds)
                        .overrideConfiguration(wait ->
                                wait.maxAttempts(3)
                                        .backoffStrategyV2(
                                                BackoffStrategy.fixedDelay(Duration.ofMillis(1))))
                        .build()) {
            var available =
                    waiter.waitUntilDBInstanceAvailable(q -> q.dbInstanceIdentifier("db-6"));
            assertThat(available.matched().response()).isPresent();
            var deleted =
                    waiter.waitUntilDBInstanceDeleted(q -> q.dbInstanceIdentifier("never-was"));
            assertThat(deleted.matched().exception()).isPresent();
        }
    }

    @Test
    void anActionWithoutResultAnswersNothingAndDoesIt() {
        RdsClient rds = rds();
        var answer =
                rds.addTagsToResource(request ->
                        request.resourceName("arn:aws:rds:eu-central-1:123456789012:db:db-1")
                                .tags(Tag.builder().key("k").value("").build()));
        assertThat(answer.responseMetadata().requestId()).matches("[0-9a-f-]{36}");
        assertThat(rds.listTagsForResource(q -> q.resourceName("db-1")).tagList())
                .containsExactly(Tag.builder().key("k").value("").build());
    }

    @Test
    void ec2SpeaksItsDialect() {
        Ec2Client ec2 = client(Ec2Client.builder(), ROOT);
        assertThat(ec2.describeVpcsPaginator().vpcs()).extracting(Vpc::vpcId).contains("vpc-1");
        assertThat(
                        ec2.describeVpcs(request ->
                                        request.filters(
                                                Filter.builder()
                                                        .name("tag:a")
                                                        .values("x", "none")
                                                        .build()))
                                .vpcs())
                .isEmpty();
        ec2.createTags(q ->
                q.resources("vpc-1")
                        .tags(
                                software.amazon.awssdk.services.ec2.model.Tag.builder()
                                        .key("k")
                                        .value("v")
                                        .build()));
        assertThatThrownBy(() -> ec2.describeVpcs(request -> request.vpcIds("vpc-0")))
                .isInstanceOf(Ec2Exception.class)
                .satisfies(e -> told((AwsServiceException) e, 400, "InvalidVpcID.NotFound"));
    }

    @Test
    void stsKnowsPermanentAndTemporaryKeys() {
        var session =
                AwsSessionCredentials.create(
                        LiveServer.TEMPORARY, LiveServer.SECRET, LiveServer.TOKEN);
        assertThat(client(StsClient.builder(), ROOT).getCallerIdentity().account())
                .isEqualTo(LiveServer.ACCOUNT);
        assertThat(client(StsClient.builder(), session).getCallerIdentity().userId())
                .isEqualTo(LiveServer.TEMPORARY);
        for (AwsCredentials wrong :
                List.of(
                        AwsBasicCredentials.create(LiveServer.TEMPORARY, LiveServer.SECRET),
                        AwsBasicCredentials.create("AKIANOBODY", LiveServer.SECRET)))
            assertThatThrownBy(() -> client(StsClient.builder(), wrong).getCallerIdentity())
                    .satisfies(e -> told((AwsServiceException) e, 403, "InvalidClientTokenId"));
    }

    @Test
    void secretsKeepTheirBytesAndPages() {
        SecretsManagerClient secrets = client(SecretsManagerClient.builder(), ROOT);
        SdkBytes bytes = SdkBytes.fromByteArray(new byte[] {0, -1, 127});
        secrets.createSecret(q -> q.name("a").secretBinary(bytes));
        secrets.createSecret(q -> q.name("b").secretString("{\"é\":\"\u0001\\\"\"}"));
        secrets.createSecret(q -> q.name("c").secretString("c"));
        assertThat(secrets.getSecretValue(q -> q.secretId("a")).secretBinary()).isEqualTo(bytes);
        var value = secrets.getSecretValue(q -> q.secretId("b"));
        assertThat(value.secretString()).isEqualTo("{\"é\":\"\u0001\\\"\"}");
        assertThat(value.createdDate()).isEqualTo(Neighbours.CHANGED);
        assertThat(secrets.listSecretsPaginator().stream())
                .flatExtracting(page -> page.secretList())
                .extracting(SecretListEntry::name)
                .containsExactly("a", "b", "c");
        assertThatThrownBy(() -> secrets.getSecretValue(q -> q.secretId("none")))
                .isInstanceOf(ResourceNotFoundException.class)
                .satisfies(e -> told((AwsServiceException) e, 400, "ResourceNotFoundException"));
        assertThatThrownBy(() -> secrets.createSecret(q -> q.name("")))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("name");
        assertThatThrownBy(() ->
                        client(
                                        SecretsManagerClient.builder(),
                                        AwsBasicCredentials.create("AKIANOBODY", "x"))
                                .listSecrets())
                .isInstanceOf(SecretsManagerException.class)
                .satisfies(e -> told((AwsServiceException) e, 400, "UnrecognizedClientException"));
    }

    /**
     * This SDK speaks query to CloudWatch; newer ones CBOR, which {@code DispatcherTest} and {@code
     * DataReaderTest} show.
     */
    @Test
    void metricsTravelCompressed() {
        CloudWatchClient metrics = client(CloudWatchClient.builder(), ROOT);
        Instant start = Instant.parse("2026-11-24T00:00:00.250Z");
        List<MetricDatum> data =
                IntStream.range(0, 1000) // over 10 KiB, from which the SDK compresses
                        .mapToObj(i ->
                                MetricDatum.builder()
                                        .metricName("Connections")
                                        .timestamp(start.plusSeconds(i))
                                        .value(i + 0.5)
                                        .build())
                        .toList();
        metrics.putMetricData(request -> request.namespace("Homeport").metricData(data));
        var found =
                metrics.getMetricData(request ->
                                request.startTime(start)
                                        .endTime(start.plusSeconds(3600))
                                        .metricDataQueries(average("Connections")))
                        .metricDataResults();
        assertThat(found.getFirst().values())
                .containsExactlyElementsOf(
                        DoubleStream.iterate(0.5, value -> value + 1).limit(1000).boxed().toList());
        assertThat(found.getFirst().timestamps()).startsWith(start).hasSize(1000);
        assertThatThrownBy(() -> metrics.putMetricData(request -> request.metricData(data)))
                .isInstanceOf(CloudWatchException.class)
                .hasMessageContaining("Namespace");
    }

    private static MetricDataQuery average(String metric) {
        return MetricDataQuery.builder()
                .id("q")
                .metricStat(stat ->
                        stat.period(60).stat("Average").metric(named -> named.metricName(metric)))
                .build();
    }

    @Test
    void topicsHaveAttributesBothWays() {
        SnsClient topics = client(SnsClient.builder(), ROOT);
        String arn = "arn:aws:sns:eu-central-1:123456789012:t";
        assertThat(topics.getTopicAttributes(q -> q.topicArn(arn)).attributes())
                .isEqualTo(Map.of("TopicArn", arn, "DisplayName", "a<b>&\"c\"\r\n"));
        Map<String, MessageAttributeValue> attributes =
                Map.of("a", attribute("1"), "b", attribute("2"));
        assertThat(
                        topics.publish(q ->
                                        q.topicArn(arn).message("m").messageAttributes(attributes))
                                .messageId())
                .isEqualTo("[a=1, b=2]");
        assertThatThrownBy(() -> topics.publish(q -> q.topicArn(arn + ":missing").message("m")))
                .isInstanceOf(NotFoundException.class)
                .satisfies(e -> told((AwsServiceException) e, 404, "NotFound"));
    }

    private static MessageAttributeValue attribute(String value) {
        return MessageAttributeValue.builder().dataType("String").stringValue(value).build();
    }

    @Test
    void aPresignedUrlIsFetchedByAnyone() throws Exception {
        URI url =
                Presigned.url(
                        server.uri(),
                        "rds",
                        "Action=DescribeDBInstances&Version=2014-10-31",
                        LiveServer.TEMPORARY,
                        LiveServer.TOKEN);
        try (HttpClient anyone = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    anyone.send(
                            HttpRequest.newBuilder(url).build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("<DBInstances></DBInstances>");
            assertThat(answer.headers().firstValue("date")).isPresent();
            HttpResponse<String> bent =
                    anyone.send(
                            HttpRequest.newBuilder(URI.create(url + "&MaxRecords=20")).build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(bent.statusCode()).isEqualTo(403);
            assertThat(bent.body()).contains("<Code>SignatureDoesNotMatch</Code>");
        }
    }
}
