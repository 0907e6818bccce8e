package homeport.cloud.iam;

import static homeport.cloud.Caller.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.AddUserToGroupRequest;
import software.amazon.awssdk.services.iam.model.AddUserToGroupResponse;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.CreateGroupRequest;
import software.amazon.awssdk.services.iam.model.CreateGroupResponse;
import software.amazon.awssdk.services.iam.model.CreateInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.CreateInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.CreatePolicyRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyResponse;
import software.amazon.awssdk.services.iam.model.CreatePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateRoleResponse;
import software.amazon.awssdk.services.iam.model.CreateUserRequest;
import software.amazon.awssdk.services.iam.model.CreateUserResponse;
import software.amazon.awssdk.services.iam.model.DeleteAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.DeleteAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.DeleteGroupRequest;
import software.amazon.awssdk.services.iam.model.DeleteGroupResponse;
import software.amazon.awssdk.services.iam.model.DeletePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyResponse;
import software.amazon.awssdk.services.iam.model.DeletePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.DeleteRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteRoleResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserResponse;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetGroupRequest;
import software.amazon.awssdk.services.iam.model.GetGroupResponse;
import software.amazon.awssdk.services.iam.model.GetPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.GetUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListAccessKeysRequest;
import software.amazon.awssdk.services.iam.model.ListAccessKeysResponse;
import software.amazon.awssdk.services.iam.model.ListEntitiesForPolicyRequest;
import software.amazon.awssdk.services.iam.model.ListEntitiesForPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListUsersRequest;
import software.amazon.awssdk.services.iam.model.ListUsersResponse;
import software.amazon.awssdk.services.iam.model.PutUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.PutUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyRequest;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyResponse;
import software.amazon.awssdk.services.iam.model.UpdateUserRequest;
import software.amazon.awssdk.services.iam.model.UpdateUserResponse;

/** Users, groups, roles and policies come and go. Source: IAM API reference. */
class IamTest {
    private static final String ALL =
            "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}";
    private static final String TRUST =
            """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow",\
            "Principal":{"AWS":"000000000000"},"Action":"sts:AssumeRole"}}\
            """;
    private final World world = new World();

    @Test
    void aUserComesIsFoundWhateverTheCaseAndGoesWhenBare() {
        var made = user("Jane").user();
        assertThat(made.arn()).isEqualTo("arn:aws:iam::000000000000:user/Jane");
        assertThat(made.userId()).matches("AIDA[A-Z2-7]{17}");
        refused("EntityAlreadyExists", "User with name JANE already exists.", () -> user("JANE"));
        world.root(
                PutUserPolicyResponse.class,
                PutUserPolicyRequest.builder()
                        .userName("jane")
                        .policyName("p")
                        .policyDocument(ALL)
                        .build());
        world.restart();
        assertThat(
                        world.root(
                                        GetUserPolicyResponse.class,
                                        GetUserPolicyRequest.builder()
                                                .userName("jane")
                                                .policyName("p")
                                                .build())
                                .policyDocument())
                .startsWith("%7B%22Version%22%3A%222012-10-17%22");
        refused("DeleteConflict", "must delete policies first", () -> deleteUser("jane"));
        world.root(
                DeleteUserPolicyResponse.class,
                DeleteUserPolicyRequest.builder().userName("jane").policyName("p").build());
        deleteUser("jane");
        refused(
                "NoSuchEntity",
                "The user with name jane cannot be found.",
                () -> deleteUser("jane"));
    }

    @Test
    void aUserHasTwoKeysAndTheSecretIsNeverShownAgain() {
        user("jane");
        String secret = key("jane").accessKey().secretAccessKey();
        assertThat(secret).hasSize(40);
        String second = key("jane").accessKey().accessKeyId();
        refused("LimitExceeded", "AccessKeysPerUser: 2", () -> key("jane"));
        var listed =
                world.root(
                        ListAccessKeysResponse.class,
                        ListAccessKeysRequest.builder().userName("jane").build());
        assertThat(listed.accessKeyMetadata()).hasSize(2);
        assertThat(listed.toString()).doesNotContain(secret);
        refused("DeleteConflict", "must delete access keys first", () -> deleteUser("jane"));
        user("bob");
        refused(
                "NoSuchEntity",
                "The Access Key with id " + second,
                () ->
                        world.root(
                                DeleteAccessKeyResponse.class,
                                DeleteAccessKeyRequest.builder()
                                        .userName("bob")
                                        .accessKeyId(second)
                                        .build()));
        assertThat(world.identity.fresh("AIDA", world.now).toString()).doesNotContain("secret");
    }

    @Test
    void aRenamedUserKeepsKeysAndGroups() {
        user("jane");
        String id = key("jane").accessKey().accessKeyId();
        world.root(CreateGroupResponse.class, CreateGroupRequest.builder().groupName("g").build());
        world.root(
                AddUserToGroupResponse.class,
                AddUserToGroupRequest.builder().groupName("g").userName("jane").build());
        world.root(
                UpdateUserResponse.class,
                UpdateUserRequest.builder().userName("jane").newUserName("janet").build());
        var group =
                world.root(
                        GetGroupResponse.class, GetGroupRequest.builder().groupName("g").build());
        assertThat(group.users().getFirst().userName()).isEqualTo("janet");
        assertThat(world.identity.signer(id, Optional.empty()).orElseThrow().caller().arn())
                .endsWith("user/janet");
        refused(
                "DeleteConflict",
                "must remove users from group first",
                () ->
                        world.root(
                                DeleteGroupResponse.class,
                                DeleteGroupRequest.builder().groupName("g").build()));
    }

    @Test
    void aManagedPolicyHasFiveVersionsAndStaysWhileItIsUsed() {
        String arn = policy("p").policy().arn();
        for (int i = 2; i <= 5; i++) version(arn, i == 5);
        refused("LimitExceeded", "up to 5 versions", () -> version(arn, false));
        var shown =
                world.root(
                                GetPolicyResponse.class,
                                GetPolicyRequest.builder().policyArn(arn).build())
                        .policy();
        assertThat(shown.defaultVersionId()).isEqualTo("v5");
        refused("DeleteConflict", "default version", () -> dropVersion(arn, "v5"));
        user("jane");
        world.root(
                AttachUserPolicyResponse.class,
                AttachUserPolicyRequest.builder().userName("jane").policyArn(arn).build());
        refused("DeleteConflict", "attached to entities", () -> deletePolicy(arn));
        assertThat(
                        world.root(
                                        ListEntitiesForPolicyResponse.class,
                                        ListEntitiesForPolicyRequest.builder()
                                                .policyArn(arn)
                                                .build())
                                .policyUsers()
                                .getFirst()
                                .userName())
                .isEqualTo("jane");
        world.root(
                DetachUserPolicyResponse.class,
                DetachUserPolicyRequest.builder().userName("jane").policyArn(arn).build());
        refused("DeleteConflict", "more than one version", () -> deletePolicy(arn));
        for (String id : List.of("v1", "v2", "v3", "v4")) dropVersion(arn, id);
        deletePolicy(arn);
        refused(
                "InvalidInput",
                "belongs to AWS",
                () -> deletePolicy("arn:aws:iam::aws:policy/AdministratorAccess"));
    }

    @Test
    void aRoleTrustsOnlyWhomThereIs() {
        refused(
                "MalformedPolicyDocument",
                "Invalid principal in policy: \"AWS\":\"arn:aws:iam::000000000000:user/nobody\"",
                () ->
                        role(
                                "ops",
                                TRUST.replace(
                                        "000000000000", "arn:aws:iam::000000000000:user/nobody")));
        assertThat(role("ops", TRUST).role().arn()).isEqualTo("arn:aws:iam::000000000000:role/ops");
        world.root(
                CreateInstanceProfileResponse.class,
                CreateInstanceProfileRequest.builder().instanceProfileName("i").build());
        world.root(
                AddRoleToInstanceProfileResponse.class,
                AddRoleToInstanceProfileRequest.builder()
                        .instanceProfileName("i")
                        .roleName("ops")
                        .build());
        refused(
                "DeleteConflict",
                "must remove roles from instance profile first",
                () ->
                        world.root(
                                DeleteRoleResponse.class,
                                DeleteRoleRequest.builder().roleName("ops").build()));
    }

    @Test
    void everyManagedPolicyOfAwsIsAPolicy() {
        var listed =
                world.root(
                        ListPoliciesResponse.class,
                        ListPoliciesRequest.builder().scope("AWS").build());
        assertThat(listed.policies()).hasSize(7);
        for (var policy : listed.policies()) {
            String document =
                    world.root(
                                    GetPolicyVersionResponse.class,
                                    GetPolicyVersionRequest.builder()
                                            .policyArn(policy.arn())
                                            .versionId("v1")
                                            .build())
                            .policyVersion()
                            .document();
            Documents.checkManaged(URLDecoder.decode(document, StandardCharsets.UTF_8));
        }
    }

    @Test
    void aLongListComesInPages() {
        for (String name : List.of("c", "a", "b")) user(name);
        var first =
                world.root(ListUsersResponse.class, ListUsersRequest.builder().maxItems(2).build());
        assertThat(first.isTruncated()).isTrue();
        deleteUser("b");
        var second =
                world.root(
                        ListUsersResponse.class,
                        ListUsersRequest.builder().marker(first.marker()).build());
        assertThat(second.users()).extracting(u -> u.userName()).containsExactly("c");
        assertThat(second.isTruncated()).isFalse();
    }

    @Test
    void aSimulationAsksTheEvaluator() {
        user("jane");
        world.root(
                AttachUserPolicyResponse.class,
                AttachUserPolicyRequest.builder()
                        .userName("jane")
                        .policyArn("arn:aws:iam::aws:policy/AmazonRDSReadOnlyAccess")
                        .build());
        var results =
                world.root(
                                SimulatePrincipalPolicyResponse.class,
                                SimulatePrincipalPolicyRequest.builder()
                                        .policySourceArn("arn:aws:iam::000000000000:user/jane")
                                        .actionNames(
                                                "rds:DescribeDBInstances", "rds:StopDBInstance")
                                        .build())
                        .evaluationResults();
        assertThat(results)
                .extracting(r -> r.evalDecisionAsString())
                .containsExactly("allowed", "implicitDeny");
    }

    private CreateUserResponse user(String name) {
        return world.root(
                CreateUserResponse.class, CreateUserRequest.builder().userName(name).build());
    }

    private void deleteUser(String name) {
        world.root(DeleteUserResponse.class, DeleteUserRequest.builder().userName(name).build());
    }

    private CreateAccessKeyResponse key(String user) {
        return world.root(
                CreateAccessKeyResponse.class,
                CreateAccessKeyRequest.builder().userName(user).build());
    }

    private CreateRoleResponse role(String name, String trust) {
        return world.root(
                CreateRoleResponse.class,
                CreateRoleRequest.builder().roleName(name).assumeRolePolicyDocument(trust).build());
    }

    private CreatePolicyResponse policy(String name) {
        return world.root(
                CreatePolicyResponse.class,
                CreatePolicyRequest.builder().policyName(name).policyDocument(ALL).build());
    }

    private void version(String arn, boolean asDefault) {
        world.root(
                CreatePolicyVersionResponse.class,
                CreatePolicyVersionRequest.builder()
                        .policyArn(arn)
                        .policyDocument(ALL)
                        .setAsDefault(asDefault)
                        .build());
    }

    private void dropVersion(String arn, String id) {
        world.root(
                DeletePolicyVersionResponse.class,
                DeletePolicyVersionRequest.builder().policyArn(arn).versionId(id).build());
    }

    private void deletePolicy(String arn) {
        world.root(
                DeletePolicyResponse.class, DeletePolicyRequest.builder().policyArn(arn).build());
    }
}
