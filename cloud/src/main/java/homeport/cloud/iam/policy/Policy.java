package homeport.cloud.iam.policy;

import java.util.List;
import java.util.stream.Stream;

/** A document that was read and found whole. */
public final class Policy {
    private final List<Statement> statements;

    Policy(List<Statement> statements) {
        this.statements = List.copyOf(statements);
    }

    /** Where a document stands, which decides what it must and must not have. */
    public enum Kind {
        /** Attached to a user, a group, a role or a session. */
        IDENTITY,
        /** Says who may assume a role: principals, no resources. */
        TRUST,
        /** Attached to what it is about: principals and resources. */
        RESOURCE
    }

    /**
     * @throws MalformedPolicy it is none, and why
     */
    public static Policy parse(String document, Kind kind) {
        return new Parser(kind).parse(document);
    }

    List<Statement> statements() {
        return statements;
    }

    /** The ARNs, account numbers and stars that it names as principals. */
    public List<String> principals() {
        return statements.stream()
                .flatMap(statement -> statement.principals().stream())
                .flatMap(principals -> principals.aws().stream())
                .distinct()
                .toList();
    }

    /** Whether it lets everybody in: an Allow for {@code *} without a condition. */
    public boolean isPublic() {
        return statements.stream()
                .filter(statement -> statement.allow() && statement.conditions().isEmpty())
                .flatMap(statement -> statement.principals().stream())
                .anyMatch(who -> who.negated() || who.aws().contains("*"));
    }

    boolean allows(Ask ask) {
        return applying(true, ask).findAny().isPresent();
    }

    boolean denies(Ask ask) {
        return applying(false, ask).findAny().isPresent();
    }

    private Stream<Statement> applying(boolean allow, Ask ask) {
        return statements.stream().filter(s -> s.allow() == allow && s.applies(ask));
    }

    /** How far an Allow reaches this principal. */
    Principals.Reach allowReach(Ask ask, Who who) {
        return applying(true, ask)
                .map(statement -> reach(statement, who))
                .max(Principals.Reach::compareTo)
                .orElse(Principals.Reach.NONE);
    }

    boolean denies(Ask ask, Who who) {
        return applying(false, ask)
                .anyMatch(statement -> reach(statement, who) != Principals.Reach.NONE);
    }

    private static Principals.Reach reach(Statement statement, Who who) {
        return statement.principals().map(p -> p.reach(who)).orElse(Principals.Reach.NONE);
    }

    /** Whether a trust policy lets that service take the role. */
    public boolean trusts(Ask ask, String service) {
        return speaksOf(service, ask, true) && !speaksOf(service, ask, false);
    }

    private boolean speaksOf(String service, Ask ask, boolean allow) {
        return statements.stream()
                .filter(one -> one.allow() == allow && one.applies(ask))
                .flatMap(one -> one.principals().stream())
                .anyMatch(all ->
                        !all.negated()
                                && (all.services().contains(service) || all.aws().contains("*")));
    }
}
