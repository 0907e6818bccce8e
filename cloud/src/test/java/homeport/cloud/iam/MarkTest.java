package homeport.cloud.iam;

import static homeport.cloud.Caller.refused;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.aws.Call;
import homeport.aws.Permission.Asked;
import homeport.aws.Permission.Origin;
import homeport.cloud.Caller;
import homeport.cloud.iam.World.Key;
import homeport.cloud.iam.access.Identity;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateRoleResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.PutRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.PutRolePolicyResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;

/** What goes on when its request is over asks as whoever sent that, by what they may do by then. */
final class MarkTest {
    private static final String ALL =
            "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}";

    private static final String ROLE = "arn:aws:iam::000000000000:role/deploy";

    private final World world = new World();

    private String mark(Key key) {
        return world.identity
                .find(key.id(), key.token(), world.now)
                .orElseThrow()
                .permission()
                .from(Origin.SAME)
                .mark()
                .orElseThrow();
    }

    private void reads(String mark) {
        Identity.Marked marked = world.identity.marked(mark).orElseThrow();
        Call call =
                new Call(
                        Caller.REGION,
                        Caller.ACCOUNT,
                        marked.caller(),
                        "later",
                        world.now,
                        marked.permission());
        var request = GetSecretValueRequest.builder().secretId("s").build();
        call.permission()
                .check(call, new Asked("secretsmanager", "GetSecretValue", request, Origin.SAME));
    }

    @Test
    void aUserMayWhatPoliciesSayByThen() {
        Key jane = world.user("jane");
        world.allow("jane", ALL);
        String mark = mark(jane);
        world.restart();
        reads(mark);
        world.root(
                DeleteUserPolicyResponse.class,
                DeleteUserPolicyRequest.builder().userName("jane").policyName("p").build());
        refused("AccessDenied", "user/jane is not authorized", () -> reads(mark));
    }

    @Test
    void rootMayEverything() {
        reads(mark(World.BY_ROOT));
    }

    @Test
    void aSessionKeepsItsLimitsAndItsSecretIsLeftOut() {
        role("000000000000", "AWS");
        String limited = ALL.replace("\"Action\":\"*\"", "\"Action\":\"rds:*\"");
        Key whole = session(Optional.empty());
        reads(mark(whole));
        String mark = mark(session(Optional.of(limited)));
        refused("AccessDenied", "assumed-role/deploy/s is not authorized", () -> reads(mark));
        assertThat(mark).contains("\"secret\":\"\"");
    }

    @Test
    void aServiceTakesARoleThatTrustsIt() {
        role("rds.amazonaws.com", "Service");
        assertThat(world.identity.markInRole(ROLE, "cloudformation.amazonaws.com", world.now))
                .isEmpty();
        String mark = world.identity.markInRole(ROLE, "rds.amazonaws.com", world.now).orElseThrow();
        reads(mark);
        assertThat(world.identity.markInRole(ROLE + "2", "rds.amazonaws.com", world.now)).isEmpty();
    }

    private void role(String trusted, String kind) {
        world.root(
                CreateRoleResponse.class,
                CreateRoleRequest.builder()
                        .roleName("deploy")
                        .assumeRolePolicyDocument(
                                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"%s\":\"%s\"},\"Action\":\"sts:AssumeRole\"}}"
                                        .formatted(kind, trusted))
                        .build());
        world.root(
                PutRolePolicyResponse.class,
                PutRolePolicyRequest.builder()
                        .roleName("deploy")
                        .policyName("p")
                        .policyDocument(ALL)
                        .build());
    }

    private Key session(Optional<String> policy) {
        var made =
                world.root(
                                AssumeRoleResponse.class,
                                AssumeRoleRequest.builder()
                                        .roleArn(ROLE)
                                        .roleSessionName("s")
                                        .policy(policy.orElse(null))
                                        .build())
                        .credentials();
        return new Key(made.accessKeyId(), Optional.of(made.sessionToken()));
    }
}
