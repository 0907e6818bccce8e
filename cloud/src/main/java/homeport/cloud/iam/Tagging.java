package homeport.cloud.iam;

import homeport.aws.Call;
import homeport.aws.Service;
import homeport.cloud.iam.directory.Directory;
import homeport.cloud.iam.directory.Tagged;
import java.util.List;
import java.util.function.BiFunction;
import software.amazon.awssdk.services.iam.model.ListInstanceProfileTagsRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfileTagsResponse;
import software.amazon.awssdk.services.iam.model.ListPolicyTagsRequest;
import software.amazon.awssdk.services.iam.model.ListPolicyTagsResponse;
import software.amazon.awssdk.services.iam.model.ListRoleTagsRequest;
import software.amazon.awssdk.services.iam.model.ListRoleTagsResponse;
import software.amazon.awssdk.services.iam.model.ListUserTagsRequest;
import software.amazon.awssdk.services.iam.model.ListUserTagsResponse;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.TagInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.TagInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.TagPolicyRequest;
import software.amazon.awssdk.services.iam.model.TagPolicyResponse;
import software.amazon.awssdk.services.iam.model.TagRoleRequest;
import software.amazon.awssdk.services.iam.model.TagRoleResponse;
import software.amazon.awssdk.services.iam.model.TagUserRequest;
import software.amazon.awssdk.services.iam.model.TagUserResponse;
import software.amazon.awssdk.services.iam.model.UntagInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.UntagInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.UntagPolicyRequest;
import software.amazon.awssdk.services.iam.model.UntagPolicyResponse;
import software.amazon.awssdk.services.iam.model.UntagRoleRequest;
import software.amazon.awssdk.services.iam.model.UntagRoleResponse;
import software.amazon.awssdk.services.iam.model.UntagUserRequest;
import software.amazon.awssdk.services.iam.model.UntagUserResponse;

/** The tags of users, roles, policies and instance profiles. */
final class Tagging {
    private final Roll roll;

    Tagging(Roll roll) {
        this.roll = roll;
    }

    void register(Service service) {
        users(service);
        roles(service);
        policies(service);
        profiles(service);
    }

    private void users(Service service) {
        service.on(
                        "TagUser",
                        TagUserRequest::builder,
                        (Call call, TagUserRequest request) -> {
                            tag(Roll::user, request.userName(), request.tags());
                            return TagUserResponse.builder().build();
                        })
                .on(
                        "UntagUser",
                        UntagUserRequest::builder,
                        (Call call, UntagUserRequest request) -> {
                            untag(Roll::user, request.userName(), request.tagKeys());
                            return UntagUserResponse.builder().build();
                        })
                .on(
                        "ListUserTags",
                        ListUserTagsRequest::builder,
                        (Call call, ListUserTagsRequest request) -> {
                            var page =
                                    page(
                                            Roll::user,
                                            request.userName(),
                                            request.maxItems(),
                                            request.marker());
                            return ListUserTagsResponse.builder()
                                    .tags(page.items())
                                    .isTruncated(page.truncated())
                                    .marker(page.marker())
                                    .build();
                        });
    }

    private void roles(Service service) {
        service.on(
                        "TagRole",
                        TagRoleRequest::builder,
                        (Call call, TagRoleRequest request) -> {
                            tag(Roll::role, request.roleName(), request.tags());
                            return TagRoleResponse.builder().build();
                        })
                .on(
                        "UntagRole",
                        UntagRoleRequest::builder,
                        (Call call, UntagRoleRequest request) -> {
                            untag(Roll::role, request.roleName(), request.tagKeys());
                            return UntagRoleResponse.builder().build();
                        })
                .on(
                        "ListRoleTags",
                        ListRoleTagsRequest::builder,
                        (Call call, ListRoleTagsRequest request) -> {
                            var page =
                                    page(
                                            Roll::role,
                                            request.roleName(),
                                            request.maxItems(),
                                            request.marker());
                            return ListRoleTagsResponse.builder()
                                    .tags(page.items())
                                    .isTruncated(page.truncated())
                                    .marker(page.marker())
                                    .build();
                        });
    }

    private void policies(Service service) {
        service.on(
                        "TagPolicy",
                        TagPolicyRequest::builder,
                        (Call call, TagPolicyRequest request) -> {
                            tag(roll::own, request.policyArn(), request.tags());
                            return TagPolicyResponse.builder().build();
                        })
                .on(
                        "UntagPolicy",
                        UntagPolicyRequest::builder,
                        (Call call, UntagPolicyRequest request) -> {
                            untag(roll::own, request.policyArn(), request.tagKeys());
                            return UntagPolicyResponse.builder().build();
                        })
                .on(
                        "ListPolicyTags",
                        ListPolicyTagsRequest::builder,
                        (Call call, ListPolicyTagsRequest request) -> {
                            var page =
                                    page(
                                            Roll::policy,
                                            request.policyArn(),
                                            request.maxItems(),
                                            request.marker());
                            return ListPolicyTagsResponse.builder()
                                    .tags(page.items())
                                    .isTruncated(page.truncated())
                                    .marker(page.marker())
                                    .build();
                        });
    }

    private void profiles(Service service) {
        service.on(
                        "TagInstanceProfile",
                        TagInstanceProfileRequest::builder,
                        (Call call, TagInstanceProfileRequest request) -> {
                            tag(Roll::profile, request.instanceProfileName(), request.tags());
                            return TagInstanceProfileResponse.builder().build();
                        })
                .on(
                        "UntagInstanceProfile",
                        UntagInstanceProfileRequest::builder,
                        (Call call, UntagInstanceProfileRequest request) -> {
                            untag(Roll::profile, request.instanceProfileName(), request.tagKeys());
                            return UntagInstanceProfileResponse.builder().build();
                        })
                .on(
                        "ListInstanceProfileTags",
                        ListInstanceProfileTagsRequest::builder,
                        (Call call, ListInstanceProfileTagsRequest request) -> {
                            var page =
                                    page(
                                            Roll::profile,
                                            request.instanceProfileName(),
                                            request.maxItems(),
                                            request.marker());
                            return ListInstanceProfileTagsResponse.builder()
                                    .tags(page.items())
                                    .isTruncated(page.truncated())
                                    .marker(page.marker())
                                    .build();
                        });
    }

    private <T extends Tagged> void tag(
            BiFunction<Directory, String, T> find, String name, List<Tag> tags) {
        roll.store()
                .change(now -> {
                    Tagged tagged = find.apply(now, name);
                    return now.withTagged(tagged.withTags(Tags.added(tagged.tags(), tags)));
                });
    }

    private <T extends Tagged> void untag(
            BiFunction<Directory, String, T> find, String name, List<String> keys) {
        roll.store()
                .change(now -> {
                    Tagged tagged = find.apply(now, name);
                    return now.withTagged(tagged.withTags(Tags.removed(tagged.tags(), keys)));
                });
    }

    private <T extends Tagged> Page<Tag> page(
            BiFunction<Directory, String, T> find, String name, Integer max, String marker) {
        Tagged tagged = find.apply(roll.store().read(), name);
        return Page.of(Tags.shown(tagged.tags()), Tag::key, max, marker);
    }
}
