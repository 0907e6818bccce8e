package homeport.cloud.iam;

import homeport.aws.Call;
import homeport.aws.Service;
import homeport.cloud.iam.directory.Directory;
import homeport.cloud.iam.directory.Ids;
import homeport.cloud.iam.directory.Profile;
import homeport.cloud.iam.directory.Role;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.CreateInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.CreateInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.DeleteInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.DeleteInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.GetInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.GetInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.InstanceProfile;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesForRoleRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesForRoleResponse;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesResponse;
import software.amazon.awssdk.services.iam.model.RemoveRoleFromInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.RemoveRoleFromInstanceProfileResponse;

/** Instance profiles: kept as records, because tools that make roles make them too. */
final class Profiles {
    private static final int PROFILES_MAX = 1000;

    private final Roll roll;
    private final Views views;

    Profiles(Roll roll) {
        this.roll = roll;
        this.views = new Views(roll.account());
    }

    void register(Service service) {
        service.on("CreateInstanceProfile", CreateInstanceProfileRequest::builder, this::create)
                .on("GetInstanceProfile", GetInstanceProfileRequest::builder, this::get)
                .on("ListInstanceProfiles", ListInstanceProfilesRequest::builder, this::list)
                .on(
                        "ListInstanceProfilesForRole",
                        ListInstanceProfilesForRoleRequest::builder,
                        this::ofRole)
                .on("DeleteInstanceProfile", DeleteInstanceProfileRequest::builder, this::delete)
                .on("AddRoleToInstanceProfile", AddRoleToInstanceProfileRequest::builder, this::add)
                .on(
                        "RemoveRoleFromInstanceProfile",
                        RemoveRoleFromInstanceProfileRequest::builder,
                        this::remove);
    }

    private CreateInstanceProfileResponse create(Call call, CreateInstanceProfileRequest request) {
        Profile profile =
                new Profile(
                        Ids.entity("AIPA"),
                        request.instanceProfileName(),
                        Users.path(request.path()),
                        Users.moment(call),
                        Tags.added(Map.of(), request.tags()),
                        Optional.empty());
        Directory after =
                roll.store()
                        .change(now -> {
                            if (now.profile(profile.name()).isPresent())
                                throw Refusal.exists(
                                        "Instance Profile %s already exists."
                                                .formatted(profile.name()));
                            if (now.profiles().size() >= PROFILES_MAX)
                                throw Refusal.quota("InstanceProfilesPerAccount", PROFILES_MAX);
                            return now.with(profile);
                        });
        return CreateInstanceProfileResponse.builder()
                .instanceProfile(views.profile(profile, after))
                .build();
    }

    private GetInstanceProfileResponse get(Call call, GetInstanceProfileRequest request) {
        Directory directory = roll.store().read();
        Profile profile = Roll.profile(directory, request.instanceProfileName());
        return GetInstanceProfileResponse.builder()
                .instanceProfile(views.profile(profile, directory))
                .build();
    }

    private ListInstanceProfilesResponse list(Call call, ListInstanceProfilesRequest request) {
        Directory directory = roll.store().read();
        var found =
                directory.profiles().values().stream()
                        .filter(one -> one.path().startsWith(Users.path(request.pathPrefix())))
                        .toList();
        var page = page(found, request.maxItems(), request.marker());
        return ListInstanceProfilesResponse.builder()
                .instanceProfiles(shown(page, directory))
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    private ListInstanceProfilesForRoleResponse ofRole(
            Call call, ListInstanceProfilesForRoleRequest request) {
        Directory directory = roll.store().read();
        Role role = Roll.role(directory, request.roleName());
        var page = page(directory.profilesOf(role), request.maxItems(), request.marker());
        return ListInstanceProfilesForRoleResponse.builder()
                .instanceProfiles(shown(page, directory))
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    private static Page<Profile> page(Collection<Profile> all, Integer max, String marker) {
        return Page.of(all, Profile::name, max, marker);
    }

    private List<InstanceProfile> shown(Page<Profile> page, Directory directory) {
        return page.items().stream().map(one -> views.profile(one, directory)).toList();
    }

    private DeleteInstanceProfileResponse delete(Call call, DeleteInstanceProfileRequest request) {
        roll.store()
                .change(now -> {
                    Profile profile = Roll.profile(now, request.instanceProfileName());
                    if (profile.roleId().isPresent())
                        throw Refusal.conflict(
                                "Cannot delete entity, must remove roles from instance profile first.");
                    return now.without(profile);
                });
        return DeleteInstanceProfileResponse.builder().build();
    }

    private AddRoleToInstanceProfileResponse add(
            Call call, AddRoleToInstanceProfileRequest request) {
        roll.store()
                .change(now -> {
                    Profile profile = Roll.profile(now, request.instanceProfileName());
                    Role role = Roll.role(now, request.roleName());
                    if (profile.roleId().isPresent())
                        throw Refusal.quota("InstanceSessionsPerInstanceProfile", 1);
                    return now.with(profile.holding(Optional.of(role.id())));
                });
        return AddRoleToInstanceProfileResponse.builder().build();
    }

    private RemoveRoleFromInstanceProfileResponse remove(
            Call call, RemoveRoleFromInstanceProfileRequest request) {
        roll.store()
                .change(now -> {
                    Profile profile = Roll.profile(now, request.instanceProfileName());
                    Role role = Roll.role(now, request.roleName());
                    if (!profile.roleId().equals(Optional.of(role.id())))
                        throw Refusal.none("role", request.roleName());
                    return now.with(profile.holding(Optional.empty()));
                });
        return RemoveRoleFromInstanceProfileResponse.builder().build();
    }
}
