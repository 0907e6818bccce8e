package homeport.stack.type.iam;

import homeport.stack.type.Api;
import homeport.stack.type.Ask;
import homeport.stack.type.Change;
import homeport.stack.type.Declaration;
import homeport.stack.type.Documented;
import homeport.stack.type.Made;
import homeport.stack.type.TagForm;
import homeport.stack.type.Told;
import java.util.List;

/** Who may do something, and the policies that say what. */
public final class Identities {
    static final String IAM = "iam";

    private static final int NAME_MAX = 64;
    private static final int GROUP_NAME_MAX = 128;

    private Identities() {}

    public static List<Documented> types() {
        return List.of(
                role(),
                new Policy(),
                managedPolicy(),
                user(),
                new AccessKey(),
                group(),
                new GroupMembers(),
                instanceProfile());
    }

    private static Documented role() {
        return Declaration.type("AWS::IAM::Role", IAM)
                .named("RoleName", NAME_MAX)
                .replace("Path")
                .update(
                        "AssumeRolePolicyDocument",
                        "Description",
                        "MaxSessionDuration",
                        "PermissionsBoundary",
                        "ManagedPolicyArns",
                        "Policies")
                .documents("AssumeRolePolicyDocument")
                .apart("ManagedPolicyArns", "Policies")
                .tagged(TagForm.iam("Role", "RoleName"))
                .createdBy("CreateRole")
                .seenBy("GetRole", "RoleName", "/Role")
                .settle(change -> {
                    if (!change.fresh()) modifyRole(change);
                    Grants.settle(change, "Role");
                })
                .clear((api, made) -> Grants.clear(api, "Role", made.id()))
                .deletedBy("DeleteRole")
                .refers("the role's name")
                .attribute("Arn", "/Arn")
                .attribute("RoleId", "/RoleId")
                .build();
    }

    private static void modifyRole(Change change) {
        if (change.changed("AssumeRolePolicyDocument"))
            Ask.with("RoleName", change.id())
                    .takeText(change.wanted(), "AssumeRolePolicyDocument", "PolicyDocument")
                    .of(change.api(), IAM, "UpdateAssumeRolePolicy");
        if (change.changed(List.of("Description", "MaxSessionDuration")))
            Ask.with("RoleName", change.id())
                    .and("Description", change.wanted("Description").asString(""))
                    .and("MaxSessionDuration", change.wanted("MaxSessionDuration").asString("3600"))
                    .of(change.api(), IAM, "UpdateRole");
        boundary(change, "Role");
    }

    private static void boundary(Change change, String kind) {
        if (!change.changed("PermissionsBoundary")) return;
        Ask ask = Ask.with(kind + "Name", change.id());
        String action = "Delete" + kind + "PermissionsBoundary";
        if (change.wanted().hasNonNull("PermissionsBoundary")) {
            ask.take(change.wanted(), "PermissionsBoundary", "PermissionsBoundary");
            action = "Put" + kind + "PermissionsBoundary";
        }
        ask.of(change.api(), IAM, action);
    }

    private static Documented user() {
        return Declaration.type("AWS::IAM::User", IAM)
                .named("UserName", NAME_MAX)
                .update("Path", "PermissionsBoundary", "ManagedPolicyArns", "Policies", "Groups")
                .apart("ManagedPolicyArns", "Policies", "Groups")
                .tagged(TagForm.iam("User", "UserName"))
                .createdBy("CreateUser")
                .seenBy("GetUser", "UserName", "/User")
                .settle(Identities::settleUser)
                .clear((api, made) -> {
                    Ask.texts(made.properties().get("Groups"))
                            .forEach(group -> leave(api, made.id(), group));
                    Grants.clear(api, "User", made.id());
                })
                .deletedBy("DeleteUser")
                .refers("the user's name")
                .attribute("Arn", "/Arn")
                .build();
    }

    private static void settleUser(Change change) {
        if (!change.fresh()) {
            boundary(change, "User");
            if (change.changed("Path"))
                Ask.with("UserName", change.id())
                        .and("NewPath", change.wanted("Path").asString("/"))
                        .of(change.api(), IAM, "UpdateUser");
        }
        change.dropped("Groups").forEach(group -> leave(change.api(), change.id(), group));
        change.added("Groups").forEach(group -> join(change.api(), change.id(), group));
        Grants.settle(change, "User");
    }

    static void join(Api api, String user, String group) {
        Ask.with("UserName", user).and("GroupName", group).of(api, IAM, "AddUserToGroup");
    }

    static void leave(Api api, String user, String group) {
        Ask ask = Ask.with("UserName", user).and("GroupName", group);
        Told.remove(() -> ask.of(api, IAM, "RemoveUserFromGroup"));
    }

    private static Documented group() {
        return Declaration.type("AWS::IAM::Group", IAM)
                .named("GroupName", GROUP_NAME_MAX)
                .update("Path", "ManagedPolicyArns", "Policies")
                .apart("ManagedPolicyArns", "Policies")
                .createdBy("CreateGroup")
                .seenBy("GetGroup", "GroupName", "/Group")
                .settle(change -> {
                    if (!change.fresh() && change.changed("Path"))
                        Ask.with("GroupName", change.id())
                                .and("NewPath", change.wanted("Path").asString("/"))
                                .of(change.api(), IAM, "UpdateGroup");
                    Grants.settle(change, "Group");
                })
                .clear((api, made) -> Grants.clear(api, "Group", made.id()))
                .deletedBy("DeleteGroup")
                .refers("the group's name")
                .attribute("Arn", "/Arn")
                .build();
    }

    private static Documented instanceProfile() {
        return Declaration.type("AWS::IAM::InstanceProfile", IAM)
                .named("InstanceProfileName", GROUP_NAME_MAX)
                .replace("Path")
                .update("Roles")
                .apart("Roles")
                .tagged(TagForm.iam("InstanceProfile", "InstanceProfileName"))
                .createdBy("CreateInstanceProfile")
                .seenBy("GetInstanceProfile", "InstanceProfileName", "/InstanceProfile")
                .settle(Identities::settleProfile)
                .clear(Identities::clearProfile)
                .deletedBy("DeleteInstanceProfile")
                .refers("the profile's name")
                .attribute("Arn", "/Arn")
                .build();
    }

    private static void settleProfile(Change change) {
        change.dropped("Roles").forEach(role -> withdraw(change.api(), change.id(), role));
        List<String> held = roles(change.api(), change.id());
        for (String role : Ask.texts(change.wanted().get("Roles")))
            if (!held.contains(role))
                Ask.with("InstanceProfileName", change.id())
                        .and("RoleName", role)
                        .of(change.api(), IAM, "AddRoleToInstanceProfile");
    }

    private static List<String> roles(Api api, String profile) {
        return Ask.with("InstanceProfileName", profile)
                .of(api, IAM, "GetInstanceProfile")
                .at("/InstanceProfile/Roles")
                .valueStream()
                .map(role -> role.path("RoleName").asString())
                .toList();
    }

    private static void clearProfile(Api api, Made made) {
        roles(api, made.id()).forEach(role -> withdraw(api, made.id(), role));
    }

    private static void withdraw(Api api, String profile, String role) {
        Ask ask = Ask.with("InstanceProfileName", profile).and("RoleName", role);
        Told.remove(() -> ask.of(api, IAM, "RemoveRoleFromInstanceProfile"));
    }

    private static Documented managedPolicy() {
        return Declaration.type("AWS::IAM::ManagedPolicy", IAM)
                .named("ManagedPolicyName", "PolicyName", GROUP_NAME_MAX, false)
                .replace("Path", "Description")
                .update("PolicyDocument", "Roles", "Users", "Groups")
                .documents("PolicyDocument")
                .apart("Roles", "Users", "Groups")
                .tagged(TagForm.iam("Policy", "PolicyArn"))
                .createdBy("CreatePolicy", "/Policy/Arn")
                .id("PolicyArn")
                .idOf((place, properties, name) ->
                        "arn:aws:iam::%s:policy%s%s"
                                .formatted(
                                        place.account(),
                                        properties.path("Path").asString("/"),
                                        name))
                .seenBy("GetPolicy", "PolicyArn", "/Policy")
                .settle(Attachments::settle)
                .clear(Attachments::clear)
                .deletedBy("DeletePolicy")
                .refers("the policy's ARN")
                .attribute("PolicyArn", "/Arn")
                .attribute("PolicyId", "/PolicyId")
                .attribute("DefaultVersionId", "/DefaultVersionId")
                .attribute("AttachmentCount", "/AttachmentCount")
                .attribute("IsAttachable", "/IsAttachable")
                .attribute("CreateDate", "/CreateDate")
                .attribute("UpdateDate", "/UpdateDate")
                .build();
    }
}
