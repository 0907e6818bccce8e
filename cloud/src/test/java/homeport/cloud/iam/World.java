package homeport.cloud.iam;

import homeport.aws.Call;
import homeport.aws.Credentials.AccessKey;
import homeport.aws.Permission.Asked;
import homeport.aws.Permission.Origin;
import homeport.aws.Service;
import homeport.cloud.Caller;
import homeport.cloud.Mirror;
import homeport.cloud.iam.access.Identity;
import homeport.cloud.iam.access.Neighbours;
import homeport.cloud.iam.access.RootKey;
import homeport.cloud.iam.directory.IdentityStore;
import homeport.cloud.secret.SecretsManager;
import homeport.cloud.sts.Sts;
import homeport.store.MemoryStore;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.CreateUserRequest;
import software.amazon.awssdk.services.iam.model.CreateUserResponse;
import software.amazon.awssdk.services.iam.model.PutUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.PutUserPolicyResponse;

/** An account whose calls pass the gate as they do behind the wire. */
final class World {
    static final RootKey ROOT = new RootKey("AKIAROOT", "root-secret");
    private final MemoryStore store = new MemoryStore();
    private final Map<String, Service> services = new TreeMap<>();
    Identity identity;
    Instant now = Instant.parse("2026-11-24T12:00:00Z");
    Map<String, String> rdsTags = Map.of();

    /** By what a request calls them. */
    Map<String, String> rdsArns = Map.of();

    private boolean strict;

    World() {
        restart();
    }

    void strict() {
        strict = true;
        restart();
    }

    /** What was only in memory is gone. */
    void restart() {
        var secrets = new SecretsManager(store, new Mirror(), Caller.ACCOUNT, arn -> {});
        var directory = new IdentityStore(store);
        identity = new Identity(directory, new Mirror(), ROOT, Caller.ACCOUNT, around(secrets));
        for (Service service :
                new Service[] {
                    Iam.service(directory, identity, Caller.ACCOUNT),
                    Sts.service(directory, identity, strict),
                    secrets.service()
                }) services.put(service.model(), service);
    }

    private Neighbours around(SecretsManager secrets) {
        return new Neighbours() {
            @Override
            public Optional<String> secretPolicy(String arn, Instant at) {
                return secrets.policy(arn, at);
            }

            @Override
            public Optional<String> secretArn(String region, String id, Instant at) {
                return secrets.arn(region, id, at);
            }

            @Override
            public Optional<String> rdsArn(String region, Named what, String name, Instant at) {
                return Optional.ofNullable(rdsArns.get(what + " " + name));
            }

            @Override
            public Map<String, String> tags(String arn, Instant at) {
                return arn.startsWith("arn:aws:rds:") ? rdsTags : secrets.tags(arn, at);
            }
        };
    }

    /** Whoever holds a key. */
    record Key(String id, Optional<String> token) {}

    static final Key BY_ROOT = new Key(ROOT.id(), Optional.empty());

    <O> O root(Class<O> answer, SdkPojo request) {
        return call(BY_ROOT, answer, request);
    }

    <O> O call(Key key, Class<O> answer, SdkPojo request) {
        String name = request.getClass().getSimpleName().replaceFirst("Request$", "");
        Service service =
                services.values().stream()
                        .filter(one -> one.actions().containsKey(name))
                        .findFirst()
                        .orElseThrow();
        Call call = gate(key, service.model(), name, request);
        return answer.cast(service.actions().get(name).handler().handle(call, request));
    }

    /** Only the decision, for services that are not here. */
    Call gate(Key key, String service, String action, SdkPojo request) {
        AccessKey found = identity.find(key.id(), key.token(), now).orElseThrow();
        Origin origin = new Origin("10.1.2.3", false, "test");
        Call call =
                new Call(
                        Caller.REGION,
                        Caller.ACCOUNT,
                        found.caller(),
                        "a-request",
                        now,
                        found.permission().from(origin));
        call.permission().check(call, new Asked(service, action, request, origin));
        return call;
    }

    /** A new user, and a key of it. */
    Key user(String name) {
        root(CreateUserResponse.class, CreateUserRequest.builder().userName(name).build());
        var made =
                root(
                        CreateAccessKeyResponse.class,
                        CreateAccessKeyRequest.builder().userName(name).build());
        return new Key(made.accessKey().accessKeyId(), Optional.empty());
    }

    /** The user's one policy. */
    void allow(String user, String document) {
        root(
                PutUserPolicyResponse.class,
                PutUserPolicyRequest.builder()
                        .userName(user)
                        .policyName("p")
                        .policyDocument(document)
                        .build());
    }
}
