package homeport.cloud.iam;

import homeport.aws.Call;
import homeport.aws.Service;
import homeport.cloud.iam.directory.Directory;
import homeport.cloud.iam.directory.Grants;
import homeport.cloud.iam.directory.Group;
import homeport.cloud.iam.directory.Ids;
import homeport.cloud.iam.directory.User;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.CreateGroupRequest;
import software.amazon.awssdk.services.iam.model.CreateGroupResponse;
import software.amazon.awssdk.services.iam.model.DeleteGroupRequest;
import software.amazon.awssdk.services.iam.model.DeleteGroupResponse;
import software.amazon.awssdk.services.iam.model.GetGroupRequest;
import software.amazon.awssdk.services.iam.model.GetGroupResponse;
import software.amazon.awssdk.services.iam.model.ListGroupsRequest;
import software.amazon.awssdk.services.iam.model.ListGroupsResponse;
import software.amazon.awssdk.services.iam.model.UpdateGroupRequest;
import software.amazon.awssdk.services.iam.model.UpdateGroupResponse;

/** Groups; who is in them is the users' to say. */
final class Groups {
    private static final int GROUPS_MAX = 300;

    private final Roll roll;
    private final Views views;

    Groups(Roll roll) {
        this.roll = roll;
        this.views = new Views(roll.account());
    }

    void register(Service service) {
        service.on("CreateGroup", CreateGroupRequest::builder, this::create)
                .on("GetGroup", GetGroupRequest::builder, this::get)
                .on("ListGroups", ListGroupsRequest::builder, this::list)
                .on("UpdateGroup", UpdateGroupRequest::builder, this::update)
                .on("DeleteGroup", DeleteGroupRequest::builder, this::delete);
    }

    private CreateGroupResponse create(Call call, CreateGroupRequest request) {
        Group group =
                new Group(
                        Ids.entity("AGPA"),
                        request.groupName(),
                        Users.path(request.path()),
                        Users.moment(call),
                        Grants.NONE);
        roll.store()
                .change(now -> {
                    checkFree(now, group.name());
                    if (now.groups().size() >= GROUPS_MAX)
                        throw Refusal.quota("GroupsPerAccount", GROUPS_MAX);
                    return now.with(group);
                });
        return CreateGroupResponse.builder().group(views.group(group)).build();
    }

    private static void checkFree(Directory directory, String name) {
        if (directory.group(name).isPresent())
            throw Refusal.exists("Group with name %s already exists.".formatted(name));
    }

    private GetGroupResponse get(Call call, GetGroupRequest request) {
        Directory directory = roll.store().read();
        Group group = Roll.group(directory, request.groupName());
        var page =
                Page.of(directory.members(group), User::name, request.maxItems(), request.marker());
        return GetGroupResponse.builder()
                .group(views.group(group))
                .users(page.items().stream().map(user -> views.user(user, false)).toList())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    private ListGroupsResponse list(Call call, ListGroupsRequest request) {
        var found =
                roll.store().read().groups().values().stream()
                        .filter(group -> group.path().startsWith(Users.path(request.pathPrefix())))
                        .toList();
        var page = Page.of(found, Group::name, request.maxItems(), request.marker());
        return ListGroupsResponse.builder()
                .groups(page.items().stream().map(views::group).toList())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    private UpdateGroupResponse update(Call call, UpdateGroupRequest request) {
        roll.store()
                .change(now -> {
                    Group group = Roll.group(now, request.groupName());
                    String name = Optional.ofNullable(request.newGroupName()).orElse(group.name());
                    String path = Optional.ofNullable(request.newPath()).orElse(group.path());
                    if (!name.equalsIgnoreCase(group.name())) checkFree(now, name);
                    return now.without(group).with(group.named(name, path));
                });
        return UpdateGroupResponse.builder().build();
    }

    private DeleteGroupResponse delete(Call call, DeleteGroupRequest request) {
        roll.store()
                .change(now -> {
                    Group group = Roll.group(now, request.groupName());
                    if (!now.members(group).isEmpty())
                        throw Refusal.conflict(
                                "Cannot delete entity, must remove users from group first.");
                    Grantees.checkBare(group);
                    return now.without(group);
                });
        return DeleteGroupResponse.builder().build();
    }
}
