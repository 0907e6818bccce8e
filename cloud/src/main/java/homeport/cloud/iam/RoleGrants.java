package homeport.cloud.iam;

import homeport.aws.Call;
import homeport.aws.Service;
import homeport.cloud.iam.directory.Entity;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.DeleteRolePermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.DetachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.GetRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.GetRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.PutRolePermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.PutRolePermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.PutRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.PutRolePolicyResponse;

/** The policies of a role, as IAM's actions name them. */
final class RoleGrants {
    private final Roll roll;
    private final Grantees grantees;

    RoleGrants(Roll roll) {
        this.roll = roll;
        this.grantees = new Grantees(roll);
    }

    void register(Service service) {
        service.on("PutRolePolicy", PutRolePolicyRequest::builder, this::put)
                .on("GetRolePolicy", GetRolePolicyRequest::builder, this::get)
                .on("DeleteRolePolicy", DeleteRolePolicyRequest::builder, this::delete)
                .on("ListRolePolicies", ListRolePoliciesRequest::builder, this::list)
                .on("AttachRolePolicy", AttachRolePolicyRequest::builder, this::attach)
                .on("DetachRolePolicy", DetachRolePolicyRequest::builder, this::detach)
                .on(
                        "ListAttachedRolePolicies",
                        ListAttachedRolePoliciesRequest::builder,
                        this::attached)
                .on(
                        "PutRolePermissionsBoundary",
                        PutRolePermissionsBoundaryRequest::builder,
                        this::bound)
                .on(
                        "DeleteRolePermissionsBoundary",
                        DeleteRolePermissionsBoundaryRequest::builder,
                        this::unbound);
    }

    private PutRolePolicyResponse put(Call call, PutRolePolicyRequest request) {
        grantees.put(
                Roll::role, request.roleName(), request.policyName(), request.policyDocument());
        return PutRolePolicyResponse.builder().build();
    }

    private GetRolePolicyResponse get(Call call, GetRolePolicyRequest request) {
        Entity entity = Roll.role(roll.store().read(), request.roleName());
        return GetRolePolicyResponse.builder()
                .roleName(entity.name())
                .policyName(request.policyName())
                .policyDocument(grantees.get(entity, request.policyName()))
                .build();
    }

    private DeleteRolePolicyResponse delete(Call call, DeleteRolePolicyRequest request) {
        grantees.delete(Roll::role, request.roleName(), request.policyName());
        return DeleteRolePolicyResponse.builder().build();
    }

    private ListRolePoliciesResponse list(Call call, ListRolePoliciesRequest request) {
        Entity entity = Roll.role(roll.store().read(), request.roleName());
        var page =
                Page.of(
                        Grantees.names(entity),
                        (String name) -> name,
                        request.maxItems(),
                        request.marker());
        return ListRolePoliciesResponse.builder()
                .policyNames(page.items())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    private AttachRolePolicyResponse attach(Call call, AttachRolePolicyRequest request) {
        grantees.attach(Roll::role, request.roleName(), request.policyArn());
        return AttachRolePolicyResponse.builder().build();
    }

    private DetachRolePolicyResponse detach(Call call, DetachRolePolicyRequest request) {
        grantees.detach(Roll::role, request.roleName(), request.policyArn());
        return DetachRolePolicyResponse.builder().build();
    }

    private ListAttachedRolePoliciesResponse attached(
            Call call, ListAttachedRolePoliciesRequest request) {
        Entity entity = Roll.role(roll.store().read(), request.roleName());
        var page =
                Page.of(
                        Grantees.attached(entity, request.pathPrefix()),
                        AttachedPolicy::policyName,
                        request.maxItems(),
                        request.marker());
        return ListAttachedRolePoliciesResponse.builder()
                .attachedPolicies(page.items())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    private PutRolePermissionsBoundaryResponse bound(
            Call call, PutRolePermissionsBoundaryRequest request) {
        grantees.bound(Roll::role, request.roleName(), request.permissionsBoundary());
        return PutRolePermissionsBoundaryResponse.builder().build();
    }

    private DeleteRolePermissionsBoundaryResponse unbound(
            Call call, DeleteRolePermissionsBoundaryRequest request) {
        roll.change(
                Roll::role,
                request.roleName(),
                held -> held.withGrants(held.grants().within(Optional.empty())));
        return DeleteRolePermissionsBoundaryResponse.builder().build();
    }
}
