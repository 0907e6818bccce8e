package homeport.cloud.iam.directory;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The managed policies that every account finds there, as far as databases need them. Names and
 * purpose are AWS's, the documents are ours: they speak of the services that Homeport has.
 */
public final class AwsPolicies {
    private static final Instant SINCE = Instant.parse("2026-11-01T00:00:00Z");
    private static final Map<String, ManagedPolicy> ALL = new TreeMap<>();

    static {
        add("ANPAHPADMINISTRATOR01", "/", "AdministratorAccess", "Everything.", allow("*"));
        add(
                "ANPAHPPOWERUSERAAAA02",
                "/",
                "PowerUserAccess",
                "Everything but users, groups, roles and policies.",
                """
                {"Version":"2012-10-17","Statement":[
                {"Effect":"Allow","NotAction":["iam:*","organizations:*","account:*"],"Resource":"*"},
                {"Effect":"Allow","Action":["iam:ListRoles","iam:CreateServiceLinkedRole",\
                "iam:DeleteServiceLinkedRole"],"Resource":"*"}]}\
                """);
        add(
                "ANPAHPREADONLYAAAAA03",
                "/",
                "ReadOnlyAccess",
                "Reads what there is, save the values of secrets.",
                allow(
                        "rds:Describe*",
                        "rds:ListTagsForResource",
                        "rds:DownloadDBLogFilePortion",
                        "rds:DownloadCompleteDBLogFile",
                        "ec2:Describe*",
                        "iam:Get*",
                        "iam:List*",
                        "iam:Simulate*",
                        "sts:Get*",
                        "secretsmanager:DescribeSecret",
                        "secretsmanager:GetResourcePolicy",
                        "secretsmanager:List*",
                        "cloudwatch:Describe*",
                        "cloudwatch:Get*",
                        "cloudwatch:List*",
                        "cloudformation:Describe*",
                        "cloudformation:Get*",
                        "cloudformation:List*",
                        "logs:Describe*",
                        "logs:Get*",
                        "logs:List*",
                        "logs:FilterLogEvents",
                        "sns:Get*",
                        "sns:List*",
                        "ssm:Describe*",
                        "ssm:Get*",
                        "ssm:List*",
                        "kms:Describe*",
                        "kms:List*",
                        "pi:Describe*",
                        "pi:Get*",
                        "pi:List*",
                        "tag:Get*"));
        add(
                "ANPAHPRDSFULLAAAAAA04",
                "/",
                "AmazonRDSFullAccess",
                "All of RDS, and what its console reads beside it.",
                """
                {"Version":"2012-10-17","Statement":[
                {"Effect":"Allow","Action":["rds:*","cloudwatch:DescribeAlarms",\
                "cloudwatch:GetMetricStatistics","cloudwatch:GetMetricData",\
                "cloudwatch:PutMetricAlarm","cloudwatch:DeleteAlarms","cloudwatch:ListMetrics",\
                "ec2:Describe*","sns:ListSubscriptions","sns:ListTopics","sns:Publish",\
                "logs:DescribeLogStreams","logs:GetLogEvents"],"Resource":"*"},
                {"Effect":"Allow","Action":"pi:*","Resource":"arn:aws:pi:*:*:metrics/rds/*"},
                {"Effect":"Allow","Action":"iam:CreateServiceLinkedRole","Resource":"*",\
                "Condition":{"StringLike":{"iam:AWSServiceName":["rds.amazonaws.com",\
                "rds.application-autoscaling.amazonaws.com"]}}}]}\
                """);
        add(
                "ANPAHPRDSREADONLYAA05",
                "/",
                "AmazonRDSReadOnlyAccess",
                "Reads RDS, its networks, metrics and logs.",
                allow(
                        "rds:Describe*",
                        "rds:ListTagsForResource",
                        "ec2:Describe*",
                        "cloudwatch:GetMetricStatistics",
                        "cloudwatch:GetMetricData",
                        "cloudwatch:ListMetrics",
                        "logs:DescribeLogStreams",
                        "logs:GetLogEvents"));
        add(
                "ANPAHPSECRETSAAAAAA06",
                "/",
                "SecretsManagerReadWrite",
                "All of Secrets Manager, and the databases that secrets are of.",
                allow(
                        "secretsmanager:*",
                        "kms:DescribeKey",
                        "kms:ListAliases",
                        "kms:ListKeys",
                        "ec2:DescribeSecurityGroups",
                        "ec2:DescribeSubnets",
                        "ec2:DescribeVpcs",
                        "rds:DescribeDBClusters",
                        "rds:DescribeDBInstances",
                        "tag:GetResources"));
        add(
                "ANPAHPMONITORINGAAA07",
                "/service-role/",
                "AmazonRDSEnhancedMonitoringRole",
                "Lets enhanced monitoring write its log.",
                """
                {"Version":"2012-10-17","Statement":[
                {"Effect":"Allow","Action":["logs:CreateLogGroup","logs:PutRetentionPolicy"],\
                "Resource":"arn:aws:logs:*:*:log-group:RDS*"},
                {"Effect":"Allow","Action":["logs:CreateLogStream","logs:PutLogEvents",\
                "logs:DescribeLogStreams","logs:GetLogEvents"],\
                "Resource":"arn:aws:logs:*:*:log-group:RDS*:log-stream:*"}]}\
                """);
    }

    private AwsPolicies() {}

    static Optional<ManagedPolicy> find(String arn) {
        return Optional.ofNullable(ALL.get(arn));
    }

    /** By ARN. */
    public static Collection<ManagedPolicy> all() {
        return Collections.unmodifiableCollection(ALL.values());
    }

    private static void add(
            String id, String path, String name, String description, String document) {
        ManagedPolicy policy =
                new ManagedPolicy(
                        "aws",
                        id,
                        name,
                        path,
                        description,
                        SINCE,
                        SINCE,
                        Map.of(),
                        List.of(new ManagedPolicy.Version("v1", document, SINCE)),
                        "v1",
                        1);
        ALL.put(policy.arn(), policy);
    }

    private static String allow(String... actions) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\""
                + String.join("\",\"", actions)
                + "\"],\"Resource\":\"*\"}]}";
    }
}
