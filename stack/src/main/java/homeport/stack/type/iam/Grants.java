package homeport.stack.type.iam;

import static homeport.stack.type.iam.Identities.IAM;

import homeport.stack.type.Api;
import homeport.stack.type.Ask;
import homeport.stack.type.Change;
import homeport.stack.type.Told;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Policies in a role, a user or a group, and managed ones attached to it. */
final class Grants {
    private Grants() {}

    /**
     * Reads {@code ManagedPolicyArns} and {@code Policies}.
     *
     * @param kind {@code Role}, {@code User}, {@code Group}
     */
    static void settle(Change change, String kind) {
        for (String arn : change.dropped("ManagedPolicyArns"))
            detach(change.api(), kind, change.id(), arn);
        for (String arn : change.added("ManagedPolicyArns"))
            Ask.with(kind + "Name", change.id())
                    .and("PolicyArn", arn)
                    .of(change.api(), IAM, "Attach" + kind + "Policy");
        Map<String, JsonNode> before = policies(change.before());
        Map<String, JsonNode> wanted = policies(change.wanted());
        before.keySet().stream()
                .filter(name -> !wanted.containsKey(name))
                .forEach(name -> remove(change.api(), kind, change.id(), name));
        wanted.forEach((name, document) -> {
            if (!document.equals(before.get(name)))
                put(change.api(), kind, change.id(), name, document);
        });
    }

    private static Map<String, JsonNode> policies(ObjectNode properties) {
        Map<String, JsonNode> policies = new TreeMap<>();
        for (JsonNode policy : properties.path("Policies").values())
            policies.put(policy.path("PolicyName").asString(""), policy.path("PolicyDocument"));
        return policies;
    }

    static void put(Api api, String kind, String name, String policy, JsonNode document) {
        Ask.with(kind + "Name", name)
                .and("PolicyName", policy)
                .and("PolicyDocument", Ask.text(document))
                .of(api, IAM, "Put" + kind + "Policy");
    }

    static void remove(Api api, String kind, String name, String policy) {
        Ask ask = Ask.with(kind + "Name", name).and("PolicyName", policy);
        Told.remove(() -> ask.of(api, IAM, "Delete" + kind + "Policy"));
    }

    static void detach(Api api, String kind, String name, String arn) {
        Ask ask = Ask.with(kind + "Name", name).and("PolicyArn", arn);
        Told.remove(() -> ask.of(api, IAM, "Detach" + kind + "Policy"));
    }

    /** All of them, also those that a stack did not give it: it could not be deleted with any. */
    static void clear(Api api, String kind, String name) {
        JsonNode attached =
                Ask.with(kind + "Name", name)
                        .of(api, IAM, "ListAttached" + kind + "Policies")
                        .path("AttachedPolicies");
        for (JsonNode policy : attached.values())
            detach(api, kind, name, policy.path("PolicyArn").asString());
        List<String> inline =
                Ask.texts(
                        Ask.with(kind + "Name", name)
                                .of(api, IAM, "List" + kind + "Policies")
                                .get("PolicyNames"));
        inline.forEach(policy -> remove(api, kind, name, policy));
    }
}
