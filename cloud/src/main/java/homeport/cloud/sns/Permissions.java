package homeport.cloud.sns;

import homeport.aws.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.sns.model.AddPermissionRequest;
import software.amazon.awssdk.services.sns.model.AddPermissionResponse;
import software.amazon.awssdk.services.sns.model.RemovePermissionRequest;
import software.amazon.awssdk.services.sns.model.RemovePermissionResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Statements of a topic's policy, by their label. Source: SNS API reference, AddPermission. */
final class Permissions {
    private static final Set<String> ACTIONS =
            Set.of(
                    "Publish",
                    "Subscribe",
                    "GetTopicAttributes",
                    "SetTopicAttributes",
                    "DeleteTopic",
                    "ListSubscriptionsByTopic",
                    "AddPermission",
                    "RemovePermission");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final SnsStore store;

    Permissions(SnsStore store) {
        this.store = store;
    }

    AddPermissionResponse add(Call call, AddPermissionRequest asked) {
        if (!ACTIONS.containsAll(asked.actionNames()) || asked.actionNames().isEmpty())
            throw Refusal.parameter("Policy statement action out of service scope!");
        if (asked.awsAccountIds().isEmpty()
                || !asked.awsAccountIds().stream().allMatch(id -> id.matches("[0-9]{12}")))
            throw Refusal.parameter("AWSAccountId Reason: accounts have twelve digits");
        change(
                asked.topicArn(),
                statements -> {
                    if (labelled(statements, asked.label()) >= 0)
                        throw Refusal.parameter("Statement already exists");
                    ObjectNode statement = statements.addObject();
                    statement.put("Sid", asked.label()).put("Effect", "Allow");
                    ArrayNode who = statement.putObject("Principal").putArray("AWS");
                    asked.awsAccountIds().forEach(id -> who.add("arn:aws:iam::" + id + ":root"));
                    ArrayNode what = statement.putArray("Action");
                    asked.actionNames().forEach(action -> what.add("SNS:" + action));
                    statement.put("Resource", asked.topicArn());
                });
        return AddPermissionResponse.builder().build();
    }

    RemovePermissionResponse remove(Call call, RemovePermissionRequest asked) {
        change(
                asked.topicArn(),
                statements -> {
                    int at = labelled(statements, asked.label());
                    if (at >= 0) statements.remove(at);
                });
        return RemovePermissionResponse.builder().build();
    }

    private static int labelled(ArrayNode statements, String label) {
        List<String> labels = new ArrayList<>();
        for (JsonNode one : statements) labels.add(one.path("Sid").asString(""));
        return labels.indexOf(label);
    }

    private void change(String arn, Consumer<ArrayNode> change) {
        UnaryOperator<Topic> rewrite =
                before -> {
                    String text =
                            before.attributes()
                                    .getOrDefault(
                                            "Policy",
                                            TopicAttributes.defaultPolicy(arn, store.account()));
                    ObjectNode policy = (ObjectNode) JSON.readTree(text);
                    JsonNode held = policy.get("Statement");
                    ArrayNode statements =
                            held instanceof ArrayNode list
                                    ? list
                                    : policy.putArray("Statement").add(held);
                    change.accept(statements);
                    Map<String, String> after = new TreeMap<>(before.attributes());
                    after.put("Policy", JSON.writeValueAsString(policy));
                    return before.withAttributes(after);
                };
        store.change(store.required(arn), rewrite);
    }
}
