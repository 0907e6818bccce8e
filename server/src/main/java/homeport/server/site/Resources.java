package homeport.server.site;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.cloud.iam.access.Neighbours;
import homeport.cloud.secret.SecretsManager;
import homeport.control.Rds;
import homeport.control.instance.Instances;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.rds.model.DescribeDbClusterAutomatedBackupsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbClusterAutomatedBackupsResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbInstanceAutomatedBackupsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbInstanceAutomatedBackupsResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbProxiesRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbProxiesResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbProxyEndpointsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbProxyEndpointsResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbProxyTargetGroupsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbProxyTargetGroupsResponse;
import software.amazon.awssdk.services.rds.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.rds.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.rds.model.Tag;

/**
 * What decisions over requests must know of the resources that they name. RDS is asked as a user
 * would ask it, so that both see the same.
 */
final class Resources implements Neighbours {
    private static final Pattern NAME = Pattern.compile("[!-~]{1,512}");

    private final SecretsManager secrets;
    private final Rds rds;
    private final String account;
    private final Function<String, Optional<String>> messagePolicy;
    private final ToolParts tools;

    /**
     * @param messagePolicy the policy of a topic or a queue, by its ARN
     */
    Resources(
            SecretsManager secrets,
            Rds rds,
            String account,
            Function<String, Optional<String>> messagePolicy,
            ToolParts tools) {
        this.secrets = secrets;
        this.rds = rds;
        this.account = account;
        this.messagePolicy = messagePolicy;
        this.tools = tools;
    }

    @Override
    public Optional<String> bucketPolicy(String arn) {
        return tools.policy(arn);
    }

    @Override
    public Optional<String> messagePolicy(String arn) {
        return messagePolicy.apply(arn);
    }

    @Override
    public Optional<String> secretPolicy(String arn, Instant now) {
        return secrets.policy(arn, now);
    }

    @Override
    public Optional<String> secretArn(String region, String id, Instant now) {
        return secrets.arn(region, id, now);
    }

    /** Asked before anybody has looked at the request: a name may be anything. */
    @Override
    public Optional<String> rdsArn(String region, Named what, String name, Instant now) {
        if (!NAME.matcher(name).matches()) return Optional.empty();
        Call call = call(region, now);
        return switch (what) {
            case DATABASE_BY_RESOURCE_ID -> byResourceId(call, name);
            case DATABASE_BY_BACKUPS -> byBackups(call, name);
            case PROXY ->
                    ask(
                                    call,
                                    "DescribeDBProxies",
                                    DescribeDbProxiesRequest.builder().dbProxyName(name).build(),
                                    DescribeDbProxiesResponse.class)
                            .flatMap(found -> found.dbProxies().stream().findFirst())
                            .map(proxy -> proxy.dbProxyArn());
            case PROXY_ENDPOINT ->
                    ask(
                                    call,
                                    "DescribeDBProxyEndpoints",
                                    DescribeDbProxyEndpointsRequest.builder()
                                            .dbProxyEndpointName(name)
                                            .build(),
                                    DescribeDbProxyEndpointsResponse.class)
                            .flatMap(found -> found.dbProxyEndpoints().stream().findFirst())
                            .map(endpoint -> endpoint.dbProxyEndpointArn());
            case TARGET_GROUP ->
                    ask(
                                    call,
                                    "DescribeDBProxyTargetGroups",
                                    DescribeDbProxyTargetGroupsRequest.builder()
                                            .dbProxyName(name)
                                            .build(),
                                    DescribeDbProxyTargetGroupsResponse.class)
                            .flatMap(found -> found.targetGroups().stream().findFirst())
                            .map(group -> group.targetGroupArn());
        };
    }

    private Optional<String> byResourceId(Call call, String id) {
        return rds.instances()
                .byResourceId(call.region(), id)
                .map(Instances.Instance::arn)
                .map(Object::toString)
                .or(() -> ofGone(call, id));
    }

    private Optional<String> ofGone(Call call, String id) {
        Stream<String> instances =
                ask(
                                call,
                                "DescribeDBInstanceAutomatedBackups",
                                DescribeDbInstanceAutomatedBackupsRequest.builder()
                                        .dbiResourceId(id)
                                        .build(),
                                DescribeDbInstanceAutomatedBackupsResponse.class)
                        .stream()
                        .flatMap(found -> found.dbInstanceAutomatedBackups().stream())
                        .map(backup -> backup.dbInstanceArn());
        Stream<String> clusters =
                ask(
                                call,
                                "DescribeDBClusterAutomatedBackups",
                                DescribeDbClusterAutomatedBackupsRequest.builder()
                                        .dbClusterResourceId(id)
                                        .build(),
                                DescribeDbClusterAutomatedBackupsResponse.class)
                        .stream()
                        .flatMap(found -> found.dbClusterAutomatedBackups().stream())
                        .map(backup -> backup.dbClusterArn());
        return Stream.concat(instances, clusters).findFirst();
    }

    private Optional<String> byBackups(Call call, String arn) {
        return ask(
                        call,
                        "DescribeDBInstanceAutomatedBackups",
                        DescribeDbInstanceAutomatedBackupsRequest.builder()
                                .dbInstanceAutomatedBackupsArn(arn)
                                .build(),
                        DescribeDbInstanceAutomatedBackupsResponse.class)
                .flatMap(found -> found.dbInstanceAutomatedBackups().stream().findFirst())
                .map(backup -> backup.dbInstanceArn());
    }

    @Override
    public Map<String, String> tags(String arn, Instant now) {
        if (arn.startsWith("arn:aws:rds:")) return rdsTags(arn, now);
        return arn.startsWith("arn:aws:secretsmanager:") ? secrets.tags(arn, now) : tools.tags(arn);
    }

    private Map<String, String> rdsTags(String arn, Instant now) {
        String region = arn.split(":", 5)[3];
        return ask(
                        call(region, now),
                        "ListTagsForResource",
                        ListTagsForResourceRequest.builder().resourceName(arn).build(),
                        ListTagsForResourceResponse.class)
                .map(answer ->
                        answer.tagList().stream()
                                .collect(
                                        Collectors.toMap(
                                                Tag::key, Tag::value, (one, other) -> other)))
                .orElse(Map.of());
    }

    private Call call(String region, Instant now) {
        return new Call(region, account, new Call.Caller("", "", ""), "decision", now);
    }

    /** Empty: there is no such resource. */
    private <O> Optional<O> ask(Call call, String action, SdkPojo request, Class<O> answer) {
        try {
            return Optional.of(
                    answer.cast(
                            rds.service().actions().get(action).handler().handle(call, request)));
        } catch (AwsException absent) {
            return Optional.empty();
        }
    }
}
