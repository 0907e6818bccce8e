package homeport.cloud.iam.policy;

import homeport.cloud.iam.policy.Principals.Reach;
import homeport.cloud.iam.policy.Verdict.Layer;
import java.util.List;
import java.util.Optional;

/**
 * Everything that speaks about one principal, and the decision over it. Within one account.
 *
 * @param identity of the principal and its groups
 * @param boundary what its identity policies can reach at most; empty for none
 * @param session what a session was limited to; empty when it was not
 */
public record Layers(
        List<Policy> identity, Optional<Policy> boundary, Optional<List<Policy>> session) {
    public Layers {
        identity = List.copyOf(identity);
        session = session.map(List::copyOf);
    }

    /**
     * A Deny anywhere is first. Then something must allow it: an identity policy within boundary
     * and session policies, or the resource's policy by naming the principal itself. Source: IAM
     * user guide, "Policy evaluation logic", "Evaluating identity-based policies with
     * resource-based policies".
     *
     * @param resource the policy of what is asked for; empty when it has none
     */
    public Verdict decide(Ask ask, Who who, Optional<Policy> resource) {
        if (resource.filter(policy -> policy.denies(ask, who)).isPresent())
            return new Verdict.ExplicitDeny(Layer.RESOURCE);
        Reach granted = resource.map(policy -> policy.allowReach(ask, who)).orElse(Reach.NONE);
        Optional<Verdict> denied = denied(ask);
        if (denied.isPresent()) return denied.get();
        if (granted == Reach.ITSELF) return new Verdict.Allowed();
        if (granted != Reach.ROLE && identity.stream().noneMatch(policy -> policy.allows(ask)))
            return new Verdict.ImplicitDeny(Layer.IDENTITY);
        return limited(ask);
    }

    /**
     * The same for a role that is to be assumed: its trust policy must reach the principal, and
     * where it only names the account, an identity policy must allow it too.
     */
    public Verdict decideTrust(Ask ask, Who who, Policy trust) {
        if (!trust.denies(ask, who) && trust.allowReach(ask, who) == Reach.NONE)
            return denied(ask).orElse(new Verdict.ImplicitDeny(Layer.RESOURCE));
        return decide(ask, who, Optional.of(trust));
    }

    private Optional<Verdict> denied(Ask ask) {
        if (identity.stream().anyMatch(policy -> policy.denies(ask)))
            return Optional.of(new Verdict.ExplicitDeny(Layer.IDENTITY));
        if (boundary.filter(policy -> policy.denies(ask)).isPresent())
            return Optional.of(new Verdict.ExplicitDeny(Layer.BOUNDARY));
        if (session.filter(all -> all.stream().anyMatch(p -> p.denies(ask))).isPresent())
            return Optional.of(new Verdict.ExplicitDeny(Layer.SESSION));
        return Optional.empty();
    }

    private Verdict limited(Ask ask) {
        if (boundary.filter(policy -> !policy.allows(ask)).isPresent())
            return new Verdict.ImplicitDeny(Layer.BOUNDARY);
        if (session.filter(all -> all.stream().noneMatch(p -> p.allows(ask))).isPresent())
            return new Verdict.ImplicitDeny(Layer.SESSION);
        return new Verdict.Allowed();
    }
}
