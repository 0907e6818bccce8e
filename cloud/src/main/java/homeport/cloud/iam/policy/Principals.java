package homeport.cloud.iam.policy;

import java.util.List;

/**
 * Whom a statement of a trust or resource policy speaks of.
 *
 * @param negated {@code NotPrincipal}: everybody else
 * @param aws account numbers, ARNs, {@code *}
 * @param services {@code rds.amazonaws.com}
 */
record Principals(boolean negated, List<String> aws, List<String> services) {
    Principals {
        aws = List.copyOf(aws);
        services = List.copyOf(services);
    }

    /** How a statement reaches a principal; the later ones are the stronger. */
    enum Reach {
        NONE,
        /** By its account, which leaves the decision to the account's own policies. */
        ACCOUNT,
        /** By the role that a session was made of, or by {@code *}. */
        ROLE,
        /** By the user or the session itself. */
        ITSELF
    }

    Reach reach(Who who) {
        Reach best = Reach.NONE;
        for (String one : aws) {
            Reach reach = reach(one, who);
            if (reach.compareTo(best) > 0) best = reach;
        }
        if (!negated) return best;
        return best == Reach.NONE ? Reach.ROLE : Reach.NONE;
    }

    private static Reach reach(String one, Who who) {
        if (one.equals(who.arn())) return Reach.ITSELF;
        if (one.equals("*") || one.equals(who.principalArn())) return Reach.ROLE;
        if (one.equals(who.account()) || one.equals("arn:aws:iam::" + who.account() + ":root"))
            return Reach.ACCOUNT;
        return Reach.NONE;
    }
}
