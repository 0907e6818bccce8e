package homeport.aws.live;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataResponse;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.CreateTagsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsResponse;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsRequest;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesResponse;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/** One service of each wire besides RDS; what they are given they give back. */
final class Neighbours {
    static final Instant CHANGED = Instant.parse("2026-11-24T10:20:30.456Z");

    private final Map<String, CreateSecretRequest> secrets = new TreeMap<>();
    private final List<MetricDatum> metrics = new ArrayList<>();
    private final List<String> tagged = new ArrayList<>();

    List<Service> services() {
        return List.of(ec2(), sts(), secrets(), metrics(), topics());
    }

    private Service ec2() {
        return new Service("ec2")
                .on("DescribeVpcs", DescribeVpcsRequest::builder, this::vpcs)
                .on("CreateTags", CreateTagsRequest::builder, this::tag);
    }

    private synchronized DescribeVpcsResponse vpcs(Call call, DescribeVpcsRequest request) {
        boolean none =
                request.filters().stream().anyMatch(filter -> filter.values().contains("none"));
        if (request.vpcIds().contains("vpc-0"))
            throw new AwsException("InvalidVpcID.NotFound", "The vpc ID 'vpc-0' does not exist");
        Vpc vpc = Vpc.builder().vpcId("vpc-1").isDefault(true).cidrBlock("10.0.0.0/16").build();
        return DescribeVpcsResponse.builder().vpcs(none ? List.of() : List.of(vpc)).build();
    }

    private synchronized CreateTagsResponse tag(Call call, CreateTagsRequest request) {
        tagged.addAll(request.resources());
        return CreateTagsResponse.builder().build();
    }

    private static Service sts() {
        return new Service("sts")
                .on(
                        "GetCallerIdentity",
                        GetCallerIdentityRequest::builder,
                        (Call call, GetCallerIdentityRequest _) ->
                                GetCallerIdentityResponse.builder()
                                        .account(call.account())
                                        .arn(call.caller().arn())
                                        .userId(call.caller().accessKeyId())
                                        .build());
    }

    private Service secrets() {
        return new Service("secretsmanager")
                .on("CreateSecret", CreateSecretRequest::builder, this::create)
                .on("GetSecretValue", GetSecretValueRequest::builder, this::value)
                .on("ListSecrets", ListSecretsRequest::builder, this::list);
    }

    private synchronized CreateSecretResponse create(Call call, CreateSecretRequest request) {
        secrets.put(request.name(), request);
        return CreateSecretResponse.builder()
                .name(request.name())
                .arn(call.arn("secretsmanager", "secret:" + request.name()))
                .build();
    }

    private synchronized GetSecretValueResponse value(Call call, GetSecretValueRequest request) {
        CreateSecretRequest secret = secrets.get(request.secretId());
        if (secret == null)
            throw new AwsException(
                    "ResourceNotFoundException",
                    "Secrets Manager can't find the specified secret.");
        return GetSecretValueResponse.builder()
                .name(secret.name())
                .secretString(secret.secretString())
                .secretBinary(secret.secretBinary())
                .createdDate(CHANGED)
                .build();
    }

    private synchronized ListSecretsResponse list(Call call, ListSecretsRequest request) {
        List<String> names = List.copyOf(secrets.keySet());
        int from = request.nextToken() == null ? 0 : Integer.parseInt(request.nextToken());
        int to = Math.min(names.size(), from + 2);
        return ListSecretsResponse.builder()
                .secretList(
                        names.subList(from, to).stream()
                                .map(name -> SecretListEntry.builder().name(name).build())
                                .toList())
                .nextToken(to < names.size() ? String.valueOf(to) : null)
                .build();
    }

    private Service metrics() {
        return new Service("cloudwatch")
                .on("PutMetricData", PutMetricDataRequest::builder, this::put)
                .on("GetMetricData", GetMetricDataRequest::builder, this::get);
    }

    private synchronized PutMetricDataResponse put(Call call, PutMetricDataRequest request) {
        metrics.addAll(request.metricData());
        return PutMetricDataResponse.builder().build();
    }

    /** Every value ever put, in order, with its timestamp. */
    private synchronized GetMetricDataResponse get(Call call, GetMetricDataRequest request) {
        List<MetricDatum> found =
                metrics.stream()
                        .filter(datum ->
                                datum.metricName()
                                        .equals(
                                                request.metricDataQueries()
                                                        .getFirst()
                                                        .metricStat()
                                                        .metric()
                                                        .metricName()))
                        .toList();
        return GetMetricDataResponse.builder()
                .metricDataResults(
                        MetricDataResult.builder()
                                .id("q")
                                .timestamps(found.stream().map(MetricDatum::timestamp).toList())
                                .values(found.stream().map(MetricDatum::value).toList())
                                .build())
                .build();
    }

    private static Service topics() {
        return new Service("sns")
                .on(
                        "GetTopicAttributes",
                        GetTopicAttributesRequest::builder,
                        (Call _, GetTopicAttributesRequest request) ->
                                GetTopicAttributesResponse.builder()
                                        .attributes(
                                                Map.of(
                                                        "TopicArn",
                                                        request.topicArn(),
                                                        "DisplayName",
                                                        "a<b>&\"c\"\r\n"))
                                        .build())
                .on("Publish", PublishRequest::builder, Neighbours::publish);
    }

    /** The id of the message repeats its attributes. */
    private static PublishResponse publish(Call call, PublishRequest request) {
        if (request.topicArn().endsWith(":missing"))
            throw new AwsException("NotFound", "Topic does not exist");
        String id =
                new TreeMap<>(request.messageAttributes())
                        .entrySet().stream()
                                .map(entry -> entry.getKey() + "=" + entry.getValue().stringValue())
                                .toList()
                                .toString();
        return PublishResponse.builder().messageId(id).build();
    }
}
