package homeport.cloud.sts;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import homeport.cloud.iam.Documents;
import homeport.cloud.iam.access.Identity;
import homeport.cloud.iam.access.Identity.Temporary;
import homeport.cloud.iam.access.Session;
import homeport.cloud.iam.directory.Directory;
import homeport.cloud.iam.directory.IdentityStore;
import homeport.cloud.iam.directory.Ids;
import homeport.cloud.iam.directory.Role;
import homeport.cloud.iam.policy.Policy.Kind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.GetAccessKeyInfoRequest;
import software.amazon.awssdk.services.sts.model.GetAccessKeyInfoResponse;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.GetSessionTokenRequest;
import software.amazon.awssdk.services.sts.model.GetSessionTokenResponse;
import software.amazon.awssdk.services.sts.model.PolicyDescriptorType;
import software.amazon.awssdk.services.sts.model.Tag;

/**
 * STS: its actions. Whether the caller may assume a role was decided before: by what it may do and
 * by whom the role trusts.
 */
public final class Sts {
    private static final int SECONDS_DEFAULT = 3600;
    private static final int CHAINED_SECONDS_MAX = 3600;
    private static final int TOKEN_SECONDS_DEFAULT = 43_200;
    private static final int ROOT_SECONDS_MAX = 3600;
    private static final int POLICY_ARNS_MAX = 10;

    private final IdentityStore store;
    private final Identity identity;
    private final boolean strict;

    private Sts(IdentityStore store, Identity identity, boolean strict) {
        this.store = store;
        this.identity = identity;
        this.strict = strict;
    }

    /**
     * @param strict whether root is refused a role, as AWS refuses it
     */
    public static Service service(IdentityStore store, Identity identity, boolean strict) {
        Sts sts = new Sts(store, identity, strict);
        return new Service("sts")
                .on("GetCallerIdentity", GetCallerIdentityRequest::builder, sts::identity)
                .on("AssumeRole", AssumeRoleRequest::builder, sts::assume)
                .on("GetSessionToken", GetSessionTokenRequest::builder, sts::token)
                .onUnsigned(
                        "AssumeRoleWithWebIdentity",
                        AssumeRoleWithWebIdentityRequest::builder,
                        WebIdentity::refuse)
                .on("GetAccessKeyInfo", GetAccessKeyInfoRequest::builder, sts::keyInfo);
    }

    private GetCallerIdentityResponse identity(Call call, GetCallerIdentityRequest request) {
        return GetCallerIdentityResponse.builder()
                .account(call.account())
                .arn(call.caller().arn())
                .userId(call.caller().userId())
                .build();
    }

    private GetAccessKeyInfoResponse keyInfo(Call call, GetAccessKeyInfoRequest request) {
        String id = request.accessKeyId();
        boolean known = id.equals(identity.root().id()) || store.read().key(id).isPresent();
        if (!known) throw invalid("The access key %s is not one of this account.".formatted(id));
        return GetAccessKeyInfoResponse.builder().account(call.account()).build();
    }

    private AssumeRoleResponse assume(Call call, AssumeRoleRequest request) {
        String caller = call.caller().arn();
        if (strict && caller.endsWith(":root"))
            throw new AwsException("AccessDenied", "Roles may not be assumed by root accounts.");
        if (!request.transitiveTagKeys().isEmpty())
            throw invalid(
                    "TransitiveTagKeys is not supported: Homeport does not hand session tags on to the next role.");
        Directory directory = store.read();
        Role role = role(directory, call, request.roleArn());
        int seconds = seconds(request, role, caller.contains(":assumed-role/"));
        Instant now = call.now().truncatedTo(ChronoUnit.SECONDS);
        Session session =
                new Session(
                        Session.Of.ROLE,
                        role.id(),
                        request.roleSessionName(),
                        Ids.secret(),
                        now,
                        now.plusSeconds(seconds),
                        policy(request.policy()),
                        policies(directory, request.policyArns()),
                        tags(request.tags()),
                        Optional.ofNullable(request.sourceIdentity()));
        Temporary key = identity.open(session);
        var response =
                AssumeRoleResponse.builder()
                        .credentials(credentials(key))
                        .sourceIdentity(request.sourceIdentity())
                        .assumedRoleUser(user ->
                                user.assumedRoleId(role.id() + ":" + session.name())
                                        .arn(
                                                "arn:aws:sts::%s:assumed-role/%s/%s"
                                                        .formatted(
                                                                call.account(),
                                                                role.name(),
                                                                session.name())));
        boolean packed = session.policy().isPresent() || !session.policyArns().isEmpty();
        if (packed || !session.tags().isEmpty()) response.packedPolicySize(key.percentFull());
        return response.build();
    }

    /** One that went between the decision and now is as though it had never been there. */
    private static Role role(Directory directory, Call call, String arn) {
        return directory.roles().values().stream()
                .filter(held -> held.arn(call.account()).equals(arn))
                .findFirst()
                .orElseThrow(() ->
                        new AwsException(
                                "AccessDenied",
                                "User: %s is not authorized to perform: sts:AssumeRole on resource: %s"
                                        .formatted(call.caller().arn(), arn)));
    }

    /** Source: STS API reference, "AssumeRole", DurationSeconds. */
    private static int seconds(AssumeRoleRequest request, Role role, boolean chained) {
        int seconds = Optional.ofNullable(request.durationSeconds()).orElse(SECONDS_DEFAULT);
        if (chained && seconds > CHAINED_SECONDS_MAX)
            throw invalid(
                    "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining");
        if (seconds > role.sessionSecondsMax())
            throw invalid(
                    "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        return seconds;
    }

    private static Optional<String> policy(String document) {
        if (document != null) Documents.checked(document, Kind.IDENTITY);
        return Optional.ofNullable(document);
    }

    private static List<String> policies(
            Directory directory, List<PolicyDescriptorType> descriptors) {
        List<String> arns = descriptors.stream().map(PolicyDescriptorType::arn).toList();
        if (arns.size() > POLICY_ARNS_MAX)
            throw invalid(
                    "PolicyArns has %d members, allowed %d."
                            .formatted(arns.size(), POLICY_ARNS_MAX));
        for (String arn : arns)
            if (arn == null || directory.policy(arn).isEmpty())
                throw invalid("The managed policy %s does not exist.".formatted(arn));
        return arns;
    }

    private static Map<String, String> tags(List<Tag> given) {
        Map<String, String> tags = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Tag tag : given) {
            if (tag.key().regionMatches(true, 0, "aws:", 0, 4))
                throw invalid(
                        "Session tags must not begin with aws:, as %s does.".formatted(tag.key()));
            if (tags.put(tag.key(), tag.value()) != null)
                throw new AwsException(
                        "InvalidParameterValue",
                        "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
        }
        return tags;
    }

    private GetSessionTokenResponse token(Call call, GetSessionTokenRequest request) {
        if (!call.caller().accessKeyId().startsWith("AKIA"))
            throw new AwsException(
                    "AccessDenied", "Cannot call GetSessionToken with session credentials");
        if (request.serialNumber() != null || request.tokenCode() != null)
            throw new AwsException(
                    "AccessDenied",
                    "MultiFactorAuthentication failed: Homeport has no MFA devices.");
        boolean root = call.caller().arn().endsWith(":root");
        int asked = Optional.ofNullable(request.durationSeconds()).orElse(TOKEN_SECONDS_DEFAULT);
        Instant now = call.now().truncatedTo(ChronoUnit.SECONDS);
        Temporary key =
                identity.open(
                        new Session(
                                root ? Session.Of.ROOT : Session.Of.USER,
                                call.caller().userId(),
                                "",
                                Ids.secret(),
                                now,
                                now.plusSeconds(root ? Math.min(asked, ROOT_SECONDS_MAX) : asked),
                                Optional.empty(),
                                List.of(),
                                Map.of(),
                                Optional.empty()));
        return GetSessionTokenResponse.builder().credentials(credentials(key)).build();
    }

    private static Credentials credentials(Temporary key) {
        return Credentials.builder()
                .accessKeyId(key.accessKeyId())
                .secretAccessKey(key.secret())
                .sessionToken(key.token())
                .expiration(key.expires())
                .build();
    }

    private static AwsException invalid(String sentence) {
        return new AwsException("ValidationError", sentence);
    }
}
