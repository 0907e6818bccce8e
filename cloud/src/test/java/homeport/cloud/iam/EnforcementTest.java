package homeport.cloud.iam;

import static homeport.cloud.Caller.refused;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.cloud.iam.World.Key;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.DeleteVpcRequest;
import software.amazon.awssdk.services.iam.model.AddUserToGroupRequest;
import software.amazon.awssdk.services.iam.model.AddUserToGroupResponse;
import software.amazon.awssdk.services.iam.model.AttachGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.CreateGroupRequest;
import software.amazon.awssdk.services.iam.model.CreateGroupResponse;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateRoleResponse;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.DeleteRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteRoleResponse;
import software.amazon.awssdk.services.iam.model.ListUsersRequest;
import software.amazon.awssdk.services.iam.model.ListUsersResponse;
import software.amazon.awssdk.services.iam.model.PutRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.PutRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.PutUserPermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.PutUserPermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.UpdateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAccessKeyResponse;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.PutResourcePolicyResponse;
import software.amazon.awssdk.services.secretsmanager.model.Tag;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.GetSessionTokenRequest;
import software.amazon.awssdk.services.sts.model.GetSessionTokenResponse;

/** Who may do what, through the gate that every call passes. */
class EnforcementTest {
    private static final String JANE = "arn:aws:iam::000000000000:user/jane";
    private static final String OPS = "arn:aws:iam::000000000000:role/ops";
    private final World world = new World();
    private final Key jane = world.user("jane");

    @Test
    void aNewUserMayOnlyAskWhoItIs() {
        var who = world.call(jane, GetCallerIdentityResponse.class, whoAmI());
        assertThat(who.arn()).isEqualTo(JANE);
        assertThat(who.userId()).startsWith("AIDA");
        refused(
                "AccessDenied",
                "User: "
                        + JANE
                        + " is not authorized to perform: iam:ListUsers on resource: *"
                        + " because no identity-based policy allows the iam:ListUsers action",
                () ->
                        world.call(
                                jane, ListUsersResponse.class, ListUsersRequest.builder().build()));
        refused(
                "AccessDenied",
                "You are not authorized to perform this operation. User: "
                        + JANE
                        + " is not authorized to perform: ec2:DeleteVpc on resource:"
                        + " arn:aws:ec2:us-east-1:000000000000:vpc/vpc-1",
                () ->
                        world.gate(
                                jane,
                                "ec2",
                                "DeleteVpc",
                                DeleteVpcRequest.builder().vpcId("vpc-1").build()));
    }

    @Test
    void aKeyThatIsOffOrGoneSignsNothing() {
        assertThat(signs(jane)).isTrue();
        status(jane, "Inactive");
        assertThat(signs(jane)).isFalse();
        status(jane, "Active");
        assertThat(signs(jane)).isTrue();
        assertThat(signs(new Key(jane.id(), Optional.of("a token")))).isFalse();
        assertThat(signs(new Key(World.ROOT.id(), Optional.of("a token")))).isFalse();
        assertThat(signs(new Key("AKIANOBODY", Optional.empty()))).isFalse();
    }

    @Test
    void groupsGiveAndBoundariesTake() {
        world.root(CreateGroupResponse.class, CreateGroupRequest.builder().groupName("g").build());
        world.root(
                AddUserToGroupResponse.class,
                AddUserToGroupRequest.builder().groupName("g").userName("jane").build());
        world.root(
                AttachGroupPolicyResponse.class,
                AttachGroupPolicyRequest.builder()
                        .groupName("g")
                        .policyArn("arn:aws:iam::aws:policy/AdministratorAccess")
                        .build());
        world.call(jane, ListUsersResponse.class, ListUsersRequest.builder().build());
        world.root(
                PutUserPermissionsBoundaryResponse.class,
                PutUserPermissionsBoundaryRequest.builder()
                        .userName("jane")
                        .permissionsBoundary("arn:aws:iam::aws:policy/PowerUserAccess")
                        .build());
        refused(
                "AccessDenied",
                "because no permissions boundary allows the iam:ListUsers action",
                () ->
                        world.call(
                                jane, ListUsersResponse.class, ListUsersRequest.builder().build()));
    }

    @Test
    void aRoleIsAssumedWithinItsSessionPolicyUntilItExpires() {
        role("ops", trust(JANE), "rds:*");
        refused(
                "AccessDenied",
                "User: "
                        + JANE
                        + " is not authorized to perform: sts:AssumeRole on resource: "
                        + OPS.replace("ops", "none"),
                () -> assume(jane, OPS.replace("ops", "none"), b -> {}));
        Key session = assume(jane, OPS, b -> b.policy(document("Allow", "rds:Describe*")));
        world.restart();
        var who = world.call(session, GetCallerIdentityResponse.class, whoAmI());
        assertThat(who.arn()).isEqualTo("arn:aws:sts::000000000000:assumed-role/ops/a-session");
        assertThat(who.userId()).matches("AROA[A-Z2-7]{17}:a-session");
        world.gate(session, "rds", "DescribeDBInstances", whoAmI());
        refused(
                "AccessDenied",
                "because no session policy allows the rds:StopDBInstance action",
                () -> world.gate(session, "rds", "StopDBInstance", whoAmI()));
        Key other = new Key("ASIAOTHER", session.token());
        assertThat(signs(other)).isFalse();
        assertThat(signs(new Key(session.id(), Optional.empty()))).isFalse();
        world.now = world.now.plus(Duration.ofHours(1));
        refused("ExpiredToken", "is expired", () -> signs(session));
        var signer = world.identity.signer(session.id(), session.token()).orElseThrow();
        assertThat(signer.until()).as("for tokens of databases").hasValue(world.now);
    }

    @Test
    void aSessionEndsWithItsRole() {
        role("ops", trust(JANE), "rds:*");
        Key session = assume(jane, OPS, b -> {});
        world.root(
                DeleteRolePolicyResponse.class,
                DeleteRolePolicyRequest.builder().roleName("ops").policyName("p").build());
        refused(
                "AccessDenied",
                "no identity-based policy",
                () -> world.gate(session, "rds", "DescribeDBInstances", whoAmI()));
        world.root(DeleteRoleResponse.class, DeleteRoleRequest.builder().roleName("ops").build());
        assertThat(signs(session)).isFalse();
    }

    @Test
    void anAccountThatIsTrustedLeavesItToThePolicies() {
        role("ops", trust("000000000000"), "rds:*");
        refused("AccessDenied", "sts:AssumeRole on resource", () -> assume(jane, OPS, b -> {}));
        world.allow("jane", document("Allow", "sts:AssumeRole"));
        assume(jane, OPS, b -> {});
        assume(World.BY_ROOT, OPS, b -> {}); // a leniency
        world.strict();
        refused(
                "AccessDenied",
                "Roles may not be assumed by root accounts.",
                () -> assume(World.BY_ROOT, OPS, b -> {}));
        refused(
                "ValidationError",
                "exceeds the MaxSessionDuration",
                () -> assume(jane, OPS, b -> b.durationSeconds(7200)));
    }

    @Test
    void aSessionTokenIsTheUserButNotForIam() {
        world.allow("jane", document("Allow", "*"));
        Credentials made =
                world.call(
                                jane,
                                GetSessionTokenResponse.class,
                                GetSessionTokenRequest.builder().build())
                        .credentials();
        Key session = new Key(made.accessKeyId(), Optional.of(made.sessionToken()));
        assertThat(world.call(session, GetCallerIdentityResponse.class, whoAmI()).arn())
                .isEqualTo(JANE);
        world.gate(session, "rds", "DescribeDBInstances", whoAmI());
        refused(
                "InvalidClientTokenId",
                "invalid",
                () ->
                        world.call(
                                session,
                                ListUsersResponse.class,
                                ListUsersRequest.builder().build()));
    }

    @Test
    void aSecretsPolicyLetsInAndKeepsOut() {
        for (String name : new String[] {"one", "two"})
            world.root(
                    CreateSecretResponse.class,
                    CreateSecretRequest.builder()
                            .name(name)
                            .secretString(name)
                            .clientRequestToken("1".repeat(32))
                            .build());
        refused("AccessDenied", "secretsmanager:GetSecretValue", () -> secret("one"));
        secretPolicy("one", "Allow");
        assertThat(secret("one")).isEqualTo("one");
        world.allow("jane", document("Allow", "secretsmanager:BatchGetSecretValue"));
        var batch =
                world.call(
                        jane,
                        BatchGetSecretValueResponse.class,
                        BatchGetSecretValueRequest.builder().secretIdList("one", "two").build());
        assertThat(batch.secretValues()).extracting(v -> v.name()).containsExactly("one");
        assertThat(batch.errors().getFirst().errorCode()).isEqualTo("AccessDeniedException");
        world.allow("jane", document("Allow", "secretsmanager:*"));
        assertThat(secret("two")).isEqualTo("two");
        secretPolicy("two", "Deny");
        refused(
                "AccessDenied",
                "with an explicit deny in a resource-based policy",
                () -> secret("two"));
    }

    /** What a DB proxy does in its role: the secret's own policy and its tags count too. */
    @Test
    void aServiceReadsSecretsAsItsRoleMay() {
        var made =
                world.root(
                        CreateSecretResponse.class,
                        CreateSecretRequest.builder()
                                .name("app")
                                .secretString("x")
                                .clientRequestToken("1".repeat(32))
                                .tags(Tag.builder().key("team").value("db").build())
                                .build());
        assertThat(reads(made.arn())).as("a role that never was").isEmpty();
        role("ops", trust("000000000000"), "rds:*");
        assertThat(reads(made.arn())).contains(false);
        rolePolicy(
                "ops",
                """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"secretsmanager:*","Resource":"*",
                "Condition":{"StringEquals":{"aws:ResourceTag/team":"db","secretsmanager:ResourceTag/team":"db"}}}}
                """);
        assertThat(reads(made.arn())).contains(true);
        secretPolicy("app", "Deny", OPS);
        assertThat(reads(made.arn())).as("denied by the secret").contains(false);
        rolePolicy("ops", document("Allow", "rds:*"));
        secretPolicy("app", "Allow", OPS);
        assertThat(reads(made.arn())).as("allowed by the secret").contains(true);
        world.root(
                DeleteRolePolicyResponse.class,
                DeleteRolePolicyRequest.builder().roleName("ops").policyName("p").build());
        world.root(DeleteRoleResponse.class, DeleteRoleRequest.builder().roleName("ops").build());
        assertThat(reads(made.arn())).as("deleted").contains(false);
        world.restart();
        assertThat(reads(made.arn())).contains(false);
    }

    private Optional<Boolean> reads(String secretArn) {
        return world.identity.mayInRole(OPS, "secretsmanager:GetSecretValue", secretArn, world.now);
    }

    private void rolePolicy(String role, String document) {
        world.root(
                PutRolePolicyResponse.class,
                PutRolePolicyRequest.builder()
                        .roleName(role)
                        .policyName("p")
                        .policyDocument(document)
                        .build());
    }

    @Test
    void databasesAskWithoutARequest() {
        String arn = "arn:aws:rds-db:us-east-1:000000000000:dbuser:db-X/app";
        world.allow("jane", NeedsTest.on(arn, arn));
        var signer = world.identity.signer(jane.id(), jane.token()).orElseThrow();
        assertThat(signer.may("rds-db:connect", arn, world.now)).isTrue();
        assertThat(signer.may("rds-db:connect", arn + "2", world.now)).isFalse();
        var root = world.identity.signer(World.ROOT.id(), Optional.empty());
        assertThat(root.orElseThrow().may("rds-db:connect", arn, world.now)).isTrue();
        assertThat(signer.toString()).doesNotContain(signer.secret());
    }

    private static GetCallerIdentityRequest whoAmI() {
        return GetCallerIdentityRequest.builder().build();
    }

    private boolean signs(Key key) {
        return world.identity.find(key.id(), key.token(), world.now).isPresent();
    }

    private String secret(String id) {
        return world.call(
                        jane,
                        GetSecretValueResponse.class,
                        GetSecretValueRequest.builder().secretId(id).build())
                .secretString();
    }

    private void secretPolicy(String id, String effect) {
        secretPolicy(id, effect, JANE);
    }

    private void secretPolicy(String id, String effect, String principal) {
        world.root(
                PutResourcePolicyResponse.class,
                PutResourcePolicyRequest.builder()
                        .secretId(id)
                        .resourcePolicy(
                                """
                                {"Version":"2012-10-17","Statement":{"Effect":"%s","Principal":{"AWS":"%s"},
                                "Action":"secretsmanager:GetSecretValue","Resource":"*"}}
                                """
                                        .formatted(effect, principal))
                        .build());
    }

    private void status(Key key, String status) {
        world.root(
                UpdateAccessKeyResponse.class,
                UpdateAccessKeyRequest.builder()
                        .userName("jane")
                        .accessKeyId(key.id())
                        .status(status)
                        .build());
    }

    private void role(String name, String trust, String actions) {
        world.root(
                CreateRoleResponse.class,
                CreateRoleRequest.builder().roleName(name).assumeRolePolicyDocument(trust).build());
        rolePolicy(name, document("Allow", actions));
    }

    private Key assume(Key by, String role, Consumer<AssumeRoleRequest.Builder> more) {
        var request = AssumeRoleRequest.builder().roleArn(role).roleSessionName("a-session");
        more.accept(request);
        Credentials made = world.call(by, AssumeRoleResponse.class, request.build()).credentials();
        return new Key(made.accessKeyId(), Optional.of(made.sessionToken()));
    }

    private static String document(String effect, String action) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"%s\",\"Action\":\"%s\",\"Resource\":\"*\"}}"
                .formatted(effect, action);
    }

    private static String trust(String principal) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"%s\"},\"Action\":\"sts:AssumeRole\"}}"
                .formatted(principal);
    }
}
