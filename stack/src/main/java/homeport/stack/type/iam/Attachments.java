package homeport.stack.type.iam;

import static homeport.stack.type.iam.Identities.IAM;

import homeport.stack.type.Api;
import homeport.stack.type.Ask;
import homeport.stack.type.Change;
import homeport.stack.type.Made;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The versions of a managed policy, and who it is attached to. */
final class Attachments {
    private static final List<String> KINDS = List.of("Role", "User", "Group");

    /** IAM keeps no more. */
    private static final int VERSIONS_MAX = 5;

    private Attachments() {}

    static void settle(Change change) {
        if (!change.fresh() && change.changed("PolicyDocument")) newVersion(change);
        for (String kind : KINDS) {
            String property = kind + "s";
            for (String name : change.dropped(property))
                Grants.detach(change.api(), kind, name, change.id());
            for (String name : change.added(property))
                Ask.with(kind + "Name", name)
                        .and("PolicyArn", change.id())
                        .of(change.api(), IAM, "Attach" + kind + "Policy");
        }
    }

    private static void newVersion(Change change) {
        List<JsonNode> versions = versions(change.api(), change.id());
        if (versions.size() >= VERSIONS_MAX)
            versions.stream()
                    .filter(version -> !isDefault(version))
                    .reduce((newer, older) -> older)
                    .ifPresent(oldest -> remove(change.api(), change.id(), oldest));
        Ask.with("PolicyArn", change.id())
                .takeText(change.wanted(), "PolicyDocument", "PolicyDocument")
                .and("SetAsDefault", true)
                .of(change.api(), IAM, "CreatePolicyVersion");
    }

    /** Newest first. */
    private static List<JsonNode> versions(Api api, String arn) {
        return Ask.with("PolicyArn", arn)
                .of(api, IAM, "ListPolicyVersions")
                .path("Versions")
                .valueStream()
                .toList();
    }

    private static boolean isDefault(JsonNode version) {
        return version.path("IsDefaultVersion").asBoolean();
    }

    private static void remove(Api api, String arn, JsonNode version) {
        Ask.with("PolicyArn", arn)
                .and("VersionId", version.path("VersionId").asString())
                .of(api, IAM, "DeletePolicyVersion");
    }

    /** Everybody who has it: it could not be deleted while somebody does. */
    static void clear(Api api, Made made) {
        JsonNode entities = Ask.with("PolicyArn", made.id()).of(api, IAM, "ListEntitiesForPolicy");
        for (String kind : KINDS)
            for (JsonNode entity : entities.path("Policy" + kind + "s").values())
                Grants.detach(api, kind, entity.path(kind + "Name").asString(), made.id());
        versions(api, made.id()).stream()
                .filter(version -> !isDefault(version))
                .forEach(version -> remove(api, made.id(), version));
    }
}
