package homeport.cloud.iam;

import homeport.aws.Call;
import homeport.aws.Service;
import homeport.cloud.iam.directory.Directory;
import homeport.cloud.iam.directory.Grants;
import homeport.cloud.iam.directory.Ids;
import homeport.cloud.iam.directory.Role;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateRoleResponse;
import software.amazon.awssdk.services.iam.model.DeleteRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteRoleResponse;
import software.amazon.awssdk.services.iam.model.GetRoleRequest;
import software.amazon.awssdk.services.iam.model.GetRoleResponse;
import software.amazon.awssdk.services.iam.model.ListRolesRequest;
import software.amazon.awssdk.services.iam.model.ListRolesResponse;
import software.amazon.awssdk.services.iam.model.UpdateAssumeRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAssumeRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.UpdateRoleDescriptionRequest;
import software.amazon.awssdk.services.iam.model.UpdateRoleDescriptionResponse;
import software.amazon.awssdk.services.iam.model.UpdateRoleRequest;
import software.amazon.awssdk.services.iam.model.UpdateRoleResponse;

/** Roles and whom they trust. */
final class Roles {
    private static final int ROLES_MAX = 1000;
    private static final int SESSION_SECONDS_DEFAULT = 3600;

    private final Roll roll;
    private final Views views;

    Roles(Roll roll) {
        this.roll = roll;
        this.views = new Views(roll.account());
    }

    void register(Service service) {
        service.on("CreateRole", CreateRoleRequest::builder, this::create)
                .on("GetRole", GetRoleRequest::builder, this::get)
                .on("ListRoles", ListRolesRequest::builder, this::list)
                .on("UpdateRole", UpdateRoleRequest::builder, this::update)
                .on("UpdateRoleDescription", UpdateRoleDescriptionRequest::builder, this::describe)
                .on("UpdateAssumeRolePolicy", UpdateAssumeRolePolicyRequest::builder, this::trust)
                .on("DeleteRole", DeleteRoleRequest::builder, this::delete);
    }

    private CreateRoleResponse create(Call call, CreateRoleRequest request) {
        String id = Ids.entity("AROA");
        Directory after =
                roll.store()
                        .change(now -> {
                            if (now.role(request.roleName()).isPresent())
                                throw Refusal.exists(
                                        "Role with name %s already exists."
                                                .formatted(request.roleName()));
                            if (now.roles().size() >= ROLES_MAX)
                                throw Refusal.quota("RolesPerAccount", ROLES_MAX);
                            return now.with(role(call, request, id, now));
                        });
        return CreateRoleResponse.builder()
                .role(views.role(Roll.role(after, request.roleName()), true))
                .build();
    }

    private Role role(Call call, CreateRoleRequest request, String id, Directory now) {
        Documents.checkTrust(request.assumeRolePolicyDocument(), now, roll.account());
        return new Role(
                id,
                request.roleName(),
                Users.path(request.path()),
                Users.moment(call),
                Optional.ofNullable(request.description()).orElse(""),
                request.assumeRolePolicyDocument(),
                Optional.ofNullable(request.maxSessionDuration()).orElse(SESSION_SECONDS_DEFAULT),
                Tags.added(Map.of(), request.tags()),
                Grants.NONE.within(Users.boundary(now, request.permissionsBoundary())));
    }

    private GetRoleResponse get(Call call, GetRoleRequest request) {
        Role role = Roll.role(roll.store().read(), request.roleName());
        return GetRoleResponse.builder().role(views.role(role, true)).build();
    }

    private ListRolesResponse list(Call call, ListRolesRequest request) {
        var found =
                roll.store().read().roles().values().stream()
                        .filter(role -> role.path().startsWith(Users.path(request.pathPrefix())))
                        .toList();
        var page = Page.of(found, Role::name, request.maxItems(), request.marker());
        return ListRolesResponse.builder()
                .roles(page.items().stream().map(role -> views.role(role, false)).toList())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    private UpdateRoleResponse update(Call call, UpdateRoleRequest request) {
        roll.store()
                .change(now -> {
                    Role role = Roll.role(now, request.roleName());
                    return now.with(
                            role.about(
                                    Optional.ofNullable(request.description())
                                            .orElse(role.description()),
                                    Optional.ofNullable(request.maxSessionDuration())
                                            .orElse(role.sessionSecondsMax())));
                });
        return UpdateRoleResponse.builder().build();
    }

    private UpdateRoleDescriptionResponse describe(
            Call call, UpdateRoleDescriptionRequest request) {
        Directory after =
                roll.store()
                        .change(now -> {
                            Role role = Roll.role(now, request.roleName());
                            return now.with(
                                    role.about(request.description(), role.sessionSecondsMax()));
                        });
        return UpdateRoleDescriptionResponse.builder()
                .role(views.role(Roll.role(after, request.roleName()), true))
                .build();
    }

    private UpdateAssumeRolePolicyResponse trust(Call call, UpdateAssumeRolePolicyRequest request) {
        roll.store()
                .change(now -> {
                    Role role = Roll.role(now, request.roleName());
                    Documents.checkTrust(request.policyDocument(), now, roll.account());
                    return now.with(role.withTrust(request.policyDocument()));
                });
        return UpdateAssumeRolePolicyResponse.builder().build();
    }

    private DeleteRoleResponse delete(Call call, DeleteRoleRequest request) {
        roll.store()
                .change(now -> {
                    Role role = Roll.role(now, request.roleName());
                    if (!now.profilesOf(role).isEmpty())
                        throw Refusal.conflict(
                                "Cannot delete entity, must remove roles from instance profile first.");
                    Grantees.checkBare(role);
                    return now.without(role);
                });
        return DeleteRoleResponse.builder().build();
    }
}
