package homeport.cloud.iam.access;

import homeport.aws.Call;
import homeport.cloud.iam.directory.Directory;
import homeport.cloud.iam.directory.Entity;
import homeport.cloud.iam.directory.Profile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a request to IAM is about: one user, group, role, profile or policy. Source: Service
 * Authorization Reference, "Actions, resources, and condition keys for AWS Identity and Access
 * Management".
 */
final class IamNeeds {
    private static final Set<String> OF_GROUPS =
            Set.of("AddUserToGroup", "RemoveUserFromGroup", "GetGroup");
    private static final Set<String> OF_PROFILES =
            Set.of("AddRoleToInstanceProfile", "RemoveRoleFromInstanceProfile");

    /** Without a name they mean whoever asks. */
    private static final Set<String> OWN =
            Set.of(
                    "GetUser",
                    "CreateAccessKey",
                    "ListAccessKeys",
                    "UpdateAccessKey",
                    "DeleteAccessKey");

    private final Call call;
    private final String action;
    private final Members members;
    private final Directory directory;

    IamNeeds(Call call, String action, Members members, Directory directory) {
        this.call = call;
        this.action = action;
        this.members = members;
        this.directory = directory;
    }

    List<Need> all() {
        List<Need> needs = new ArrayList<>();
        needs.add(new Need("iam:" + action, resource(), keys()));
        renamed().ifPresent(arn -> needs.add(new Need("iam:" + action, arn, keys())));
        if (action.equals("AddRoleToInstanceProfile"))
            members.text("RoleName")
                    .ifPresent(name ->
                            needs.add(
                                    new Need(
                                            "iam:PassRole",
                                            arn("role", name),
                                            Map.of("iam:PassedToService", "ec2.amazonaws.com"))));
        return needs;
    }

    private Map<String, String> keys() {
        Map<String, String> keys = new HashMap<>();
        boolean attaches = action.startsWith("Attach") || action.startsWith("Detach");
        if (attaches) members.text("PolicyArn").ifPresent(arn -> keys.put("iam:PolicyARN", arn));
        String name = members.text("UserName").or(() -> members.text("RoleName")).orElse("");
        members.text("PermissionsBoundary")
                .or(() -> held(name))
                .ifPresent(arn -> keys.put("iam:PermissionsBoundary", arn));
        return keys;
    }

    /** The boundary that the user or role has, for actions that do not set one. */
    private Optional<String> held(String name) {
        return members.text("UserName").isPresent()
                ? directory.user(name).flatMap(user -> user.grants().boundary())
                : directory.role(name).flatMap(role -> role.grants().boundary());
    }

    private String resource() {
        if (OF_GROUPS.contains(action)) return named("GroupName", "group").orElse("*");
        if (OF_PROFILES.contains(action))
            return named("InstanceProfileName", "instance-profile").orElse("*");
        return named("UserName", "user")
                .or(() -> named("RoleName", "role"))
                .or(() -> named("GroupName", "group"))
                .or(() -> named("InstanceProfileName", "instance-profile"))
                .or(() -> members.text("PolicyArn"))
                .or(() -> members.text("PolicySourceArn"))
                .or(this::created)
                .or(() ->
                        OWN.contains(action) ? Optional.of(call.caller().arn()) : Optional.empty())
                .orElse("*");
    }

    /**
     * What a user or a group is to be called. Source: IAM API reference, "UpdateUser": the caller
     * must be allowed it "on both the source object and the target object".
     */
    private Optional<String> renamed() {
        return switch (action) {
            case "UpdateUser" ->
                    renamed(members.text("UserName").flatMap(directory::user), "NewUserName");
            case "UpdateGroup" ->
                    renamed(members.text("GroupName").flatMap(directory::group), "NewGroupName");
            default -> Optional.empty();
        };
    }

    private Optional<String> renamed(Optional<? extends Entity> was, String newName) {
        return was.map(entity ->
                "arn:aws:iam::"
                        + call.account()
                        + ":"
                        + entity.kind()
                        + members.text("NewPath").orElse(entity.path())
                        + members.text(newName).orElse(entity.name()));
    }

    private Optional<String> created() {
        return action.equals("CreatePolicy")
                ? members.text("PolicyName").map(name -> arn("policy", name))
                : Optional.empty();
    }

    private Optional<String> named(String member, String kind) {
        return members.text(member).map(name -> arn(kind, name));
    }

    /** With the path that it has, or that a creation gives it. */
    private String arn(String kind, String name) {
        Optional<String> known =
                switch (kind) {
                    case "user" -> directory.user(name).map(this::arn);
                    case "role" -> directory.role(name).map(this::arn);
                    case "group" -> directory.group(name).map(this::arn);
                    case "instance-profile" ->
                            directory.profile(name).map((Profile p) -> p.arn(call.account()));
                    default -> Optional.empty();
                };
        String path = members.text("Path").orElse("/");
        return known.orElseGet(() -> "arn:aws:iam::" + call.account() + ":" + kind + path + name);
    }

    private String arn(Entity entity) {
        return entity.arn(call.account());
    }
}
