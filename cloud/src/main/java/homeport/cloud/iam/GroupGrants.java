package homeport.cloud.iam;

import homeport.aws.Call;
import homeport.aws.Service;
import homeport.cloud.iam.directory.Entity;
import software.amazon.awssdk.services.iam.model.AttachGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.DeleteGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.DetachGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedGroupPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedGroupPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListGroupPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListGroupPoliciesResponse;
import software.amazon.awssdk.services.iam.model.PutGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.PutGroupPolicyResponse;

/** The policies of a group, as IAM's actions name them. */
final class GroupGrants {
    private final Roll roll;
    private final Grantees grantees;

    GroupGrants(Roll roll) {
        this.roll = roll;
        this.grantees = new Grantees(roll);
    }

    void register(Service service) {
        service.on("PutGroupPolicy", PutGroupPolicyRequest::builder, this::put)
                .on("GetGroupPolicy", GetGroupPolicyRequest::builder, this::get)
                .on("DeleteGroupPolicy", DeleteGroupPolicyRequest::builder, this::delete)
                .on("ListGroupPolicies", ListGroupPoliciesRequest::builder, this::list)
                .on("AttachGroupPolicy", AttachGroupPolicyRequest::builder, this::attach)
                .on("DetachGroupPolicy", DetachGroupPolicyRequest::builder, this::detach)
                .on(
                        "ListAttachedGroupPolicies",
                        ListAttachedGroupPoliciesRequest::builder,
                        this::attached);
    }

    private PutGroupPolicyResponse put(Call call, PutGroupPolicyRequest request) {
        grantees.put(
                Roll::group, request.groupName(), request.policyName(), request.policyDocument());
        return PutGroupPolicyResponse.builder().build();
    }

    private GetGroupPolicyResponse get(Call call, GetGroupPolicyRequest request) {
        Entity entity = Roll.group(roll.store().read(), request.groupName());
        return GetGroupPolicyResponse.builder()
                .groupName(entity.name())
                .policyName(request.policyName())
                .policyDocument(grantees.get(entity, request.policyName()))
                .build();
    }

    private DeleteGroupPolicyResponse delete(Call call, DeleteGroupPolicyRequest request) {
        grantees.delete(Roll::group, request.groupName(), request.policyName());
        return DeleteGroupPolicyResponse.builder().build();
    }

    private ListGroupPoliciesResponse list(Call call, ListGroupPoliciesRequest request) {
        Entity entity = Roll.group(roll.store().read(), request.groupName());
        var page =
                Page.of(
                        Grantees.names(entity),
                        (String name) -> name,
                        request.maxItems(),
                        request.marker());
        return ListGroupPoliciesResponse.builder()
                .policyNames(page.items())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    private AttachGroupPolicyResponse attach(Call call, AttachGroupPolicyRequest request) {
        grantees.attach(Roll::group, request.groupName(), request.policyArn());
        return AttachGroupPolicyResponse.builder().build();
    }

    private DetachGroupPolicyResponse detach(Call call, DetachGroupPolicyRequest request) {
        grantees.detach(Roll::group, request.groupName(), request.policyArn());
        return DetachGroupPolicyResponse.builder().build();
    }

    private ListAttachedGroupPoliciesResponse attached(
            Call call, ListAttachedGroupPoliciesRequest request) {
        Entity entity = Roll.group(roll.store().read(), request.groupName());
        var page =
                Page.of(
                        Grantees.attached(entity, request.pathPrefix()),
                        AttachedPolicy::policyName,
                        request.maxItems(),
                        request.marker());
        return ListAttachedGroupPoliciesResponse.builder()
                .attachedPolicies(page.items())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }
}
