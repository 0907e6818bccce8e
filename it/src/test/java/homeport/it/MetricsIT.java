package homeport.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.server.data.RootKey;
import homeport.server.stage.Stage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.InvalidParameterCombinationException;
import software.amazon.awssdk.services.cloudwatch.model.InvalidParameterValueException;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.iam.IamClient;

/**
 * Metrics before a running service, by the clients that people have: both AWS CLIs, boto3 (gzip)
 * and the SDK for Java (CBOR). Each puts 10, 20 and 30 as a value, a set and values, and reads
 * them.
 */
class MetricsIT {
    private static final Instant MINUTE =
            Instant.now().truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofMinutes(5));
    private static final String FROM = MINUTE.minusSeconds(60).toString();
    private static final String TO = MINUTE.plusSeconds(120).toString();

    private static final String BOTO3 =
            """
            import sys, datetime, boto3, botocore
            at = datetime.datetime.fromisoformat(sys.argv[1])
            cw = boto3.client('cloudwatch')
            dims = [{'Name': 'client', 'Value': 'boto3'}]
            one = {'MetricName': 'm', 'Dimensions': dims, 'Timestamp': at, 'Unit': 'Count'}
            cw.put_metric_data(Namespace='Clients', MetricData=[
                {**one, 'Value': 10},
                {**one, 'StatisticValues': {'SampleCount': 1, 'Sum': 20, 'Minimum': 20, 'Maximum': 20}},
                {**one, 'Values': [30], 'Counts': [1]}])
            cw.put_metric_data(Namespace='Clients', MetricData=[
                {**one, 'MetricName': 'many', 'Value': i} for i in range(900)])
            window = {'StartTime': at - datetime.timedelta(minutes=1),
                      'EndTime': at + datetime.timedelta(minutes=2)}
            point = cw.get_metric_statistics(Namespace='Clients', MetricName='m', Dimensions=dims,
                Period=60, Statistics=['Sum', 'Average'], **window)['Datapoints'][0]
            print(point['Sum'], point['Average'], point['Unit'], point['Timestamp'] == at)
            stat = lambda name: {'Metric': {'Namespace': 'Clients', 'MetricName': name,
                'Dimensions': dims}, 'Period': 60, 'Stat': 'Maximum'}
            answer = cw.get_metric_data(MetricDataQueries=[
                {'Id': 'e', 'Expression': 'm1 + m2', 'Label': 'both ${MAX}'},
                {'Id': 'm1', 'MetricStat': stat('m'), 'ReturnData': False},
                {'Id': 'm2', 'MetricStat': stat('many'), 'ReturnData': False}], **window)
            print(answer['MetricDataResults'][0]['Label'], answer['MetricDataResults'][0]['Values'])
            pages = cw.get_paginator('list_metrics').paginate(Namespace='Clients', Dimensions=dims)
            print(sorted(m['MetricName'] for page in pages for m in page['Metrics']))
            for bad in [{'Namespace': 'AWS/RDS', 'MetricData': [{**one, 'Value': 1}]},
                        {'Namespace': 'Clients', 'MetricData': [one]}]:
                try: cw.put_metric_data(**bad)
                except botocore.exceptions.ClientError as e: print(e.response['Error']['Code'])
            """;

    @TempDir(factory = OnDisk.class)
    Path home;

    private Stage stage;

    @Test
    void everyClientPutsReadsAndListsMetrics() throws Exception {
        try (Stage opened = Stage.in(home)) {
            stage = opened;
            commandLine("aws");
            if (Files.isExecutable(Path.of("/usr/bin/aws"))) commandLine("/usr/bin/aws");
            boto3();
            java();
            Instant put = Instant.now();
            permission();
            written(put);
            stage.killService();
            stage.up();
            survived();
        }
    }

    private void commandLine(String aws) throws Exception {
        String client = aws.startsWith("/") ? "cli-of-the-system" : "cli";
        String data =
                """
                [{"MetricName":"m","Dimensions":[{"Name":"client","Value":"%1$s"}],
                  "Timestamp":"%2$s","Unit":"Count","Value":10},
                 {"MetricName":"m","Dimensions":[{"Name":"client","Value":"%1$s"}],
                  "Timestamp":"%2$s","Unit":"Count","StatisticValues":
                  {"SampleCount":1,"Sum":20,"Minimum":20,"Maximum":20}},
                 {"MetricName":"m","Dimensions":[{"Name":"client","Value":"%1$s"}],
                  "Timestamp":"%2$s","Unit":"Count","Values":[30],"Counts":[1]}]
                """
                        .formatted(client, MINUTE);
        cli(aws, "put-metric-data", "--namespace", "Clients", "--metric-data", data);
        String[] metric = {
            "--namespace",
            "Clients",
            "--metric-name",
            "m",
            "--dimensions",
            "Name=client,Value=" + client,
            "--start-time",
            FROM,
            "--end-time",
            TO
        };
        List<String> sum = new ArrayList<>(List.of("get-metric-statistics"));
        sum.addAll(List.of(metric));
        List<String> percentile = new ArrayList<>(sum);
        sum.addAll(List.of("--period", "60", "--statistics", "Sum"));
        sum.addAll(List.of("--query", "Datapoints[0].Sum", "--output", "text"));
        assertThat(cli(aws, sum.toArray(String[]::new))).isEqualTo("60.0");
        percentile.addAll(List.of("--period", "60", "--extended-statistics", "p50"));
        percentile.addAll(
                List.of("--query", "Datapoints[0].ExtendedStatistics.p50", "--output", "text"));
        assertThat(cli(aws, percentile.toArray(String[]::new))).isEqualTo("20.0");
        searches(aws, client);
        refusals(aws, data);
    }

    private void searches(String aws, String client) throws Exception {
        assertThat(
                        cli(
                                aws,
                                "get-metric-data",
                                "--start-time",
                                FROM,
                                "--end-time",
                                TO,
                                "--metric-data-queries",
                                """
                                [{"Id":"s","Label":"${PROP('Dim.client')}","Expression":
                                  "SEARCH('{Clients,client} client=\\"%s\\"', 'Sum', 60) * 2"}]
                                """
                                        .formatted(client),
                                "--query",
                                "MetricDataResults[0].[Label,Values[0]]",
                                "--output",
                                "text"))
                .isEqualTo(client + "\t120.0");
        assertThat(
                        cli(
                                aws,
                                "list-metrics",
                                "--namespace",
                                "Clients",
                                "--dimensions",
                                "Name=client,Value=" + client,
                                "--query",
                                "Metrics[].MetricName",
                                "--output",
                                "text"))
                .isEqualTo("m");
    }

    private void refusals(String aws, String data) throws Exception {
        assertThat(cli(aws, "put-metric-data", "--namespace", "AWS/RDS", "--metric-data", data))
                .contains("(InvalidParameterValue)", "for parameter Namespace is invalid");
        List<String> wide = new ArrayList<>(List.of("get-metric-statistics"));
        wide.addAll(List.of("--namespace", "Clients", "--metric-name", "m"));
        wide.addAll(List.of("--start-time", MINUTE.minus(Duration.ofDays(2)).toString()));
        wide.addAll(List.of("--end-time", TO, "--period", "60", "--statistics", "Sum"));
        assertThat(cli(aws, wide.toArray(String[]::new)))
                .contains("(InvalidParameterCombination)", "exceeds the limit of 1440");
    }

    private void boto3() throws Exception {
        assertThat(
                        run(
                                "python3",
                                "-Wignore",
                                "-c",
                                BOTO3,
                                MINUTE.toString().replace("Z", "+00:00")))
                .isEqualTo(
                        """
                        60.0 20.0 Count True
                        both 929 [929.0]
                        ['m', 'many']
                        InvalidParameterValue
                        MissingParameter\
                        """);
    }

    private void java() throws IOException {
        Dimension mine = Dimension.builder().name("client").value("java").build();
        try (CloudWatchClient cloudwatch = client(CloudWatchClient.builder(), stage.key())) {
            MetricDatum ten =
                    MetricDatum.builder()
                            .metricName("m")
                            .dimensions(mine)
                            .timestamp(MINUTE)
                            .storageResolution(1)
                            .value(10.0)
                            .build();
            cloudwatch.putMetricData(r -> r.namespace("Clients").metricData(ten, ten));
            var answer =
                    cloudwatch.getMetricStatistics(r ->
                            r.namespace("Clients")
                                    .metricName("m")
                                    .dimensions(mine)
                                    .startTime(MINUTE)
                                    .endTime(MINUTE.plusSeconds(60))
                                    .period(1)
                                    .statistics(Statistic.SAMPLE_COUNT));
            assertThat(answer.datapoints())
                    .singleElement()
                    .satisfies(point -> {
                        assertThat(point.sampleCount()).isEqualTo(2);
                        assertThat(point.timestamp()).isEqualTo(MINUTE);
                    });
            assertThat(cloudwatch.listMetricsPaginator(r -> r.namespace("Clients")).metrics())
                    .hasSizeGreaterThanOrEqualTo(4);
            assertThatThrownBy(() ->
                            cloudwatch.putMetricData(r -> r.namespace("AWS/X").metricData(ten)))
                    .isInstanceOf(InvalidParameterValueException.class)
                    .hasMessageContaining("for parameter Namespace is invalid");
            assertThatThrownBy(() ->
                            cloudwatch.getMetricStatistics(r ->
                                    r.namespace("Clients")
                                            .metricName("m")
                                            .startTime(MINUTE)
                                            .endTime(MINUTE)
                                            .period(60)
                                            .statistics(Statistic.SUM)))
                    .isInstanceOf(InvalidParameterCombinationException.class);
        }
    }

    /** Who may write which namespace is told by {@code cloudwatch:namespace}. */
    private void permission() throws IOException {
        RootKey writer;
        try (IamClient iam = client(IamClient.builder(), stage.key())) {
            iam.createUser(r -> r.userName("writer"));
            iam.putUserPolicy(r ->
                    r.userName("writer")
                            .policyName("one")
                            .policyDocument(
                                    """
                                    {"Version":"2012-10-17","Statement":{"Effect":"Allow",
                                    "Action":"cloudwatch:PutMetricData","Resource":"*","Condition":
                                    {"StringEquals":{"cloudwatch:namespace":"Mine"}}}}
                                    """));
            var key = iam.createAccessKey(r -> r.userName("writer")).accessKey();
            writer = new RootKey(key.accessKeyId(), key.secretAccessKey());
        }
        MetricDatum one = MetricDatum.builder().metricName("m").value(1.0).build();
        try (CloudWatchClient cloudwatch = client(CloudWatchClient.builder(), writer)) {
            cloudwatch.putMetricData(r -> r.namespace("Mine").metricData(one));
            assertThatThrownBy(() ->
                            cloudwatch.putMetricData(r -> r.namespace("Other").metricData(one)))
                    .isInstanceOfSatisfying(
                            CloudWatchException.class,
                            denied ->
                                    assertThat(denied.awsErrorDetails().errorCode())
                                            .startsWith("AccessDenied"));
            assertThatThrownBy(cloudwatch::listMetrics).isInstanceOf(CloudWatchException.class);
        }
    }

    /** The last seconds before a kill are not promised. */
    private void written(Instant put) throws Exception {
        Path log = stage.data().resolve("metrics/series.db-wal");
        Stage.await(
                "metrics are written",
                Duration.ofSeconds(90),
                () -> Files.getLastModifiedTime(log).toInstant().isAfter(put));
    }

    private void survived() throws IOException {
        Dimension boto3 = Dimension.builder().name("client").value("boto3").build();
        try (CloudWatchClient cloudwatch = client(CloudWatchClient.builder(), stage.key())) {
            var answer =
                    cloudwatch.getMetricStatistics(r ->
                            r.namespace("Clients")
                                    .metricName("many")
                                    .dimensions(boto3)
                                    .startTime(MINUTE)
                                    .endTime(MINUTE.plusSeconds(60))
                                    .period(60)
                                    .extendedStatistics("p90"));
            assertThat(answer.datapoints())
                    .singleElement()
                    .satisfies(point ->
                            assertThat(point.extendedStatistics().get("p90"))
                                    .isBetween(809 * 0.994, 809 * 1.006));
        }
    }

    private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
            B builder, RootKey key) throws IOException {
        return stage.client(
                builder.region(Region.US_EAST_1),
                AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));
    }

    private String cli(String aws, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(aws, "cloudwatch"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--endpoint-url", stage.api()));
        return run(command.toArray(String[]::new));
    }

    /** What the command prints, errors too. */
    private String run(String... command) throws Exception {
        Path out = Files.createTempFile(home, "client", ".out");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
        RootKey root = stage.key();
        builder.environment()
                .putAll(
                        Map.of(
                                "AWS_ACCESS_KEY_ID",
                                root.accessKeyId(),
                                "AWS_SECRET_ACCESS_KEY",
                                root.secretAccessKey(),
                                "AWS_DEFAULT_REGION",
                                "us-east-1",
                                "AWS_ENDPOINT_URL",
                                stage.api(),
                                "AWS_PAGER",
                                "",
                                "AWS_CONFIG_FILE",
                                "/dev/null"));
        builder.environment().remove("AWS_SESSION_TOKEN");
        Process client = builder.start();
        assertThat(client.waitFor(60, TimeUnit.SECONDS)).as(command[0]).isTrue();
        return Files.readString(out, StandardCharsets.UTF_8).strip();
    }
}
