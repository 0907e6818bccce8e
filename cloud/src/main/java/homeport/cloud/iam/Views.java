package homeport.cloud.iam;

import homeport.cloud.iam.directory.Directory;
import homeport.cloud.iam.directory.Group;
import homeport.cloud.iam.directory.ManagedPolicy;
import homeport.cloud.iam.directory.Profile;
import homeport.cloud.iam.directory.Role;
import homeport.cloud.iam.directory.User;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.InstanceProfile;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyVersion;
import software.amazon.awssdk.services.iam.model.Tag;

/** Records as IAM shows them. Lists leave out what only a single answer has. */
record Views(String account) {
    software.amazon.awssdk.services.iam.model.User user(User user, boolean whole) {
        var view =
                software.amazon.awssdk.services.iam.model.User.builder()
                        .userName(user.name())
                        .userId(user.id())
                        .path(user.path())
                        .arn(user.arn(account))
                        .createDate(user.created());
        if (!whole) return view.build();
        if (!user.tags().isEmpty()) view.tags(Tags.shown(user.tags()));
        return view.permissionsBoundary(boundary(user.grants().boundary())).build();
    }

    software.amazon.awssdk.services.iam.model.Group group(Group group) {
        return software.amazon.awssdk.services.iam.model.Group.builder()
                .groupName(group.name())
                .groupId(group.id())
                .path(group.path())
                .arn(group.arn(account))
                .createDate(group.created())
                .build();
    }

    software.amazon.awssdk.services.iam.model.Role role(Role role, boolean whole) {
        var view =
                software.amazon.awssdk.services.iam.model.Role.builder()
                        .roleName(role.name())
                        .roleId(role.id())
                        .path(role.path())
                        .arn(role.arn(account))
                        .createDate(role.created())
                        .maxSessionDuration(role.sessionSecondsMax())
                        .assumeRolePolicyDocument(Documents.shown(role.trust()));
        if (!role.description().isEmpty()) view.description(role.description());
        if (!whole) return view.build();
        if (!role.tags().isEmpty()) view.tags(Tags.shown(role.tags()));
        return view.permissionsBoundary(boundary(role.grants().boundary()))
                .roleLastUsed(used -> {})
                .build();
    }

    /** Null, as the SDK's builders take it, when there is none. */
    private static AttachedPermissionsBoundary boundary(Optional<String> arn) {
        return arn.map(text ->
                        AttachedPermissionsBoundary.builder()
                                .permissionsBoundaryType("Policy")
                                .permissionsBoundaryArn(text)
                                .build())
                .orElse(null);
    }

    Policy policy(ManagedPolicy policy, Directory directory, boolean whole) {
        var view =
                Policy.builder()
                        .policyName(policy.name())
                        .policyId(policy.id())
                        .arn(policy.arn())
                        .path(policy.path())
                        .defaultVersionId(policy.current())
                        .attachmentCount(directory.attached(policy.arn()).size())
                        .permissionsBoundaryUsageCount(directory.bounded(policy.arn()).size())
                        .isAttachable(true)
                        .createDate(policy.created())
                        .updateDate(policy.updated());
        if (!whole) return view.build();
        if (!policy.description().isEmpty()) view.description(policy.description());
        List<Tag> tags = Tags.shown(policy.tags());
        return view.tags(tags).build();
    }

    static PolicyVersion version(
            ManagedPolicy policy, ManagedPolicy.Version version, boolean document) {
        var view =
                PolicyVersion.builder()
                        .versionId(version.id())
                        .isDefaultVersion(version.id().equals(policy.current()))
                        .createDate(version.created());
        if (document) view.document(Documents.shown(version.document()));
        return view.build();
    }

    InstanceProfile profile(Profile profile, Directory directory) {
        var view =
                InstanceProfile.builder()
                        .instanceProfileName(profile.name())
                        .instanceProfileId(profile.id())
                        .path(profile.path())
                        .arn(profile.arn(account))
                        .createDate(profile.created());
        if (!profile.tags().isEmpty()) view.tags(Tags.shown(profile.tags()));
        return view.roles(
                        profile.roleId().flatMap(directory::roleById).stream()
                                .map(role -> role(role, false))
                                .toList())
                .build();
    }
}
