package homeport.cloud.iam.access;

import homeport.cloud.iam.directory.Directory;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * Who a permission is of, for what goes on when the request is over. What limits a session limits
 * it there, too; its secret is left out.
 */
record Mark(Session.Of of, String principalId, Optional<Session> session) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Mark of(Principal principal) {
        Optional<Session> session = principal.session().map(Mark::withoutSecret);
        return switch (principal) {
            case Principal.Root _ -> new Mark(Session.Of.ROOT, "", session);
            case Principal.OfUser(var user, var _) -> new Mark(Session.Of.USER, user.id(), session);
            case Principal.OfRole(var role, var _) -> new Mark(Session.Of.ROLE, role.id(), session);
        };
    }

    private static Session withoutSecret(Session session) {
        return new Session(
                session.of(),
                session.principalId(),
                session.name(),
                "",
                session.issued(),
                session.expires(),
                session.policy(),
                session.policyArns(),
                session.tags(),
                session.sourceIdentity());
    }

    String write() {
        return JSON.writeValueAsString(this);
    }

    static Mark read(String text) {
        return JSON.readValue(text, Mark.class);
    }

    /** Empty when the user or the role is gone. */
    Optional<Principal> principal(Directory directory) {
        return switch (of) {
            case ROOT -> Optional.of(new Principal.Root(session));
            case USER ->
                    directory
                            .userById(principalId)
                            .map(user -> new Principal.OfUser(user, session));
            case ROLE ->
                    directory
                            .roleById(principalId)
                            .flatMap(role -> session.map(held -> new Principal.OfRole(role, held)));
        };
    }
}
