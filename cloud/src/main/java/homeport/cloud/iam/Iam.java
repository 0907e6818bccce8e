package homeport.cloud.iam;

import homeport.aws.Call;
import homeport.aws.Service;
import homeport.cloud.iam.access.Identity;
import homeport.cloud.iam.directory.Directory;
import homeport.cloud.iam.directory.IdentityStore;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.iam.model.GetAccountSummaryRequest;
import software.amazon.awssdk.services.iam.model.GetAccountSummaryResponse;
import software.amazon.awssdk.services.iam.model.ListAccountAliasesRequest;
import software.amazon.awssdk.services.iam.model.ListAccountAliasesResponse;

/** IAM: its actions. */
public final class Iam {
    private Iam() {}

    /**
     * @param account twelve digits
     */
    public static Service service(IdentityStore store, Identity identity, String account) {
        Roll roll = new Roll(store, account);
        Service service = new Service("iam");
        new Users(roll, identity).register(service);
        new UserGrants(roll).register(service);
        new Groups(roll).register(service);
        new GroupGrants(roll).register(service);
        new Roles(roll).register(service);
        new RoleGrants(roll).register(service);
        new ManagedPolicies(roll).register(service);
        new Profiles(roll).register(service);
        new Tagging(roll).register(service);
        new Simulation(roll, identity.policies()).register(service);
        return service.on(
                        "GetAccountSummary",
                        GetAccountSummaryRequest::builder,
                        (Call call, GetAccountSummaryRequest request) ->
                                GetAccountSummaryResponse.builder()
                                        .summaryMapWithStrings(summary(store.read()))
                                        .build())
                .on(
                        "ListAccountAliases",
                        ListAccountAliasesRequest::builder,
                        (Call call, ListAccountAliasesRequest request) ->
                                ListAccountAliasesResponse.builder()
                                        .accountAliases(List.of())
                                        .isTruncated(false)
                                        .build());
    }

    private static Map<String, Integer> summary(Directory directory) {
        Map<String, Integer> summary = new TreeMap<>();
        summary.put("Users", directory.users().size());
        summary.put("UsersQuota", 5000);
        summary.put("Groups", directory.groups().size());
        summary.put("GroupsQuota", 300);
        summary.put("Roles", directory.roles().size());
        summary.put("RolesQuota", 1000);
        summary.put("Policies", directory.policies().size());
        summary.put("PoliciesQuota", 1500);
        summary.put("InstanceProfiles", directory.profiles().size());
        summary.put("InstanceProfilesQuota", 1000);
        summary.put("AccessKeysPerUserQuota", 2);
        summary.put("GroupsPerUserQuota", 10);
        summary.put("AttachedPoliciesPerUserQuota", 10);
        summary.put("AttachedPoliciesPerGroupQuota", 10);
        summary.put("AttachedPoliciesPerRoleQuota", 10);
        summary.put("VersionsPerPolicyQuota", 5);
        summary.put("PolicySizeQuota", 6144);
        summary.put("UserPolicySizeQuota", 2048);
        summary.put("GroupPolicySizeQuota", 5120);
        summary.put("RolePolicySizeQuota", 10_240);
        summary.put("AssumeRolePolicySizeQuota", 2048);
        summary.put("AccountAccessKeysPresent", 1);
        summary.put("AccountMFAEnabled", 0);
        summary.put("MFADevices", 0);
        summary.put("Providers", 0);
        return summary;
    }
}
