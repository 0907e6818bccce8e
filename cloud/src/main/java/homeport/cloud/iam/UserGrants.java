package homeport.cloud.iam;

import homeport.aws.Call;
import homeport.aws.Service;
import homeport.cloud.iam.directory.Entity;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.DeleteUserPermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserPermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListUserPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListUserPoliciesResponse;
import software.amazon.awssdk.services.iam.model.PutUserPermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.PutUserPermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.PutUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.PutUserPolicyResponse;

/** The policies of a user, as IAM's actions name them. */
final class UserGrants {
    private final Roll roll;
    private final Grantees grantees;

    UserGrants(Roll roll) {
        this.roll = roll;
        this.grantees = new Grantees(roll);
    }

    void register(Service service) {
        service.on("PutUserPolicy", PutUserPolicyRequest::builder, this::put)
                .on("GetUserPolicy", GetUserPolicyRequest::builder, this::get)
                .on("DeleteUserPolicy", DeleteUserPolicyRequest::builder, this::delete)
                .on("ListUserPolicies", ListUserPoliciesRequest::builder, this::list)
                .on("AttachUserPolicy", AttachUserPolicyRequest::builder, this::attach)
                .on("DetachUserPolicy", DetachUserPolicyRequest::builder, this::detach)
                .on(
                        "ListAttachedUserPolicies",
                        ListAttachedUserPoliciesRequest::builder,
                        this::attached)
                .on(
                        "PutUserPermissionsBoundary",
                        PutUserPermissionsBoundaryRequest::builder,
                        this::bound)
                .on(
                        "DeleteUserPermissionsBoundary",
                        DeleteUserPermissionsBoundaryRequest::builder,
                        this::unbound);
    }

    private PutUserPolicyResponse put(Call call, PutUserPolicyRequest request) {
        grantees.put(
                Roll::user, request.userName(), request.policyName(), request.policyDocument());
        return PutUserPolicyResponse.builder().build();
    }

    private GetUserPolicyResponse get(Call call, GetUserPolicyRequest request) {
        Entity entity = Roll.user(roll.store().read(), request.userName());
        return GetUserPolicyResponse.builder()
                .userName(entity.name())
                .policyName(request.policyName())
                .policyDocument(grantees.get(entity, request.policyName()))
                .build();
    }

    private DeleteUserPolicyResponse delete(Call call, DeleteUserPolicyRequest request) {
        grantees.delete(Roll::user, request.userName(), request.policyName());
        return DeleteUserPolicyResponse.builder().build();
    }

    private ListUserPoliciesResponse list(Call call, ListUserPoliciesRequest request) {
        Entity entity = Roll.user(roll.store().read(), request.userName());
        var page =
                Page.of(
                        Grantees.names(entity),
                        (String name) -> name,
                        request.maxItems(),
                        request.marker());
        return ListUserPoliciesResponse.builder()
                .policyNames(page.items())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    private AttachUserPolicyResponse attach(Call call, AttachUserPolicyRequest request) {
        grantees.attach(Roll::user, request.userName(), request.policyArn());
        return AttachUserPolicyResponse.builder().build();
    }

    private DetachUserPolicyResponse detach(Call call, DetachUserPolicyRequest request) {
        grantees.detach(Roll::user, request.userName(), request.policyArn());
        return DetachUserPolicyResponse.builder().build();
    }

    private ListAttachedUserPoliciesResponse attached(
            Call call, ListAttachedUserPoliciesRequest request) {
        Entity entity = Roll.user(roll.store().read(), request.userName());
        var page =
                Page.of(
                        Grantees.attached(entity, request.pathPrefix()),
                        AttachedPolicy::policyName,
                        request.maxItems(),
                        request.marker());
        return ListAttachedUserPoliciesResponse.builder()
                .attachedPolicies(page.items())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    private PutUserPermissionsBoundaryResponse bound(
            Call call, PutUserPermissionsBoundaryRequest request) {
        grantees.bound(Roll::user, request.userName(), request.permissionsBoundary());
        return PutUserPermissionsBoundaryResponse.builder().build();
    }

    private DeleteUserPermissionsBoundaryResponse unbound(
            Call call, DeleteUserPermissionsBoundaryRequest request) {
        roll.change(
                Roll::user,
                request.userName(),
                held -> held.withGrants(held.grants().within(Optional.empty())));
        return DeleteUserPermissionsBoundaryResponse.builder().build();
    }
}
