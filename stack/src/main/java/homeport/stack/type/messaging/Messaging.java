package homeport.stack.type.messaging;

import homeport.stack.type.Api;
import homeport.stack.type.Ask;
import homeport.stack.type.Change;
import homeport.stack.type.Declaration;
import homeport.stack.type.Documented;
import homeport.stack.type.Made;
import homeport.stack.type.TagForm;
import homeport.stack.type.Told;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Topics, who subscribes to them, and queues: standard ones, as the services have no others. */
public final class Messaging {
    private static final String SNS = "sns";
    private static final String SQS = "sqs";

    private static final int TOPIC_NAME_MAX = 256;
    private static final int QUEUE_NAME_MAX = 80;

    private static final List<String> TOPIC_ATTRIBUTES =
            List.of("DisplayName", "KmsMasterKeyId", "SignatureVersion", "TracingConfig");

    private static final List<String> SUBSCRIPTION_ATTRIBUTES =
            List.of(
                    "DeliveryPolicy",
                    "FilterPolicy",
                    "FilterPolicyScope",
                    "RawMessageDelivery",
                    "RedrivePolicy",
                    "SubscriptionRoleArn");

    private static final List<String> QUEUE_ATTRIBUTES =
            List.of(
                    "DelaySeconds",
                    "KmsDataKeyReusePeriodSeconds",
                    "KmsMasterKeyId",
                    "MaximumMessageSize",
                    "MessageRetentionPeriod",
                    "ReceiveMessageWaitTimeSeconds",
                    "RedriveAllowPolicy",
                    "RedrivePolicy",
                    "SqsManagedSseEnabled",
                    "VisibilityTimeout");

    private Messaging() {}

    public static List<Documented> types() {
        return List.of(
                topic(),
                subscription(),
                new PolicyOf("AWS::SNS::TopicPolicy", "Topics", Messaging::topicPolicy),
                queue(),
                new PolicyOf("AWS::SQS::QueuePolicy", "Queues", Messaging::queuePolicy));
    }

    private static Documented topic() {
        return Declaration.type("AWS::SNS::Topic", SNS)
                .named("TopicName", "Name", TOPIC_NAME_MAX, false)
                .update(TOPIC_ATTRIBUTES.toArray(String[]::new))
                .update("Subscription")
                .apart(TOPIC_ATTRIBUTES.toArray(String[]::new))
                .apart("Subscription")
                .tagged(TagForm.list(SNS, "ResourceArn", ""))
                .createdBy("CreateTopic", "/TopicArn")
                .createdWith((api, place, properties, ask) -> {
                    Ask attributes = attributes(properties, TOPIC_ATTRIBUTES);
                    if (!attributes.isEmpty()) ask.and("Attributes", attributes);
                })
                .id("TopicArn")
                .seenBy("GetTopicAttributes", "TopicArn", "/Attributes")
                .settle(Messaging::settleTopic)
                .deletedBy("DeleteTopic")
                .refers("the topic's ARN")
                .attribute("TopicArn", "")
                .attribute("TopicName", (api, made) -> lastOf(made.id(), ":"))
                .build();
    }

    /** Attributes are texts, and policies JSON in texts. */
    private static Ask attributes(ObjectNode properties, List<String> names) {
        Ask attributes = Ask.nothing();
        names.forEach(name -> attributes.takeText(properties, name, name));
        return attributes;
    }

    private static String lastOf(String id, String separator) {
        return id.substring(id.lastIndexOf(separator) + 1);
    }

    private static void settleTopic(Change change) {
        if (!change.fresh())
            for (String attribute : TOPIC_ATTRIBUTES)
                if (change.changed(attribute)) topicAttribute(change, attribute);
        List<JsonNode> before = change.before().path("Subscription").valueStream().toList();
        List<JsonNode> wanted = change.wanted("Subscription").valueStream().toList();
        wanted.stream().filter(one -> !before.contains(one)).forEach(one -> subscribe(change, one));
        before.stream()
                .filter(one -> !wanted.contains(one))
                .forEach(one -> unsubscribe(change, one));
    }

    private static void topicAttribute(Change change, String name) {
        JsonNode value = change.wanted(name);
        Ask.with("TopicArn", change.id())
                .and("AttributeName", name)
                .and("AttributeValue", value.isMissingNode() ? "" : Ask.text(value))
                .of(change.api(), SNS, "SetTopicAttributes");
    }

    private static void subscribe(Change change, JsonNode one) {
        Ask.with("TopicArn", change.id())
                .and("Protocol", one.path("Protocol").asString(""))
                .and("Endpoint", one.path("Endpoint").asString(""))
                .of(change.api(), SNS, "Subscribe");
    }

    private static void unsubscribe(Change change, JsonNode one) {
        JsonNode all =
                Ask.with("TopicArn", change.id())
                        .of(change.api(), SNS, "ListSubscriptionsByTopic")
                        .path("Subscriptions");
        for (JsonNode held : all.values()) {
            boolean same =
                    held.path("Protocol").equals(one.path("Protocol"))
                            && held.path("Endpoint").equals(one.path("Endpoint"));
            if (same)
                Ask.with("SubscriptionArn", held.path("SubscriptionArn").asString())
                        .of(change.api(), SNS, "Unsubscribe");
        }
    }

    private static Documented subscription() {
        return Declaration.type("AWS::SNS::Subscription", SNS)
                .replace("TopicArn", "Protocol", "Endpoint")
                .update(SUBSCRIPTION_ATTRIBUTES.toArray(String[]::new))
                .apart(SUBSCRIPTION_ATTRIBUTES.toArray(String[]::new))
                .createdBy("Subscribe", "/SubscriptionArn")
                .createdWith((api, place, properties, ask) -> {
                    Ask attributes = attributes(properties, SUBSCRIPTION_ATTRIBUTES);
                    if (!attributes.isEmpty()) ask.and("Attributes", attributes);
                    ask.and("ReturnSubscriptionArn", true);
                })
                .id("SubscriptionArn")
                .seenBy("GetSubscriptionAttributes", "SubscriptionArn", "/Attributes")
                .settle(change -> {
                    if (change.fresh()) return;
                    for (String name : SUBSCRIPTION_ATTRIBUTES)
                        if (change.changed(name)) subscriptionAttribute(change, name);
                })
                .deletedBy("Unsubscribe")
                .refers("the subscription's ARN")
                .attribute("Arn", "")
                .build();
    }

    private static void subscriptionAttribute(Change change, String name) {
        JsonNode value = change.wanted(name);
        Ask.with("SubscriptionArn", change.id())
                .and("AttributeName", name)
                .and("AttributeValue", value.isMissingNode() ? "" : Ask.text(value))
                .of(change.api(), SNS, "SetSubscriptionAttributes");
    }

    /** Without a document, what a topic has from the start: its account may do everything. */
    private static void topicPolicy(Api api, Made made, String topic, String document) {
        Ask.with("TopicArn", topic)
                .and("AttributeName", "Policy")
                .and(
                        "AttributeValue",
                        document.isEmpty() ? ofOwner(topic, made.place().account()) : document)
                .of(api, SNS, "SetTopicAttributes");
    }

    private static String ofOwner(String topic, String account) {
        return """
        {"Version":"2008-10-17","Id":"__default_policy_ID","Statement":[{"Sid":"__default_statement_ID",\
        "Effect":"Allow","Principal":{"AWS":"*"},"Action":["SNS:GetTopicAttributes","SNS:SetTopicAttributes",\
        "SNS:AddPermission","SNS:RemovePermission","SNS:DeleteTopic","SNS:Subscribe",\
        "SNS:ListSubscriptionsByTopic","SNS:Publish"],"Resource":"%s",\
        "Condition":{"StringEquals":{"AWS:SourceOwner":"%s"}}}]}\
        """
                .formatted(topic, account);
    }

    private static Documented queue() {
        return Declaration.type("AWS::SQS::Queue", SQS)
                .named("QueueName", QUEUE_NAME_MAX)
                .update(QUEUE_ATTRIBUTES.toArray(String[]::new))
                .apart(QUEUE_ATTRIBUTES.toArray(String[]::new))
                .tagged(TagForm.queues())
                .createdBy("CreateQueue", "/QueueUrl")
                .createdWith((api, place, properties, ask) -> {
                    Ask attributes = attributes(properties, QUEUE_ATTRIBUTES);
                    if (!attributes.isEmpty()) ask.and("Attributes", attributes);
                })
                .id("QueueUrl")
                .seenBy("GetQueueAttributes", "QueueUrl", "/Attributes")
                .seenWith(Ask.nothing().and("AttributeNames", List.of("All")))
                .settle(Messaging::settleQueue)
                .deletedBy("DeleteQueue")
                .refers("the queue's URL")
                .attribute("Arn", "/QueueArn")
                .attribute("QueueName", (api, made) -> lastOf(made.id(), "/"))
                .attribute("QueueUrl", "")
                .build();
    }

    private static void settleQueue(Change change) {
        if (change.fresh() || !change.changed(QUEUE_ATTRIBUTES)) return;
        Ask changed = Ask.nothing();
        for (String name : QUEUE_ATTRIBUTES) {
            if (!change.changed(name)) continue;
            if (change.wanted().hasNonNull(name)) changed.takeText(change.wanted(), name, name);
            else if (name.endsWith("Policy")) changed.and(name, "");
            else
                throw Told.invalid(
                        "%s cannot be taken away; give it its default value.".formatted(name));
        }
        Ask.with("QueueUrl", change.id())
                .and("Attributes", changed)
                .of(change.api(), SQS, "SetQueueAttributes");
    }

    private static void queuePolicy(Api api, Made made, String queue, String document) {
        Ask.with("QueueUrl", queue)
                .and("Attributes", Ask.with("Policy", document))
                .of(api, SQS, "SetQueueAttributes");
    }
}
