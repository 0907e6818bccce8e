package homeport.server.site;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.aws.AwsException;
import homeport.stack.type.Documented;
import homeport.stack.type.Place;
import homeport.stack.type.ResourceTypes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The types of resources, save those of networks and those that start databases. */
class ResourceTypesTest extends Lives {
    @Test
    void identitiesAndTheirPolicies() {
        String trust =
                """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                  "Principal": {"Service": "%s"}}]}
                """;
        String role =
                """
                {"AssumeRolePolicyDocument": %s, "ManagedPolicyArns": [%s], "Policies": [%s], "Description": "a %s",
                 "MaxSessionDuration": "7200"}
                """;
        String arn = "\"arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole\"";
        String inline = "{\"PolicyName\": \"%s\", \"PolicyDocument\": " + DOCUMENT + "}";
        Life monitor =
                new Life(
                        "AWS::IAM::Role",
                        role.formatted(
                                trust.formatted("monitoring.rds.amazonaws.com"),
                                arn,
                                inline.formatted("one"),
                                "role"));
        assertThat(monitor.get("Arn")).isEqualTo("arn:aws:iam::000000000000:role/" + monitor.ref());
        assertThat(monitor.get("RoleId")).startsWith("AROA");
        monitor.update(
                role.formatted(
                        trust.formatted("rds.amazonaws.com"),
                        "",
                        inline.formatted("two"),
                        "thing"));
        String named = "{\"RoleName\": \"%s\"}".formatted(monitor.ref());
        assertThat(ask("iam", "ListRolePolicies", named).path("PolicyNames"))
                .hasToString("[\"two\"]");
        assertThat(ask("iam", "ListAttachedRolePolicies", named).path("AttachedPolicies"))
                .isEmpty();
        assertThat(ask("iam", "GetRole", named).at("/Role/AssumeRolePolicyDocument").asString())
                .contains("rds.amazonaws.com")
                .doesNotContain("monitoring");
        Life user = people(inline);
        Life policy =
                new Life(
                        "AWS::IAM::Policy",
                        "{\"PolicyName\": \"p\", \"PolicyDocument\": %s, \"Roles\": [\"%s\"]}"
                                .formatted(DOCUMENT, monitor.ref()));
        policy.update(
                "{\"PolicyName\": \"q\", \"PolicyDocument\": %s, \"Roles\": [\"%s\"], \"Users\": [\"%s\"]}"
                        .formatted(DOCUMENT, monitor.ref(), user.ref()));
        assertThat(ask("iam", "ListRolePolicies", named).path("PolicyNames"))
                .hasToString("[\"q\",\"two\"]");
        managedPolicy(monitor);
        profile(monitor);
    }

    private void profile(Life role) {
        Life profile =
                new Life(
                        "AWS::IAM::InstanceProfile", "{\"Roles\": [\"%s\"]}".formatted(role.ref()));
        assertThat(profile.get("Arn")).contains(":instance-profile/");
        profile.update("{\"Roles\": []}");
        assertThat(
                        profile.refused(
                                        "{\"InstanceProfileName\": \"%s\", \"Roles\": []}"
                                                .formatted(profile.ref()))
                                .code())
                .isEqualTo("EntityAlreadyExists");
    }

    private Life people(String inline) {
        Life group = new Life("AWS::IAM::Group", "{\"Path\": \"/x/\"}");
        Life user =
                new Life(
                        "AWS::IAM::User",
                        "{\"Groups\": [\"%s\"], \"Policies\": [%s]}"
                                .formatted(group.ref(), inline.formatted("mine")));
        assertThat(group.get("Arn")).endsWith(":group/x/" + group.ref());
        user.update("{\"Policies\": []}");
        new Life(
                "AWS::IAM::UserToGroupAddition",
                "{\"GroupName\": \"%s\", \"Users\": [\"%s\"]}".formatted(group.ref(), user.ref()));
        Life key = new Life("AWS::IAM::AccessKey", "{\"UserName\": \"%s\"}".formatted(user.ref()));
        assertThat(key.ref()).startsWith("AKIA");
        assertThat(key.get("SecretAccessKey")).hasSize(40);
        key.update("{\"UserName\": \"%s\", \"Status\": \"Inactive\"}".formatted(user.ref()));
        return user;
    }

    private void managedPolicy(Life role) {
        String properties =
                "{\"ManagedPolicyName\": \"mp\", \"PolicyDocument\": %s, \"Roles\": [%s]}";
        Life policy =
                new Life(
                        "AWS::IAM::ManagedPolicy",
                        properties.formatted(DOCUMENT, "\"" + role.ref() + "\""));
        assertThat(policy.ref()).isEqualTo("arn:aws:iam::000000000000:policy/mp");
        for (int i = 0; i < 6; i++)
            policy.update(properties.formatted(DOCUMENT.replace("s3:GetObject", "s3:Get" + i), ""));
        assertThat(policy.get("AttachmentCount")).isEqualTo("0");
    }

    /** Groups and dashboards have no tags that would say whose they are. */
    @Test
    void whatCannotSayWhoMadeItIsAskedForBefore() {
        for (String[] one :
                new String[][] {
                    {"AWS::IAM::Group", "{\"GroupName\": \"devs\"}"},
                    {
                        "AWS::CloudWatch::Dashboard",
                        "{\"DashboardName\": \"ours\", \"DashboardBody\": {\"widgets\": []}}"
                    }
                }) {
            Documented type = ResourceTypes.types().get(one[0]);
            Place other = place(0);
            assertThat(type.taken(api, other, () -> json(one[1]))).isEmpty();
            Life life = new Life(one[0], one[1]);
            assertThat(type.taken(api, other, () -> json(one[1]))).contains(life.ref());
        }
    }

    @Test
    void aRoleThatCannotBeWholeIsNotLeftBehind() {
        Life life = new Life("AWS::IAM::Group", "{}");
        AwsException refused =
                life.refused(
                        "{\"GroupName\": \"half\", \"ManagedPolicyArns\": [\"arn:aws:iam::aws:policy/None\"]}");
        assertThat(refused.code()).isEqualTo("NoSuchEntity");
        assertThat(ask("iam", "ListGroups", "{}").toString()).doesNotContain("half");
    }

    @Test
    void secrets() {
        String generated =
                """
                {"Description": "%s", "GenerateSecretString": {"SecretStringTemplate": "{\\\"username\\\": \\\"pgadmin\\\"}",
                  "GenerateStringKey": "password", "ExcludePunctuation": "true", "PasswordLength": %d}}
                """;
        Life secret = new Life("AWS::SecretsManager::Secret", generated.formatted("first", 20));
        assertThat(secret.ref())
                .startsWith("arn:aws:secretsmanager:us-east-1:000000000000:secret:app-");
        String first = value(secret);
        assertThat(first).matches("\\{\"username\":\"pgadmin\",\"password\":\"[a-zA-Z0-9]{20}\"}");
        secret.update(generated.formatted("second", 20));
        assertThat(value(secret)).isEqualTo(first);
        secret.update(generated.formatted("second", 30));
        assertThat(value(secret)).hasSize(first.length() + 10);
        assertThat(secret.refused("{\"SecretString\": \"a\", \"GenerateSecretString\": {}}").code())
                .isEqualTo("ValidationError");
        Life policy =
                new Life(
                        "AWS::SecretsManager::ResourcePolicy",
                        "{\"SecretId\": \"%s\", \"ResourcePolicy\": %s}"
                                .formatted(
                                        secret.ref(),
                                        DOCUMENT.replace(
                                                        "s3:GetObject",
                                                        "secretsmanager:GetSecretValue")
                                                .replace(
                                                        "\"Effect\"",
                                                        "\"Principal\": {\"AWS\": \"*\"}, \"Effect\"")));
        assertThat(policy.ref()).isEqualTo(secret.ref());
        Life named =
                new Life(
                        "AWS::SecretsManager::Secret",
                        "{\"Name\": \"plain\", \"SecretString\": \"x\"}");
        assertThat(named.refused("{\"Name\": \"plain\"}").code())
                .isEqualTo("ResourceExistsException");
    }

    private String value(Life secret) {
        return ask(
                        "secretsmanager",
                        "GetSecretValue",
                        "{\"SecretId\": \"%s\"}".formatted(secret.ref()))
                .path("SecretString")
                .asString();
    }

    @Test
    void topicsAndQueues() {
        Life queue = new Life("AWS::SQS::Queue", "{\"VisibilityTimeout\": 45}");
        assertThat(queue.get("Arn"))
                .isEqualTo("arn:aws:sqs:us-east-1:000000000000:" + queue.get("QueueName"));
        queue.update(
                """
                {"VisibilityTimeout": "50", "RedrivePolicy": {"deadLetterTargetArn": "%s", "maxReceiveCount": 3}}
                """
                        .formatted(
                                new Life("AWS::SQS::Queue", "{\"QueueName\": \"dead\"}")
                                        .get("Arn")));
        queue.update("{\"VisibilityTimeout\": 50}");
        Life topic =
                new Life(
                        "AWS::SNS::Topic",
                        """
                        {"DisplayName": "Alerts", "Subscription": [{"Protocol": "sqs", "Endpoint": "%s"}]}
                        """
                                .formatted(queue.get("Arn")));
        assertThat(topic.ref())
                .isEqualTo("arn:aws:sns:us-east-1:000000000000:" + topic.get("TopicName"));
        assertThat(subscriptions(topic)).isEqualTo(1);
        topic.update("{\"DisplayName\": \"More\"}");
        assertThat(subscriptions(topic)).isZero();
        Life subscription =
                new Life(
                        "AWS::SNS::Subscription",
                        """
                        {"TopicArn": "%s", "Protocol": "sqs", "Endpoint": "%s", "RawMessageDelivery": "true"}
                        """
                                .formatted(topic.ref(), queue.get("Arn")));
        subscription.update(
                """
                {"TopicArn": "%s", "Protocol": "sqs", "Endpoint": "%s", "FilterPolicy": {"a": ["b"]}}
                """
                        .formatted(topic.ref(), queue.get("Arn")));
        String policy =
                DOCUMENT.replace("s3:GetObject", "%s")
                        .replace("\"Effect\"", "\"Principal\": {\"AWS\": \"*\"}, \"Effect\"")
                        .replace("\"*\"}]", "\"%s\"}]");
        new Life(
                "AWS::SNS::TopicPolicy",
                "{\"Topics\": [\"%s\"], \"PolicyDocument\": %s}"
                        .formatted(topic.ref(), policy.formatted("SNS:Publish", topic.ref())));
        new Life(
                "AWS::SQS::QueuePolicy",
                "{\"Queues\": [\"%s\"], \"PolicyDocument\": %s}"
                        .formatted(
                                queue.ref(),
                                policy.formatted("sqs:SendMessage", queue.get("Arn"))));
    }

    private int subscriptions(Life topic) {
        return ask(
                        "sns",
                        "ListSubscriptionsByTopic",
                        "{\"TopicArn\": \"%s\"}".formatted(topic.ref()))
                .path("Subscriptions")
                .size();
    }

    @Test
    void alarmsDashboardsAndLogs() {
        String alarm =
                """
                {"AlarmDescription": "lag", "ComparisonOperator": "GreaterThanThreshold", "EvaluationPeriods": %s,
                 "MetricName": "ReplicaLag", "Namespace": "AWS/RDS", "Period": "60", "Statistic": "Average",
                 "Threshold": 300, "TreatMissingData": "missing", "AlarmActions": ["arn:aws:sns:us-east-1:000000000000:t"],
                 "Dimensions": [{"Name": "DBInstanceIdentifier", "Value": "db"}]}
                """;
        Life one = new Life("AWS::CloudWatch::Alarm", alarm.formatted("3"));
        assertThat(one.get("Arn"))
                .isEqualTo("arn:aws:cloudwatch:us-east-1:000000000000:alarm:" + one.ref());
        one.update(alarm.formatted("4"));
        assertThat(
                        one.refused(
                                        alarm.formatted(
                                                "1, \"AlarmName\": \"%s\"".formatted(one.ref())))
                                .code())
                .isEqualTo("AlreadyExists");
        Life composite =
                new Life(
                        "AWS::CloudWatch::CompositeAlarm",
                        "{\"AlarmName\": \"both\", \"AlarmRule\": \"ALARM(%s)\"}"
                                .formatted(one.ref()));
        composite.update(
                "{\"AlarmName\": \"both\", \"AlarmRule\": \"OK(%s)\"}".formatted(one.ref()));
        Life dashboard =
                new Life(
                        "AWS::CloudWatch::Dashboard",
                        "{\"DashboardBody\": \"{\\\"widgets\\\": []}\"}");
        dashboard.update("{\"DashboardBody\": {\"widgets\": [], \"start\": \"-PT6H\"}}");
        Life group = new Life("AWS::Logs::LogGroup", "{\"RetentionInDays\": 7}");
        assertThat(group.get("Arn"))
                .startsWith("arn:aws:logs:us-east-1:000000000000:log-group:app-");
        group.update("{\"Tags\": [{\"Key\": \"a\", \"Value\": \"b\"}]}");
        new Life("AWS::Logs::LogStream", "{\"LogGroupName\": \"%s\"}".formatted(group.ref()));
        new Life("AWS::CDK::Metadata", "{\"Analytics\": \"v2:deflate64:H4s\"}");
        new Life("AWS::CloudFormation::WaitConditionHandle", "{}");
    }

    @Test
    void parametersBucketsAndRepositories() {
        String parameter =
                "{\"Type\": \"String\", \"Name\": \"/a/version\", \"Value\": \"%s\", \"Tags\": {\"a\": \"b\"}}";
        Life version = new Life("AWS::SSM::Parameter", parameter.formatted("26"));
        assertThat(version.get("Value")).isEqualTo("26");
        version.update(parameter.formatted("27").replace("{\"a\": \"b\"}", "{}"));
        assertThat(version.refused(parameter.formatted("1")).code())
                .isEqualTo("ParameterAlreadyExists");
        String bucket =
                """
                {"BucketName": "assets-of-the-app", "BucketEncryption": {"ServerSideEncryptionConfiguration": [
                   {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}, "VersioningConfiguration": {"Status": "%s"},
                 "PublicAccessBlockConfiguration": {"BlockPublicAcls": true, "BlockPublicPolicy": "true",
                   "IgnorePublicAcls": true, "RestrictPublicBuckets": true}, "LifecycleConfiguration": {"Rules": []},
                 "Tags": [{"Key": "a", "Value": "b"}]}
                """;
        Life assets = new Life("AWS::S3::Bucket", bucket.formatted("Enabled"));
        assertThat(assets.get("Arn")).isEqualTo("arn:aws:s3:::assets-of-the-app");
        assertThat(assets.refused("{\"BucketName\": \"assets-of-the-app\"}").code())
                .isEqualTo("AlreadyExists");
        assets.update(bucket.formatted("Suspended"));
        assertThat(
                        ask("s3", "GetBucketVersioning", "{\"Bucket\": \"assets-of-the-app\"}")
                                .path("Status")
                                .asString())
                .isEqualTo("Suspended");
        Life policy =
                new Life(
                        "AWS::S3::BucketPolicy",
                        "{\"Bucket\": \"assets-of-the-app\", \"PolicyDocument\": %s}"
                                .formatted(
                                        DOCUMENT.replace(
                                                        "\"*\"",
                                                        "\"arn:aws:s3:::assets-of-the-app/*\"")
                                                .replace(
                                                        "\"Effect\"",
                                                        "\"Principal\": {\"AWS\": \"000000000000\"}, \"Effect\"")));
        assertThat(policy.ref()).isEqualTo(assets.ref());
        Life plain = new Life("AWS::S3::Bucket", "{}");
        assertThat(plain.ref()).startsWith("app-logical");
        Life images =
                new Life(
                        "AWS::ECR::Repository",
                        """
                        {"RepositoryName": "images", "ImageTagMutability": "IMMUTABLE", "ImageScanningConfiguration": {"ScanOnPush": true},
                         "LifecyclePolicy": {"LifecyclePolicyText": "{\\"rules\\":[{\\"rulePriority\\":1,\\"selection\\":{\\"tagStatus\\":\\"untagged\\",\\"countType\\":\\"sinceImagePushed\\",\\"countUnit\\":\\"days\\",\\"countNumber\\":365},\\"action\\":{\\"type\\":\\"expire\\"}}]}"}}
                        """);
        assertThat(images.get("RepositoryUri")).endsWith("/images");
        images.update("{\"RepositoryName\": \"images\", \"ImageTagMutability\": \"MUTABLE\"}");
        assertThat(images.refused("{\"RepositoryName\": \"images\"}").code())
                .isEqualTo("RepositoryAlreadyExistsException");
    }

    @Test
    void groupsOfDatabases() {
        String subnets = defaultSubnets();
        Life subnetGroup =
                new Life(
                        "AWS::RDS::DBSubnetGroup",
                        "{\"DBSubnetGroupDescription\": \"of the app\", \"SubnetIds\": %s}"
                                .formatted(subnets));
        subnetGroup.update(
                "{\"DBSubnetGroupDescription\": \"other\", \"SubnetIds\": %s, \"Tags\": [{\"Key\": \"a\", \"Value\": \"b\"}]}"
                        .formatted(subnets));
        String parameters =
                "{\"Family\": \""
                        + family()
                        + "\", \"Description\": \"of the app\", \"Parameters\": {%s}}";
        Life parameterGroup =
                new Life(
                        "AWS::RDS::DBParameterGroup",
                        parameters.formatted(
                                "\"work_mem\": 16384, \"log_lock_waits\": \"1\", \"max_connections\": \"77\""));
        parameterGroup.update(
                parameters.formatted("\"work_mem\": \"16384\", \"max_connections\": 78"));
        assertThat(ofUser(parameterGroup)).containsExactly("max_connections=78", "work_mem=16384");
        assertThat(parameterGroup.refused(parameters.formatted("\"no_such\": 1")).getMessage())
                .contains("no_such");
        new Life("AWS::RDS::DBClusterParameterGroup", parameters.formatted("\"work_mem\": 16384"));
        new Life(
                "AWS::RDS::OptionGroup",
                "{\"EngineName\": \"postgres\", \"MajorEngineVersion\": \"%s\", \"OptionGroupDescription\": \"none\"}"
                        .formatted(family().replace("postgres", "")));
        Life topic = new Life("AWS::SNS::Topic", "{}");
        String subscription =
                "{\"SnsTopicArn\": \"%s\", \"SourceType\": \"db-parameter-group\", \"SourceIds\": [%s]}";
        Life events =
                new Life(
                        "AWS::RDS::EventSubscription",
                        subscription.formatted(topic.ref(), "\"" + parameterGroup.ref() + "\""));
        events.update(subscription.formatted(topic.ref(), ""));
    }

    /** Of a PostgreSQL that this machine has. */
    private String family() {
        return ask("rds", "DescribeDBEngineVersions", "{\"Engine\": \"postgres\"}")
                .at("/DBEngineVersions/0/DBParameterGroupFamily")
                .asString();
    }

    private List<String> ofUser(Life group) {
        return ask(
                        "rds",
                        "DescribeDBParameters",
                        "{\"DBParameterGroupName\": \"%s\", \"Source\": \"user\"}"
                                .formatted(group.ref()))
                .path("Parameters")
                .valueStream()
                .map(p ->
                        p.path("ParameterName").asString()
                                + "="
                                + p.path("ParameterValue").asString())
                .toList();
    }

    private String defaultSubnets() {
        return ask("ec2", "DescribeSubnets", "{}")
                .path("Subnets")
                .valueStream()
                .map(subnet -> "\"" + subnet.path("SubnetId").asString() + "\"")
                .toList()
                .toString();
    }
}
