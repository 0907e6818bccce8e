package homeport.cloud.ec2;

import homeport.aws.AwsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import software.amazon.awssdk.services.ec2.model.IpPermission;

/** Authorizes and revokes. Every call is one commit: all of its rules come or go, or none. */
final class Permissions {
    static final int PER_DIRECTION_MAX = 60;

    private final NetworkStore networks;

    Permissions(NetworkStore networks) {
        this.networks = networks;
    }

    /** What a call changed, in the network as it was just after (or, for a revocation, before). */
    record Changed(Network network, StoredGroup group, List<StoredRule> rules) {}

    /** What was revoked, and which of the asked permissions were not there. */
    record Revoked(Changed changed, List<StoredRule> unknown) {}

    Changed authorize(
            String region,
            Groups.Home home,
            boolean egress,
            List<IpPermission> permissions,
            Map<String, String> tags,
            boolean dryRun) {
        if (permissions.isEmpty()) throw Refusal.missing("ipPermissions");
        var lists = networks.outside(region);
        for (var permission : permissions)
            for (var list : permission.prefixListIds())
                if (lists.prefixList(list.prefixListId()).isEmpty()
                        && !PrefixLists.isOfAws(region, list.prefixListId()))
                    throw Refusal.noPrefixList(list.prefixListId());
        var added = new AtomicReference<List<StoredRule>>(List.of());
        var network =
                networks.change(
                        region,
                        home.network().vpcId(),
                        dryRun,
                        before -> {
                            var group = group(before, home.id());
                            added.set(new Rules(before, egress).read(permissions));
                            var after = before.withGroup(withAdded(group, added.get(), egress));
                            for (var rule : added.get()) after = after.withTags(rule.id(), tags);
                            return after;
                        });
        return new Changed(network, group(network, home.id()), added.get());
    }

    private static StoredGroup withAdded(
            StoredGroup group, List<StoredRule> added, boolean egress) {
        for (var rule : added)
            if (group.rules().stream().anyMatch(rule::permits))
                throw new AwsException(
                        "InvalidPermission.Duplicate",
                        "the specified rule \"%s\" already exists".formatted(spelled(rule)));
        if (ShownGroup.rules(group, egress).size() + added.size() > PER_DIRECTION_MAX)
            throw new AwsException(
                    "RulesPerSecurityGroupLimitExceeded",
                    "The maximum number of rules per security group has been reached.");
        var rules = new ArrayList<>(group.rules());
        rules.addAll(added);
        return group.withRules(rules);
    }

    static String spelled(StoredRule rule) {
        boolean all = rule.protocol().equals(StoredRule.ALL);
        String ports =
                all ? "" : "from port: %d, to port: %d, ".formatted(rule.fromPort(), rule.toPort());
        return "peer: %s, %s, %sALLOW"
                .formatted(
                        rule.peer().value(),
                        all ? "ALL" : rule.protocol().toUpperCase(Locale.ROOT),
                        ports);
    }

    /**
     * @param ruleIds rules to take, or empty when {@code permissions} says which
     */
    Revoked revoke(
            String region,
            Groups.Home home,
            boolean egress,
            List<IpPermission> permissions,
            List<String> ruleIds,
            boolean dryRun) {
        if (permissions.isEmpty() && ruleIds.isEmpty())
            throw new AwsException(
                    "MissingParameter",
                    "Either 'ipPermissions' or 'securityGroupRuleIds' should be provided.");
        if (!permissions.isEmpty() && !ruleIds.isEmpty())
            throw AwsException.invalidCombination(
                    "'ipPermissions' and 'securityGroupRuleIds' cannot be used together.");
        var result = new AtomicReference<Optional<Revoked>>(Optional.empty());
        networks.change(
                region,
                home.network().vpcId(),
                dryRun,
                before -> {
                    var group = group(before, home.id());
                    var revoked =
                            ruleIds.isEmpty()
                                    ? byPermission(before, group, egress, permissions)
                                    : byId(before, group, egress, ruleIds);
                    result.set(Optional.of(revoked));
                    var rest = new ArrayList<>(group.rules());
                    rest.removeAll(revoked.changed().rules());
                    return before.withGroup(group.withRules(rest));
                });
        return result.get().orElseThrow();
    }

    private static Revoked byId(
            Network network, StoredGroup group, boolean egress, List<String> ids) {
        var rules = new ArrayList<StoredRule>();
        for (String id : ids)
            rules.add(
                    ShownGroup.rules(group, egress).stream()
                            .filter(rule -> rule.id().equals(id))
                            .findFirst()
                            .orElseThrow(() -> Refusal.noRule(id)));
        return new Revoked(new Changed(network, group, rules), List.of());
    }

    /**
     * In a default VPC a permission that is not there is only reported; elsewhere it fails the
     * call. Source: EC2 API reference, RevokeSecurityGroupIngress.
     */
    private static Revoked byPermission(
            Network network, StoredGroup group, boolean egress, List<IpPermission> asked) {
        var rules = new ArrayList<StoredRule>();
        var unknown = new ArrayList<StoredRule>();
        for (var wanted : new Rules(network, egress).read(asked)) {
            var found = group.rules().stream().filter(wanted::permits).findFirst();
            found.ifPresentOrElse(rules::add, () -> unknown.add(wanted));
        }
        if (!unknown.isEmpty() && !network.defaultVpc())
            throw new AwsException(
                    "InvalidPermission.NotFound",
                    "The specified rule does not exist in this security group.");
        return new Revoked(new Changed(network, group, rules), unknown);
    }

    private static StoredGroup group(Network network, String id) {
        return network.group(id).orElseThrow(() -> Refusal.noGroup(id));
    }
}
