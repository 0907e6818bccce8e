package homeport.cloud.iam.access;

import homeport.aws.Call.Caller;
import homeport.cloud.iam.directory.Entity;
import homeport.cloud.iam.directory.Role;
import homeport.cloud.iam.directory.User;
import homeport.cloud.iam.policy.Facts;
import homeport.cloud.iam.policy.Who;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Who is behind a key. */
sealed interface Principal {
    /**
     * @param session of GetSessionToken
     */
    record Root(Optional<Session> session) implements Principal {}

    /**
     * @param session of GetSessionToken
     */
    record OfUser(User user, Optional<Session> session) implements Principal {}

    record OfRole(Role role, Session inSession) implements Principal {}

    default Optional<Session> session() {
        return switch (this) {
            case Root root -> root.session;
            case OfUser user -> user.session;
            case OfRole role -> Optional.of(role.inSession);
        };
    }

    /** What its policies hang on; empty for root. */
    default Optional<Entity> entity() {
        return switch (this) {
            case Root _ -> Optional.empty();
            case OfUser user -> Optional.of(user.user);
            case OfRole role -> Optional.of(role.role);
        };
    }

    default Caller caller(String accessKeyId, String account) {
        return switch (this) {
            case Root _ -> new Caller(accessKeyId, root(account), account);
            case OfUser(User user, var _) -> new Caller(accessKeyId, user.arn(account), user.id());
            case OfRole(Role role, Session session) ->
                    new Caller(
                            accessKeyId,
                            assumed(account, role, session.name()),
                            role.id() + ":" + session.name());
        };
    }

    default Who who(String account) {
        String arn = caller("", account).arn();
        return switch (this) {
            case Root _ -> new Who(arn, arn, account);
            case OfUser _ -> new Who(arn, arn, account);
            case OfRole(Role role, var _) -> new Who(arn, role.arn(account), account);
        };
    }

    /** Condition keys that say who asks. Source: "AWS global condition context keys". */
    default Facts facts(String account) {
        Facts facts =
                new Facts()
                        .put("aws:PrincipalArn", who(account).principalArn())
                        .put("aws:PrincipalAccount", account)
                        .put("aws:userid", caller("", account).userId())
                        .put("aws:PrincipalIsAWSService", "false");
        switch (this) {
            case Root _ -> facts.put("aws:PrincipalType", "Account");
            case OfUser(User user, var _) ->
                    facts.put("aws:PrincipalType", "User")
                            .put("aws:username", user.name())
                            .family("aws:PrincipalTag/", user::tags);
            case OfRole(Role role, Session session) -> {
                Map<String, String> tags = new HashMap<>(role.tags());
                tags.putAll(session.tags());
                facts.put("aws:PrincipalType", "AssumedRole")
                        .family("aws:PrincipalTag/", () -> tags);
            }
        }
        session()
                .ifPresent(session -> {
                    facts.put("aws:TokenIssueTime", session.issued().toString());
                    facts.put("aws:MultiFactorAuthPresent", "false");
                    session.sourceIdentity()
                            .ifPresent(text -> facts.put("aws:SourceIdentity", text));
                });
        return facts;
    }

    static String root(String account) {
        return "arn:aws:iam::" + account + ":root";
    }

    /** Leaves the role's path out, as AWS does. */
    static String assumed(String account, Role role, String session) {
        return "arn:aws:sts::" + account + ":assumed-role/" + role.name() + "/" + session;
    }
}
