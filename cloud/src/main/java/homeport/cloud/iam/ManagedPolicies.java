package homeport.cloud.iam;

import homeport.aws.Call;
import homeport.aws.Service;
import homeport.cloud.iam.directory.AwsPolicies;
import homeport.cloud.iam.directory.Directory;
import homeport.cloud.iam.directory.Entity;
import homeport.cloud.iam.directory.Ids;
import homeport.cloud.iam.directory.ManagedPolicy;
import homeport.cloud.iam.directory.ManagedPolicy.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.CreatePolicyRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyResponse;
import software.amazon.awssdk.services.iam.model.CreatePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.DeletePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyResponse;
import software.amazon.awssdk.services.iam.model.DeletePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.GetPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.ListEntitiesForPolicyRequest;
import software.amazon.awssdk.services.iam.model.ListEntitiesForPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListPolicyVersionsRequest;
import software.amazon.awssdk.services.iam.model.ListPolicyVersionsResponse;
import software.amazon.awssdk.services.iam.model.PolicyGroup;
import software.amazon.awssdk.services.iam.model.PolicyRole;
import software.amazon.awssdk.services.iam.model.PolicyScopeType;
import software.amazon.awssdk.services.iam.model.PolicyUsageType;
import software.amazon.awssdk.services.iam.model.PolicyUser;
import software.amazon.awssdk.services.iam.model.SetDefaultPolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.SetDefaultPolicyVersionResponse;

/** Managed policies and their versions: the account's, and to read, AWS's. */
final class ManagedPolicies {
    private static final int POLICIES_MAX = 1500;

    private final Roll roll;
    private final Views views;

    ManagedPolicies(Roll roll) {
        this.roll = roll;
        this.views = new Views(roll.account());
    }

    void register(Service service) {
        service.on("CreatePolicy", CreatePolicyRequest::builder, this::create)
                .on("GetPolicy", GetPolicyRequest::builder, this::get)
                .on("ListPolicies", ListPoliciesRequest::builder, this::list)
                .on("DeletePolicy", DeletePolicyRequest::builder, this::delete)
                .on("CreatePolicyVersion", CreatePolicyVersionRequest::builder, this::addVersion)
                .on("GetPolicyVersion", GetPolicyVersionRequest::builder, this::version)
                .on("ListPolicyVersions", ListPolicyVersionsRequest::builder, this::versions)
                .on("DeletePolicyVersion", DeletePolicyVersionRequest::builder, this::dropVersion)
                .on(
                        "SetDefaultPolicyVersion",
                        SetDefaultPolicyVersionRequest::builder,
                        this::choose)
                .on("ListEntitiesForPolicy", ListEntitiesForPolicyRequest::builder, this::entities);
    }

    private CreatePolicyResponse create(Call call, CreatePolicyRequest request) {
        Documents.checkManaged(request.policyDocument());
        Instant made = Users.moment(call);
        ManagedPolicy policy =
                new ManagedPolicy(
                        roll.account(),
                        Ids.entity("ANPA"),
                        request.policyName(),
                        Users.path(request.path()),
                        Optional.ofNullable(request.description()).orElse(""),
                        made,
                        made,
                        Tags.added(Map.of(), request.tags()),
                        List.of(new Version("v1", request.policyDocument(), made)),
                        "v1",
                        1);
        Directory after =
                roll.store()
                        .change(now -> {
                            if (now.policies().containsKey(Directory.fold(policy.name())))
                                throw Refusal.exists(
                                        "A policy called %s already exists. Duplicate names are not allowed."
                                                .formatted(policy.name()));
                            if (now.policies().size() >= POLICIES_MAX)
                                throw Refusal.quota("PoliciesPerAccount", POLICIES_MAX);
                            return now.with(policy);
                        });
        return CreatePolicyResponse.builder().policy(views.policy(policy, after, true)).build();
    }

    private GetPolicyResponse get(Call call, GetPolicyRequest request) {
        Directory directory = roll.store().read();
        ManagedPolicy policy = Roll.policy(directory, request.policyArn());
        return GetPolicyResponse.builder().policy(views.policy(policy, directory, true)).build();
    }

    private ListPoliciesResponse list(Call call, ListPoliciesRequest request) {
        Directory directory = roll.store().read();
        List<ManagedPolicy> all = new ArrayList<>();
        if (request.scope() != PolicyScopeType.AWS) all.addAll(directory.policies().values());
        if (request.scope() != PolicyScopeType.LOCAL) all.addAll(AwsPolicies.all());
        boolean used = Boolean.TRUE.equals(request.onlyAttached());
        boolean boundaries = request.policyUsageFilter() == PolicyUsageType.PERMISSIONS_BOUNDARY;
        var found =
                all.stream()
                        .filter(one -> one.path().startsWith(Users.path(request.pathPrefix())))
                        .filter(one -> !used || !directory.attached(one.arn()).isEmpty())
                        .filter(one -> !boundaries || !directory.bounded(one.arn()).isEmpty())
                        .toList();
        var page = Page.of(found, ManagedPolicy::arn, request.maxItems(), request.marker());
        return ListPoliciesResponse.builder()
                .policies(
                        page.items().stream()
                                .map(one -> views.policy(one, directory, false))
                                .toList())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    private DeletePolicyResponse delete(Call call, DeletePolicyRequest request) {
        roll.store()
                .change(now -> {
                    ManagedPolicy policy = roll.own(now, request.policyArn());
                    String arn = policy.arn();
                    if (!now.attached(arn).isEmpty() || !now.bounded(arn).isEmpty())
                        throw Refusal.conflict("Cannot delete a policy attached to entities.");
                    if (policy.versions().size() > 1)
                        throw Refusal.conflict(
                                "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.");
                    return now.without(policy);
                });
        return DeletePolicyResponse.builder().build();
    }

    private CreatePolicyVersionResponse addVersion(Call call, CreatePolicyVersionRequest request) {
        Documents.checkManaged(request.policyDocument());
        boolean asDefault = Boolean.TRUE.equals(request.setAsDefault());
        Directory after =
                roll.store()
                        .change(now -> {
                            ManagedPolicy policy = roll.own(now, request.policyArn());
                            if (policy.versions().size() >= ManagedPolicy.VERSIONS_MAX)
                                throw Refusal.limit(
                                        "A managed policy can have up to %d versions. Before you create a new version, you must delete an existing version."
                                                .formatted(ManagedPolicy.VERSIONS_MAX));
                            return now.with(
                                    policy.adding(
                                            request.policyDocument(),
                                            asDefault,
                                            Users.moment(call)));
                        });
        ManagedPolicy policy = Roll.policy(after, request.policyArn());
        return CreatePolicyVersionResponse.builder()
                .policyVersion(Views.version(policy, policy.versions().getLast(), false))
                .build();
    }

    private static Version version(ManagedPolicy policy, String id) {
        return policy.version(id)
                .orElseThrow(() ->
                        Refusal.missing(
                                "Policy %s version %s does not exist or is not attachable."
                                        .formatted(policy.arn(), id)));
    }

    private GetPolicyVersionResponse version(Call call, GetPolicyVersionRequest request) {
        ManagedPolicy policy = Roll.policy(roll.store().read(), request.policyArn());
        return GetPolicyVersionResponse.builder()
                .policyVersion(Views.version(policy, version(policy, request.versionId()), true))
                .build();
    }

    private ListPolicyVersionsResponse versions(Call call, ListPolicyVersionsRequest request) {
        ManagedPolicy policy = Roll.policy(roll.store().read(), request.policyArn());
        return ListPolicyVersionsResponse.builder()
                .versions(
                        policy.versions().reversed().stream()
                                .map(one -> Views.version(policy, one, false))
                                .toList())
                .isTruncated(false)
                .build();
    }

    private DeletePolicyVersionResponse dropVersion(Call call, DeletePolicyVersionRequest request) {
        roll.store()
                .change(now -> {
                    ManagedPolicy policy = roll.own(now, request.policyArn());
                    version(policy, request.versionId());
                    if (request.versionId().equals(policy.current()))
                        throw Refusal.conflict("Cannot delete the default version of a policy.");
                    return now.with(policy.dropping(request.versionId(), Users.moment(call)));
                });
        return DeletePolicyVersionResponse.builder().build();
    }

    private SetDefaultPolicyVersionResponse choose(
            Call call, SetDefaultPolicyVersionRequest request) {
        roll.store()
                .change(now -> {
                    ManagedPolicy policy = roll.own(now, request.policyArn());
                    version(policy, request.versionId());
                    return now.with(policy.withCurrent(request.versionId(), Users.moment(call)));
                });
        return SetDefaultPolicyVersionResponse.builder().build();
    }

    private ListEntitiesForPolicyResponse entities(
            Call call, ListEntitiesForPolicyRequest request) {
        Directory directory = roll.store().read();
        String arn = Roll.policy(directory, request.policyArn()).arn();
        boolean boundaries = request.policyUsageFilter() == PolicyUsageType.PERMISSIONS_BOUNDARY;
        List<Entity> found = boundaries ? directory.bounded(arn) : directory.attached(arn);
        var page =
                Page.of(
                        found.stream().filter(one -> wanted(one, request)).toList(),
                        (Entity one) -> one.kind() + "/" + one.name(),
                        request.maxItems(),
                        request.marker());
        return ListEntitiesForPolicyResponse.builder()
                .policyUsers(
                        of("user", page.items()).stream()
                                .map(u ->
                                        PolicyUser.builder()
                                                .userName(u.name())
                                                .userId(u.id())
                                                .build())
                                .toList())
                .policyGroups(
                        of("group", page.items()).stream()
                                .map(g ->
                                        PolicyGroup.builder()
                                                .groupName(g.name())
                                                .groupId(g.id())
                                                .build())
                                .toList())
                .policyRoles(
                        of("role", page.items()).stream()
                                .map(r ->
                                        PolicyRole.builder()
                                                .roleName(r.name())
                                                .roleId(r.id())
                                                .build())
                                .toList())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    private static boolean wanted(Entity entity, ListEntitiesForPolicyRequest request) {
        boolean kind =
                request.entityFilter() == null
                        || entity.kind().equalsIgnoreCase(request.entityFilterAsString());
        return kind && entity.path().startsWith(Users.path(request.pathPrefix()));
    }

    private static List<Entity> of(String kind, List<Entity> all) {
        return all.stream()
                .filter(entity -> entity.kind().equals(kind))
                .sorted(Comparator.comparing(Entity::name))
                .toList();
    }
}
