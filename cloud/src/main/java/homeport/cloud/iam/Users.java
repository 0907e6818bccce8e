package homeport.cloud.iam;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import homeport.cloud.iam.access.Identity;
import homeport.cloud.iam.access.RootKey;
import homeport.cloud.iam.directory.Directory;
import homeport.cloud.iam.directory.Grants;
import homeport.cloud.iam.directory.Group;
import homeport.cloud.iam.directory.Ids;
import homeport.cloud.iam.directory.Key;
import homeport.cloud.iam.directory.User;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;
import software.amazon.awssdk.services.iam.model.AddUserToGroupRequest;
import software.amazon.awssdk.services.iam.model.AddUserToGroupResponse;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.CreateUserRequest;
import software.amazon.awssdk.services.iam.model.CreateUserResponse;
import software.amazon.awssdk.services.iam.model.DeleteAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.DeleteAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserResponse;
import software.amazon.awssdk.services.iam.model.GetAccessKeyLastUsedRequest;
import software.amazon.awssdk.services.iam.model.GetAccessKeyLastUsedResponse;
import software.amazon.awssdk.services.iam.model.GetUserRequest;
import software.amazon.awssdk.services.iam.model.GetUserResponse;
import software.amazon.awssdk.services.iam.model.ListAccessKeysRequest;
import software.amazon.awssdk.services.iam.model.ListAccessKeysResponse;
import software.amazon.awssdk.services.iam.model.ListGroupsForUserRequest;
import software.amazon.awssdk.services.iam.model.ListGroupsForUserResponse;
import software.amazon.awssdk.services.iam.model.ListUsersRequest;
import software.amazon.awssdk.services.iam.model.ListUsersResponse;
import software.amazon.awssdk.services.iam.model.RemoveUserFromGroupRequest;
import software.amazon.awssdk.services.iam.model.RemoveUserFromGroupResponse;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.iam.model.UpdateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.UpdateUserRequest;
import software.amazon.awssdk.services.iam.model.UpdateUserResponse;

/** Users, their access keys, and the groups they are in. */
final class Users {
    private static final int USERS_MAX = 5000;
    private static final int KEYS_MAX = 2;
    private static final int GROUPS_OF_USER_MAX = 10;

    private final Roll roll;
    private final Views views;
    private final Identity identity;

    Users(Roll roll, Identity identity) {
        this.roll = roll;
        this.views = new Views(roll.account());
        this.identity = identity;
    }

    void register(Service service) {
        service.on("CreateUser", CreateUserRequest::builder, this::create)
                .on("GetUser", GetUserRequest::builder, this::get)
                .on("ListUsers", ListUsersRequest::builder, this::list)
                .on("UpdateUser", UpdateUserRequest::builder, this::update)
                .on("DeleteUser", DeleteUserRequest::builder, this::delete)
                .on("CreateAccessKey", CreateAccessKeyRequest::builder, this::createKey)
                .on("ListAccessKeys", ListAccessKeysRequest::builder, this::listKeys)
                .on("UpdateAccessKey", UpdateAccessKeyRequest::builder, this::updateKey)
                .on("DeleteAccessKey", DeleteAccessKeyRequest::builder, this::deleteKey)
                .on("GetAccessKeyLastUsed", GetAccessKeyLastUsedRequest::builder, this::lastUsed)
                .on("AddUserToGroup", AddUserToGroupRequest::builder, this::join)
                .on("RemoveUserFromGroup", RemoveUserFromGroupRequest::builder, this::leave)
                .on("ListGroupsForUser", ListGroupsForUserRequest::builder, this::groups);
    }

    /** IAM keeps seconds. */
    static Instant moment(Call call) {
        return call.now().truncatedTo(ChronoUnit.SECONDS);
    }

    static String path(String given) {
        return Optional.ofNullable(given).orElse("/");
    }

    /** A boundary is a managed policy that is there. */
    static Optional<String> boundary(Directory directory, String arn) {
        if (arn == null) return Optional.empty();
        if (directory.policy(arn).isEmpty())
            throw Refusal.missing(
                    "Scope ARN: %s does not exist or is not attachable.".formatted(arn));
        return Optional.of(arn);
    }

    private CreateUserResponse create(Call call, CreateUserRequest request) {
        String id = Ids.entity("AIDA");
        Directory after =
                roll.store()
                        .change(now -> {
                            if (now.user(request.userName()).isPresent())
                                throw Refusal.exists(
                                        "User with name %s already exists."
                                                .formatted(request.userName()));
                            if (now.users().size() >= USERS_MAX)
                                throw Refusal.quota("UsersPerAccount", USERS_MAX);
                            return now.with(
                                    new User(
                                            id,
                                            request.userName(),
                                            path(request.path()),
                                            moment(call),
                                            Tags.added(Map.of(), request.tags()),
                                            Grants.NONE.within(
                                                    boundary(now, request.permissionsBoundary())),
                                            Set.of()));
                        });
        return CreateUserResponse.builder()
                .user(views.user(Roll.user(after, request.userName()), true))
                .build();
    }

    /** Without a name, who asks; root is shown as AWS shows it. */
    private GetUserResponse get(Call call, GetUserRequest request) {
        Directory directory = roll.store().read();
        String root = "arn:aws:iam::" + call.account() + ":root";
        if (request.userName() == null && call.caller().arn().equals(root))
            return GetUserResponse.builder()
                    .user(user ->
                            user.userId(call.account())
                                    .arn(root)
                                    .path("/")
                                    .createDate(Instant.EPOCH))
                    .build();
        User user = Roll.user(directory, name(call, directory, request.userName()));
        return GetUserResponse.builder().user(views.user(user, true)).build();
    }

    /** The user that is named, or the one that asks. */
    private String name(Call call, Directory directory, String given) {
        if (given != null) return given;
        return directory
                .userById(call.caller().userId())
                .map(User::name)
                .orElseThrow(() ->
                        Refusal.validation(
                                "Must specify userName when calling with non-User credentials"));
    }

    private ListUsersResponse list(Call call, ListUsersRequest request) {
        var found =
                roll.store().read().users().values().stream()
                        .filter(user -> user.path().startsWith(path(request.pathPrefix())))
                        .toList();
        var page = Page.of(found, User::name, request.maxItems(), request.marker());
        return ListUsersResponse.builder()
                .users(page.items().stream().map(user -> views.user(user, false)).toList())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    private UpdateUserResponse update(Call call, UpdateUserRequest request) {
        roll.store()
                .change(now -> {
                    User user = Roll.user(now, request.userName());
                    String name = Optional.ofNullable(request.newUserName()).orElse(user.name());
                    boolean taken =
                            now.user(name).filter(o -> !o.id().equals(user.id())).isPresent();
                    if (taken)
                        throw Refusal.exists("User with name %s already exists.".formatted(name));
                    String path = Optional.ofNullable(request.newPath()).orElse(user.path());
                    return now.without(user).with(user.named(name, path));
                });
        return UpdateUserResponse.builder().build();
    }

    private DeleteUserResponse delete(Call call, DeleteUserRequest request) {
        roll.store()
                .change(now -> {
                    User user = Roll.user(now, request.userName());
                    if (!now.keysOf(user).isEmpty())
                        throw Refusal.conflict(
                                "Cannot delete entity, must delete access keys first.");
                    if (!user.groups().isEmpty())
                        throw Refusal.conflict(
                                "Cannot delete entity, must remove users from group first.");
                    Grantees.checkBare(user);
                    return now.without(user);
                });
        return DeleteUserResponse.builder().build();
    }

    private CreateAccessKeyResponse createKey(Call call, CreateAccessKeyRequest request) {
        Directory before = roll.store().read();
        User user = Roll.user(before, name(call, before, request.userName()));
        Identity.Fresh fresh = identity.fresh(user.id(), moment(call));
        roll.store()
                .change(now -> {
                    User held =
                            now.userById(user.id())
                                    .orElseThrow(() -> Refusal.none("user", user.name()));
                    if (now.keysOf(held).size() >= KEYS_MAX)
                        throw Refusal.quota("AccessKeysPerUser", KEYS_MAX);
                    return now.with(fresh.key());
                });
        return CreateAccessKeyResponse.builder()
                .accessKey(key ->
                        key.userName(user.name())
                                .accessKeyId(fresh.key().id())
                                .secretAccessKey(fresh.secret())
                                .status(StatusType.ACTIVE)
                                .createDate(fresh.key().created()))
                .build();
    }

    private ListAccessKeysResponse listKeys(Call call, ListAccessKeysRequest request) {
        Directory directory = roll.store().read();
        boolean ofRoot = call.caller().arn().endsWith(":root") && request.userName() == null;
        if (ofRoot)
            return ListAccessKeysResponse.builder()
                    .accessKeyMetadata(
                            AccessKeyMetadata.builder()
                                    .accessKeyId(identity.root().id())
                                    .status(StatusType.ACTIVE)
                                    .build())
                    .isTruncated(false)
                    .build();
        User user = Roll.user(directory, name(call, directory, request.userName()));
        var page = Page.of(directory.keysOf(user), Key::id, request.maxItems(), request.marker());
        return ListAccessKeysResponse.builder()
                .accessKeyMetadata(
                        page.items().stream()
                                .map(key ->
                                        AccessKeyMetadata.builder()
                                                .userName(user.name())
                                                .accessKeyId(key.id())
                                                .status(status(key))
                                                .createDate(key.created())
                                                .build())
                                .toList())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    private static StatusType status(Key key) {
        return key.active() ? StatusType.ACTIVE : StatusType.INACTIVE;
    }

    private Key key(Call call, Directory directory, String userName, String keyId) {
        checkNotRoot(keyId);
        User user = Roll.user(directory, name(call, directory, userName));
        return directory
                .key(keyId)
                .filter(key -> key.userId().equals(user.id()))
                .orElseThrow(() -> noKey(keyId));
    }

    private static AwsException noKey(String keyId) {
        return Refusal.missing("The Access Key with id %s cannot be found.".formatted(keyId));
    }

    private void checkNotRoot(String keyId) {
        RootKey root = identity.root();
        if (keyId.equals(root.id()))
            throw Refusal.validation(
                    "The root key is Homeport's own and cannot be changed here; it is in the data folder.");
    }

    private UpdateAccessKeyResponse updateKey(Call call, UpdateAccessKeyRequest request) {
        boolean active = request.status() == StatusType.ACTIVE;
        roll.store()
                .change(now ->
                        now.with(
                                key(call, now, request.userName(), request.accessKeyId())
                                        .activated(active)));
        return UpdateAccessKeyResponse.builder().build();
    }

    private DeleteAccessKeyResponse deleteKey(Call call, DeleteAccessKeyRequest request) {
        roll.store()
                .change(now ->
                        now.without(key(call, now, request.userName(), request.accessKeyId())));
        return DeleteAccessKeyResponse.builder().build();
    }

    private GetAccessKeyLastUsedResponse lastUsed(Call call, GetAccessKeyLastUsedRequest request) {
        Directory directory = roll.store().read();
        Key key =
                directory
                        .key(request.accessKeyId())
                        .orElseThrow(() -> noKey(request.accessKeyId()));
        Optional<Key.Use> use = roll.store().lastUse(key.id());
        return GetAccessKeyLastUsedResponse.builder()
                .userName(directory.userById(key.userId()).map(User::name).orElse(""))
                .accessKeyLastUsed(last ->
                        last.lastUsedDate(use.map(Key.Use::at).orElse(null))
                                .serviceName(use.map(Key.Use::service).orElse("N/A"))
                                .region(use.map(Key.Use::region).orElse("N/A")))
                .build();
    }

    private AddUserToGroupResponse join(Call call, AddUserToGroupRequest request) {
        roll.store()
                .change(now -> {
                    Group group = Roll.group(now, request.groupName());
                    User user = Roll.user(now, request.userName());
                    Set<String> groups = new HashSet<>(user.groups());
                    if (groups.add(group.id()) && groups.size() > GROUPS_OF_USER_MAX)
                        throw Refusal.quota("GroupsPerUser", GROUPS_OF_USER_MAX);
                    return now.with(user.withGroups(groups));
                });
        return AddUserToGroupResponse.builder().build();
    }

    private RemoveUserFromGroupResponse leave(Call call, RemoveUserFromGroupRequest request) {
        roll.store()
                .change(now -> {
                    Group group = Roll.group(now, request.groupName());
                    User user = Roll.user(now, request.userName());
                    Set<String> groups = new HashSet<>(user.groups());
                    if (!groups.remove(group.id()))
                        throw Refusal.missing(
                                "User %s is not in group %s.".formatted(user.name(), group.name()));
                    return now.with(user.withGroups(groups));
                });
        return RemoveUserFromGroupResponse.builder().build();
    }

    private ListGroupsForUserResponse groups(Call call, ListGroupsForUserRequest request) {
        Directory directory = roll.store().read();
        User user = Roll.user(directory, request.userName());
        var page =
                Page.of(
                        directory.groupsOf(user),
                        Group::name,
                        request.maxItems(),
                        request.marker());
        return ListGroupsForUserResponse.builder()
                .groups(page.items().stream().map(views::group).toList())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }
}
